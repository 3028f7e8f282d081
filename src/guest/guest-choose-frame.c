/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where is the memory that Looking Glass shares: in a file, or in the device of the module kvmfr,
 * which the viewer's GPU reads without a copy? How large it must be: guest-frame.c.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "guest/guest-choose-parts.h"
#include "guest/guest-kvmfr.h"

#define SET_UP "looking_glass of host.yaml with kvmfr: on, then virtfn apply, does it"

/* Whether guests can have the node. */
struct node {
	enum tri good;
	unsigned mib; /* as its module was told; 0 unknown */
	char why[176];
};

/* The first of the sizes that modprobe gives the module, which is the first node's. */
static unsigned module_mib(const struct host *host)
{
	const struct kernel_conf *c = kernel_conf(&host->kernel, KERNEL_CONF_OPTIONS, "kvmfr");
	const char *size = c ? strstr(c->text, "static_size_mb=") : NULL;
	unsigned long n = size ? strtoul(strchr(size, '=') + 1, NULL, 10) : 0;

	return n <= 65536 ? (unsigned)n : 0;
}

static void say(struct node *n, enum tri good, const char *why)
{
	if (n->good != TRI_YES)
		return;
	n->good = good;
	(void)snprintf(n->why, sizeof(n->why), "%s", why);
}

/* A node on QEMU's command line is opened only by leave of all of them. */
static void look_at_leave(const struct stack *s, struct node *n)
{
	if (s->kvmfr_acl == TRI_NO)
		say(n, TRI_NO,
			"libvirt does not let guests open " GUEST_KVMFR_NODE
			" (cgroup_device_acl); " SET_UP);
	if (s->apparmor != TRI_NO && s->kvmfr_apparmor == TRI_NO)
		say(n, s->apparmor == TRI_YES ? TRI_NO : TRI_UNKNOWN,
			"AppArmor does not let guests open " GUEST_KVMFR_NODE "; " SET_UP);
	if (s->kvmfr_acl == TRI_UNKNOWN)
		say(n, TRI_UNKNOWN,
			"whether libvirt lets guests open " GUEST_KVMFR_NODE
			" could not be seen, which needs root");
	if (s->apparmor != TRI_NO && s->kvmfr_apparmor == TRI_UNKNOWN)
		say(n, TRI_UNKNOWN,
			"whether AppArmor lets guests open " GUEST_KVMFR_NODE " could not be seen");
	if (s->selinux_enforcing == TRI_YES)
		say(n, TRI_UNKNOWN,
			"whether SELinux lets guests open " GUEST_KVMFR_NODE " could not be seen");
}

static struct node look(const struct guest_wish *w, const struct host *host, unsigned wanted)
{
	struct node n = { .good = TRI_YES, .mib = module_mib(host) };
	char text[sizeof(n.why)];

	if (host->stack.kvmfr == STACK_NODE_NONE)
		say(&n, TRI_NO, "there is no " GUEST_KVMFR_NODE "; " SET_UP);
	if (host->stack.kvmfr == STACK_NODE_UNKNOWN)
		say(&n, TRI_UNKNOWN, GUEST_KVMFR_NODE " could not be looked at");
	if (host->stack.kvmfr == STACK_NODE_REGULAR)
		say(&n, TRI_NO,
			GUEST_KVMFR_NODE " is a plain file, which QEMU made before the module "
					 "kvmfr was loaded: stop the guest that has it, remove the "
					 "file, modprobe kvmfr");
	if (w->kvmfr_owner) {
		(void)snprintf(text, sizeof(text),
			GUEST_KVMFR_NODE " is given to the guest '%.60s'", w->kvmfr_owner);
		say(&n, TRI_NO, text);
	}
	if (n.mib > 0 && n.mib < wanted) {
		(void)snprintf(text, sizeof(text),
			"the module kvmfr was given %u MiB (static_size_mb), and this picture "
			"needs %u",
			n.mib, wanted);
		say(&n, TRI_NO, text);
	}
	look_at_leave(&host->stack, &n);
	return n;
}

/* Whether it is the node; -EINVAL where that was asked for and cannot be. */
static int take_node(
	const struct guest_wish *w, const struct host *host, const struct node *n, struct err *err)
{
	if (w->shared == GUEST_SHARED_FILE)
		return 0;
	/* A viewer would find the file, and show nothing for ever. */
	if (host->stack.kvmfr == STACK_NODE_REGULAR)
		return err_set(err, EINVAL, "%s%s", n->why,
			w->shared ? "" : "; or use --shared-memory file");
	if (w->shared == GUEST_SHARED_KVMFR && n->good == TRI_NO)
		return err_set(err, EINVAL, "--shared-memory kvmfr: %s", n->why);
	return w->shared == GUEST_SHARED_KVMFR || n->good == TRI_YES;
}

/* The hook sees to it at each start: the module may not be loaded then. */
static void want_node(struct guest_choice *c)
{
	struct vm_need_shm *s = &c->needs.shm[c->needs.n_shm++];

	*s = (struct vm_need_shm) { .size = (uint64_t)c->desktop.frame_mib << 20, .mode = 0660 };
	(void)snprintf(s->path, sizeof(s->path), "%s", GUEST_KVMFR_NODE);
}

int guest_choose_frame(const struct guest_wish *w, const struct host *host, struct guest_choice *c,
	struct err *err)
{
	const struct guest_frame f =
		w->frame.width ? w->frame : (struct guest_frame) { 1920, 1080, 0 };
	struct guest_setting *s = guest_choice_add(c, "shared_memory");
	unsigned mib = guest_frame_mib_any(&f);
	const struct node n = look(w, host, mib);
	int r = take_node(w, host, &n, err), used;

	if (r < 0)
		return r;
	c->desktop.kvmfr = r == 1;
	c->desktop.frame_mib = c->desktop.kvmfr && n.mib > 0 ? n.mib : mib;
	c->desktop.frame = "looking-glass";
	c->desktop.usb_only_mouse = true;
	if (c->desktop.kvmfr)
		want_node(c);
	(void)snprintf(s->value, sizeof(s->value), "%u MiB%s", c->desktop.frame_mib,
		c->desktop.kvmfr ? " of " GUEST_KVMFR_NODE : "");
	used = snprintf(s->why, sizeof(s->why), "%ux%u%s%s, for Looking Glass B7 and its newer IDD",
		f.width, f.height, f.hdr ? " HDR" : "", w->frame.width ? "" : " (see --screen)");
	if (c->desktop.kvmfr && n.good == TRI_YES)
		(void)snprintf(s->why + used, sizeof(s->why) - (size_t)used,
			"; the viewer's GPU reads it without a copy");
	else if (c->desktop.kvmfr ||
		 (host->stack.kvmfr != STACK_NODE_NONE && w->shared != GUEST_SHARED_FILE))
		(void)snprintf(s->why + used, sizeof(s->why) - (size_t)used, "; %s%s",
			c->desktop.kvmfr ? "" : "in a file, for ", n.why);
	return 0;
}
