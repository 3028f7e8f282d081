/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From the options of "vm create" to a guest with a desktop. What is best where they are silent
 * guest/guest-choose.h decides; which devices, vm-gpu.c.
 */
#include "cli/vm-desktop.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/root-publish.h"
#include "base/str.h"
#include "cli/hook-install.h"
#include "cli/vm-file.h"
#include "cli/vm-gpu.h"
#include "cli/vm-work.h"
#include "facts/input.h"
#include "guest/guest-battery.h"
#include "guest/guest-kvmfr.h"

bool vm_desktop_wanted(const struct vm_desktop_opts *o)
{
	return o->os || o->profile || o->gpu || o->nic || o->view || o->input || o->screen ||
	       o->pages || o->iso || o->shared || o->only_keyboard || o->battery;
}

void vm_desktop_done(struct vm_desktop *d)
{
	guest_choice_done(&d->choice);
	free(d->iso);
	d->iso = NULL;
}

/* The place of a word among names that end with NULL, from 1; 0 for no word. */
static int place(const char *const *names, const char *word)
{
	for (int i = 0; word && names[i]; i++)
		if (str_eq(names[i], word))
			return i + 1;
	return 0;
}

static int parse_nic(const char *nic, struct guest_wish *w, struct err *err)
{
	static const char network[] = "network:";

	if (!nic)
		return 0;
	if (!nic[0])
		return err_set(err, EINVAL,
			"--nic takes a VF, PF:auto, network:NAME (of libvirt), user or none");
	if (str_eq(nic, "none"))
		w->net = GUEST_NET_NONE;
	else if (str_eq(nic, "user"))
		w->net = GUEST_NET_USER;
	else if (strncmp(nic, network, sizeof(network) - 1) == 0)
		w->net = GUEST_NET_NETWORK;
	if (w->net == GUEST_NET_NETWORK)
		w->network = nic + sizeof(network) - 1;
	if (w->network && !w->network[0])
		return err_set(err, EINVAL, "--nic network:NAME needs the name of a network");
	return 0;
}

int vm_desktop_parse(
	const struct vm_desktop_opts *o, bool kernel, struct guest_wish *ret, struct err *err)
{
	static const char *const systems[] = { "linux", "win10", "win11", NULL };
	static const char *const profiles[] = { "light", "balanced", "max", NULL };
	static const char *const views[] = { "none", "spice", "rdp", "looking-glass", NULL };
	static const char *const pages[] = { "ordinary", "2M", "1G", NULL };
	static const char *const shared[] = { "file", "kvmfr", NULL };
	struct guest_wish w = {
		.os = (enum guest_system)place(systems, o->os),
		.profile = (enum guest_profile)place(profiles, o->profile),
		.view = (enum guest_view)place(views, o->view),
		.pages = (enum guest_pages)place(pages, o->pages),
		.shared = (enum guest_shared)place(shared, o->shared),
		.kernel = kernel,
		.battery = o->battery,
		.node = -1,
	};
	int r = 0;

	if (!w.os && !kernel)
		return err_set(
			err, EINVAL, "say which system it is for: --os win11, win10 or linux");
	if (w.os && w.os != GUEST_SYSTEM_LINUX && kernel)
		return err_set(err, EINVAL, "--kernel boots Linux, not --os %s", o->os);
	if (kernel)
		w.os = GUEST_SYSTEM_LINUX;
	if (o->iso && kernel)
		return err_set(err, EINVAL, "--iso and --kernel do not go together");
	if (o->only_keyboard && !o->input)
		return err_set(err, EINVAL, "--only-keyboard goes with --input evdev:...");
	if (o->screen)
		r = guest_frame_parse(o->screen, &w.frame, err);
	if (r < 0)
		return err_wrap(err, "--screen");
	r = parse_nic(o->nic, &w, err);
	if (r == 0)
		*ret = w;
	return r;
}

static int add_input(
	const struct vm_device *v, const char *path, struct vm_desktop *d, struct err *err)
{
	struct guest_desktop *g = &d->choice.desktop;
	struct input_device found;
	int r = input_find(v->call->root, path, &found, err);

	if (r < 0)
		return r;
	for (size_t i = 0; i < g->n_inputs; i++)
		if (str_eq(d->events[i], found.event))
			return err_set(err, EINVAL,
				"--input: %s and %s are one device, which a guest takes once",
				g->inputs[i].path, path);
	if (!found.keyboard && !found.pointer)
		return err_set(err, EINVAL, "the input %s is neither a keyboard nor a mouse", path);
	if (g->n_inputs == GUEST_INPUTS || strlen(path) >= sizeof(g->inputs[0].path))
		return err_set(err, EINVAL, "--input takes %d devices at most, with short paths",
			GUEST_INPUTS);
	(void)snprintf(g->inputs[g->n_inputs].path, sizeof(g->inputs[0].path), "%s", path);
	(void)snprintf(d->events[g->n_inputs], sizeof(d->events[0]), "%s", found.event);
	g->inputs[g->n_inputs++].keyboard = found.keyboard;
	return found.keyboard;
}

/* A guest that takes the last keyboard leaves nobody to say so to the host. */
static int check_keyboards(const struct vm_device *v, const struct vm_desktop *d, struct err *err)
{
	const struct guest_desktop *g = &d->choice.desktop;
	struct input_device taken[GUEST_INPUTS];
	const char *keyboard = NULL;
	unsigned n = 0;
	int r = 0;

	for (size_t i = 0; i < g->n_inputs && r == 0; i++) {
		r = input_find(v->call->root, g->inputs[i].path, &taken[n++], err);
		if (!keyboard && g->inputs[i].keyboard)
			keyboard = g->inputs[i].path;
	}
	if (r == 0)
		r = input_other_keyboards(v->call->root, taken, n, err);
	if (r < 0)
		return r;
	if (r == 0)
		return err_set(err, EBUSY,
			"%s is the host's only keyboard: if the guest hangs, nothing can be typed "
			"any more; use --input spice, or, if both Ctrl keys together (which switch "
			"it) and ssh are enough, add --only-keyboard",
			keyboard);
	return 0;
}

int vm_desktop_inputs(const struct vm_device *v, const struct vm_desktop_opts *o,
	struct vm_desktop *d, struct err *err)
{
	static const char evdev[] = "evdev:";
	_cleanup_free_ char *copy = NULL;
	char *rest = NULL;
	bool keyboard = false;
	int r = 0;

	if (!o->input || str_eq(o->input, "spice"))
		return 0;
	if (strncmp(o->input, evdev, sizeof(evdev) - 1) != 0 || !o->input[sizeof(evdev) - 1])
		return err_set(err, EINVAL,
			"--input takes spice, or evdev:PATH[,PATH...] of /dev/input/by-id, not "
			"'%.80s'",
			o->input);
	copy = strdup(o->input + sizeof(evdev) - 1);
	if (!copy)
		return err_oom(err);
	for (char *p = strtok_r(copy, ",", &rest); p && r >= 0; p = strtok_r(NULL, ",", &rest)) {
		r = add_input(v, p, d, err);
		keyboard = keyboard || r > 0;
	}
	if (r >= 0 && d->choice.desktop.n_inputs == 0)
		return err_set(err, EINVAL, "--input evdev: needs a path of /dev/input/by-id");
	if (r >= 0 && keyboard && !o->only_keyboard)
		r = check_keyboards(v, d, err);
	return r < 0 ? r : 0;
}

static int add_iso(const struct vm_device *v, const struct vm_desktop_opts *o, struct vm_desktop *d,
	struct err *err)
{
	int r;

	if (!o->iso)
		return 0;
	r = vm_file_boot(v->call->root, "ISO", o->iso, &d->iso, err);
	if (r < 0)
		return r;
	d->choice.desktop.iso = d->iso;
	vm_file_confined_disk(v->call, &v->host->stack, d->iso);
	return 0;
}

/* One guest's memory is in the node; who else is given it writes over it. */
static const char *find_kvmfr_owner(const struct vm_device *v)
{
	for (size_t i = 0; i < v->guests->guests.n; i++)
		if (strstr(v->guests->guests.v[i].xml, GUEST_KVMFR_NODE))
			return v->guests->guests.v[i].name;
	return NULL;
}

/* A name in /dev/shm that no other guest has. */
static void name_frame(const struct vm_device *v, struct vm_desktop *d)
{
	struct guest_desktop *g = &d->choice.desktop;

	if (!g->frame || g->kvmfr)
		return;
	for (size_t i = 0; i < v->guests->guests.n; i++)
		if (strstr(v->guests->guests.v[i].xml, "<shmem name='looking-glass'"))
			g->frame = NULL;
	if (!g->frame) {
		(void)snprintf(d->frame, sizeof(d->frame), "looking-glass-%s", v->call->args[0]);
		g->frame = d->frame;
	}
}

int vm_desktop_choose(const struct vm_device *v, const struct vm_desktop_opts *o, struct virt *virt,
	struct vm_desktop *d, struct err *err)
{
	_cleanup_free_ char *xml = NULL;
	struct guest_caps caps;
	struct err ignored;
	int r;

	guest_caps_init(&caps);
	/* A driver that cannot say (libvirt's own test driver) leaves all unknown. */
	if (virt_text(virt, VIRT_TEXT_CAPABILITIES, NULL, &xml, &ignored) == 0)
		(void)guest_caps_read(xml, &caps, &ignored);
	caps.libvirt = virt_version(virt);
	d->wish.kvmfr_owner = find_kvmfr_owner(v);
	d->wish.hook = hook_installed(v->call->root);
	r = guest_choose(&d->wish, v->host, &caps, &d->choice, err);
	if (r == 0)
		r = vm_desktop_inputs(v, o, d, err);
	if (r == 0)
		r = add_iso(v, o, d, err);
	if (r == 0)
		name_frame(v, d);
	return r;
}

int vm_desktop_battery(const struct call *call, const struct vm_desktop *d, struct err *err)
{
	uint8_t table[GUEST_BATTERY_MOST];
	struct bytes b = { table, guest_battery_table(table) };
	int r;

	if (!d->choice.desktop.battery)
		return 0;
	r = root_publish(call->root, b, /* replace= */ true, err, GUEST_BATTERY_FILE);
	if (r == -EACCES || r == -EPERM)
		return err_hint(err, "the first guest with --battery needs root: use sudo");
	return r;
}

/* A reason is a sentence: it is wrapped as a text, and a value of its own as JSON. */
void vm_desktop_show(const struct vm_desktop *d, struct call *call)
{
	struct doc *map = doc_map(call->doc, "settings");

	for (size_t i = 0; i < d->choice.n_settings; i++) {
		const struct guest_setting *s = &d->choice.settings[i];
		struct doc *one = call->globals->json ? doc_map(map, s->what) : NULL;

		if (!one) {
			doc_printf(map, s->what, "%s%s%s", s->value, s->why[0] ? "; " : "", s->why);
			continue;
		}
		doc_str(one, "value", s->value);
		doc_str(one, "why", s->why);
	}
}
