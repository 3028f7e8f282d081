/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Starting a guest and seeing that it lives. It is started paused and its console
 * opened before the first instruction: what a guest says while nobody has the console
 * open is lost.
 */
#include "cli/vm-start.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/run.h"
#include "base/str.h"
#include "cli/hook-install.h"
#include "cli/vm-console.h"
#include "cli/vm-device.h"
#include "cli/vm-log.h"
#include "cli/vm-work.h"
#include "facts/facts.h"
#include "guest/guest-needs.h"
#include "guest/guest-screen.h"
#include "kinds/kind.h"

#define SILENT_MS 3000 /* without a console: alive that long is started */
#define LOG_LINES 5

struct wait {
	struct call *call;
	struct virt *virt;
	struct virt_console *console; /* NULL for none */
	const char *name;
	long long start_ms;
};

static int check_device(struct call *call, const struct host *host, const struct guest_device *want,
	struct err *err)
{
	const struct pci_dev *d = host_find_pci(host, want->addr);
	const struct pci_dev *pf = d ? host_find_pf(host, d) : NULL;
	char name[PCI_ADDR_TEXT];

	pci_addr_format(want->addr, name);
	if (!d)
		return err_set(err, ENODEV,
			"its device %s is not there; VFs go at each boot: make them again with "
			"virtfn vf create",
			name);
	if (!want->managed && !vm_device_on_vfio(d))
		return err_set(err, EBUSY,
			"its device %s is with %s%s, not on vfio-pci; first: virtfn vf bind %s "
			"vfio-pci",
			name, d->driver[0] ? "the driver " : "no driver", d->driver, name);
	if (pf && pf->netdev[0] && pf->netdev_up == TRI_NO)
		doc_note(call->doc,
			"%s is down: the guest gets no link on %s until 'ip link set %s up'",
			pf->netdev, name, pf->netdev);
	return 0;
}

/* The hook makes VFs, and takes them to vfio-pci: what is not so yet is nothing to refuse. */
static bool hook_has_vfs(struct call *call, const char *xml)
{
	struct vm_needs needs;
	struct err ignored;

	return hook_installed(call->root) && guest_needs_read(xml, &needs, &ignored) == 0 &&
	       needs.n_vfs > 0;
}

static int check_devices(
	struct call *call, const char *xml, const struct guest_info *info, struct err *err)
{
	_cleanup_(host_done) struct host host = { 0 };
	struct err unseen;
	int r = 0;

	if (info->n_devices == 0 || vm_is_remote(call) || hook_has_vfs(call, xml) ||
		facts_read(call->root, FACTS_NO_NAMES, &host, &unseen) < 0)
		return 0;
	for (size_t i = 0; i < info->n_devices && r == 0; i++)
		r = check_device(call, &host, &info->devices[i], err);
	return r;
}

/* Without the node QEMU makes a plain file of its name, which no viewer looks into. */
static int check_kvmfr(struct call *call, const char *xml, struct err *err)
{
	_cleanup_(guest_screen_done) struct guest_screen s = { 0 };
	struct err ignored;
	int type;

	if (vm_is_remote(call) || guest_screen_read(xml, &s, &ignored) < 0 ||
		!guest_screen_is_kvmfr(&s))
		return 0;
	type = root_type(call->root, &ignored, "%s", s.shm + 1);
	if (type == ROOT_TYPE_FILE)
		return err_set(err, ENODEV,
			"%s is a plain file, which QEMU made while the module kvmfr was not "
			"loaded; its viewer would show nothing: stop the guest that has it, then: "
			"rm %s; modprobe kvmfr",
			s.shm, s.shm);
	if (type == -ENOENT)
		return err_set(err, ENODEV,
			"there is no %s, and QEMU would make a plain file of this name, which its "
			"viewer cannot use; first: modprobe kvmfr (its size is static_size_mb of "
			"/etc/modprobe.d)",
			s.shm);
	return 0;
}

/* The end of QEMU's log: notes, for an error is one line. Not there, or not for us: none. */
static void note_log(struct call *call, const char *name)
{
	_cleanup_free_ char *path = NULL, *text = NULL;
	struct err ignored;
	char *last;

	if (vm_log_path(call, name, &path, &ignored) < 0 ||
		vm_log_read(call->root, path, /* all= */ false, &text, &ignored) < 0)
		return;
	last = vm_log_last(text, LOG_LINES);
	if (!last[0])
		return;
	doc_note(call->doc, "the end of /%s:", path);
	for (char *rest = NULL, *line = strtok_r(last, "\n", &rest); line;
		line = strtok_r(NULL, "\n", &rest))
		doc_note(call->doc, "  %.300s", line);
}

/* 1 while it runs, an error once it does not. */
static int still_there(const struct wait *w, struct err *err)
{
	double seconds = (double)(log_now_ms() - w->start_ms) / 1000;
	enum guest_state state;
	const char *reason;
	int r;

	r = virt_state(w->virt, w->name, &state, &reason, err);
	if (r < 0)
		return r;
	if (state == GUEST_RUNNING || state == GUEST_SUSPENDED || state == GUEST_STOPPING)
		return 1;
	if (!guest_state_active(state))
		note_log(w->call, w->name);
	return err_set(err, EIO, "the guest '%s' is %s %.1f s after its start%s%s", w->name,
		guest_state_text(state), seconds, reason ? ": " : "", reason ? reason : "");
}

/* 1 when the guest said something, 0 when not, or when its console ended. */
static int heard(struct wait *w, struct err *err)
{
	char buf[512];
	ssize_t n;

	(void)virt_console_wait(w->console, 200);
	n = virt_console_read(w->console, buf, sizeof(buf), err);
	if (n == 0 || (n < 0 && n != -EAGAIN))
		w->console = NULL;
	for (ssize_t i = 0; i < n; i++)
		if (isprint((unsigned char)buf[i]))
			return 1;
	return 0;
}

/* 1 when it speaks or has lived long enough, 0 when the time is over. */
static int wait_for_life(struct wait *w, long long end, struct err *err)
{
	_cleanup_(log_wait_stop) struct log_wait shown;
	bool console = w->console != NULL;
	int r = 1;

	log_wait_start(&shown, "waiting for %s to %s", w->name, console ? "speak" : "live");
	while (r == 1 && log_now_ms() < end && !run_interrupted) {
		struct err ignored;

		if (w->console && heard(w, &ignored))
			return 1;
		if (!w->console)
			(void)usleep(200000);
		if (!console && log_now_ms() - w->start_ms >= SILENT_MS)
			return 1;
		r = still_there(w, err);
		log_wait_tick(&shown);
	}
	return r < 0 ? r : 0;
}

static int wait_and_tell(struct wait *w, unsigned seconds, struct err *err)
{
	bool console = w->console != NULL;
	int r;

	r = wait_for_life(w, w->start_ms + seconds * 1000LL, err);
	if (r < 0)
		return r;
	if (run_interrupted)
		doc_note(w->call->doc, "the wait was ended; %s goes on (virtfn vm stop %s)",
			w->name, w->name);
	else if (r == 0 && console)
		doc_note(w->call->doc, "%s has not said anything on its console in %u s", w->name,
			seconds);
	doc_say(w->call->doc, "%s is running after %.1f s%s", w->name,
		(double)(log_now_ms() - w->start_ms) / 1000,
		r == 1 && console ? " and speaks on its console" : "");
	return 0;
}

/* Starts it paused, opens its console, lets it go. *ret may be NULL: there is none. */
static int start_listening(struct call *call, struct virt *virt, const struct vm_start *how,
	struct virt_console **ret, struct err *err)
{
	_cleanup_(virt_console_freep) struct virt_console *console = NULL;
	const struct virt_console_how listen = {
		.input = how->console ? vm_console_input() : -1,
	};
	struct err why;
	int r;

	r = virt_do(virt, how->name, VIRT_START_PAUSED, err);
	if (r < 0)
		return r;
	if (virt_console_open(virt, how->name, listen, &console, &why) < 0)
		doc_note(call->doc, "%s", why.text);
	r = virt_do(virt, how->name, VIRT_RESUME, err);
	if (r < 0)
		return err_hint(err, "the guest is paused now: virsh resume %s", how->name);
	*ret = TAKE_PTR(console);
	return 0;
}

static int start(struct call *call, struct virt *virt, const struct vm_start *how, bool has_console,
	struct err *err)
{
	_cleanup_(virt_console_freep) struct virt_console *console = NULL;
	struct wait w = { .call = call, .virt = virt, .name = how->name };
	int r;

	if (has_console && (how->seconds > 0 || how->console))
		r = start_listening(call, virt, how, &console, err);
	else
		r = virt_do(virt, how->name, VIRT_START, err);
	if (r < 0) {
		if (r != -EINTR && r != -ETIMEDOUT)
			note_log(call, how->name);
		return r;
	}
	w.console = console;
	w.start_ms = log_now_ms();
	if (how->console && console)
		return vm_console_run(call, console, how->name, err);
	if (how->seconds > 0)
		return wait_and_tell(&w, how->seconds, err);
	doc_say(call->doc, "%s is started", how->name);
	return 0;
}

int vm_start(struct call *call, struct virt *virt, const struct vm_start *how, struct err *err)
{
	_cleanup_(virt_guest_done) struct virt_guest guest = { 0 };
	_cleanup_(guest_info_done) struct guest_info info = { 0 };
	struct vm_start named = *how;
	int r;

	r = virt_guest(virt, how->name, VIRT_XML_NEXT, &guest, err);
	if (r < 0)
		return r;
	named.name = guest.name;
	if (guest.state == GUEST_RUNNING) {
		doc_say(call->doc, "No changes: %s is running already", guest.name);
		return 0;
	}
	if (guest_state_active(guest.state))
		return err_set(err, EBUSY, "the guest '%s' is %s, so it cannot be started%s",
			guest.name, guest_state_text(guest.state),
			guest.state == GUEST_PAUSED ? "; virsh resume lets it go on" : "");
	r = vm_info(&guest, &info, err);
	if (r == 0)
		r = check_devices(call, guest.xml, &info, err);
	if (r == 0)
		r = check_kvmfr(call, guest.xml, err);
	if (r < 0)
		return err_wrap(err, "cannot start %s", guest.name);
	return start(call, virt, &named, info.console, err);
}
