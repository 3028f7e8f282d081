/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which of the ways to see a guest's desktop can be taken, and why not the better ones? Pure:
 * what is there was found out before (cli/vm-view.c), how a way is taken is guest-view-command.c.
 */
#include "guest/guest-view.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/mem.h"

const char *const view_words[VIEW_WAYS + 1] = { "looking-glass", "rdp", "spice", NULL };

static void __attribute__((format(printf, 2, 3))) no(struct view_choice *c, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(c->why, sizeof(c->why), fmt, ap);
	va_end(ap);
}

/* 0 when the memory is there and of use. */
static int look_at_memory(const struct view_facts *f, struct view_choice *c)
{
	const struct guest_screen *s = f->screen;
	unsigned long long want = s->shm_size >> 20, have = f->node_size >> 20;

	if (f->node == VIEW_NODE_NONE && guest_screen_is_kvmfr(s))
		no(c, "%s is not there: load the module kvmfr, then start the guest again", s->shm);
	else if (f->node == VIEW_NODE_NONE)
		no(c, "%s is not there: QEMU makes it when the guest starts", s->shm);
	else if (f->node == VIEW_NODE_FILE && guest_screen_is_kvmfr(s))
		no(c,
			"%s is a plain file, which QEMU made because the module kvmfr was not "
			"loaded: stop the guest, remove the file, load kvmfr, start it",
			s->shm);
	else if (f->node_usable == TRI_NO)
		no(c,
			"you may not read and write %s: it takes the group kvm or the udev rule "
			"70-kvmfr.rules (tmpfiles.d for a file)",
			s->shm);
	else if (want && have && have < want)
		no(c, "%s holds %llu MiB and the guest expects %llu: make both the same", s->shm,
			have, want);
	else
		return 0;
	return -1;
}

static void judge_looking_glass(const struct view_facts *f, struct view_choice *c)
{
	if (!f->screen->shm)
		no(c, "the guest shares no memory for it");
	else if (f->remote)
		no(c, "the guest runs on another computer, and memory is shared only on its own");
	else if (!f->looking_glass)
		no(c, "looking-glass-client is not installed; few distributions have it, "
		      "looking-glass.io has its source");
	else if (look_at_memory(f, c) == 0)
		c->possible = true;
}

static void judge_rdp(const struct view_facts *f, struct view_choice *c)
{
	bool alone = f->freerdp && (f->has_password || f->may_ask);

	if (!f->address)
		no(c, "the guest's address is not known: neither its agent, nor a DHCP lease, nor "
		      "the neighbour table says it; give it with --address");
	else if (f->rdp != TRI_YES)
		no(c, "nothing answers at %s port %u", f->address, f->port);
	else if (!f->freerdp && !f->remmina)
		no(c, "no client for RDP is installed: FreeRDP or Remmina");
	else if (!alone && !f->remmina)
		no(c, "nobody can be asked for the password here: run it in a terminal");
	else
		c->possible = true;
}

static void judge_spice(const struct view_facts *f, struct view_choice *c)
{
	const struct guest_screen *s = f->screen;
	bool direct = !f->remote && (s->port || s->socket);

	if (s->display == GUEST_DISPLAY_NONE)
		no(c, "the guest has no SPICE or VNC display");
	else if (!f->remote_viewer && !f->virt_viewer)
		no(c, "neither remote-viewer nor virt-viewer is installed");
	else if (!f->virt_viewer && !direct)
		no(c, "its display listens at no port or socket that can be reached from here, and "
		      "virt-viewer, which asks libvirt, is not installed");
	else
		c->possible = true;
}

enum view_way view_choose(const struct view_facts *f, struct view_choice ret[VIEW_WAYS])
{
	static void (*const judges[VIEW_WAYS])(
		const struct view_facts *f, struct view_choice *c) = {
		[VIEW_LOOKING_GLASS] = judge_looking_glass,
		[VIEW_RDP] = judge_rdp,
		[VIEW_SPICE] = judge_spice,
	};
	enum view_way best = VIEW_WAYS;

	for (unsigned i = VIEW_WAYS; i-- > 0;) {
		ret[i] = (struct view_choice) { 0 };
		if (!f->running)
			no(&ret[i], "the guest is not running");
		else
			judges[i](f, &ret[i]);
		if (ret[i].possible)
			best = (enum view_way)i;
	}
	return best;
}
