/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which files give a host the shared memory of Looking Glass? What stands in them is
 * guest/guest-kvmfr.c's; the domain of a guest is not touched here.
 */
#include "plan/plan-looking-glass.h"

#include <errno.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "guest/guest-frame.h"
#include "guest/guest-kvmfr.h"

#define RULE     "etc/udev/rules.d/70-kvmfr.rules"
#define TMPFILE  "etc/tmpfiles.d/virtfn-looking-glass.conf"
#define QEMU     "etc/libvirt/qemu.conf"
#define PROFILE  "etc/apparmor.d/abstractions/libvirt-qemu.d/virtfn"
#define PROFILE0 "etc/apparmor.d/local/abstractions/libvirt-qemu" /* before libvirt 9.6 */
#define SELINUX  "etc/virtfn/" GUEST_KVMFR_MODULE ".cil"
#define WHY      "Looking Glass shares memory with guests"

const char *const plan_looking_glass_files[] = { RULE, TMPFILE, QEMU, PROFILE, PROFILE0, SELINUX,
	NULL };

unsigned plan_looking_glass_mib(const struct wish_host *wish)
{
	struct guest_frame frame;
	struct err ignored;
	uint64_t n;

	if (wish->looking_glass.size.v && str_to_size(wish->looking_glass.size.v, &n) == 0)
		return (unsigned)(n >> 20);
	if (wish->looking_glass.frame.v &&
		guest_frame_parse(wish->looking_glass.frame.v, &frame, &ignored) == 0)
		return guest_frame_mib_any(&frame);
	return 0;
}

static bool wants_kvmfr(const struct wish_host *wish)
{
	return wish->looking_glass.at.line && wish->looking_glass.kvmfr.v;
}

static int add_need(const struct wish_host *wish, enum need_kind kind, char *what,
	struct needs *ret, struct err *err)
{
	_cleanup_free_ char *owned = what;
	_cleanup_free_ char *place = conf_place_text(wish->looking_glass.at);
	_cleanup_free_ char *why = place ? str_printf("it is asked for at %s", place) : NULL;
	const struct need need = { kind, owned, why, place };

	return owned && why ? needs_add(ret, &need, err) : err_oom(err);
}

int plan_looking_glass_check(const struct host *host, const struct wish_host *wish, struct err *err)
{
	const struct kernel_module *m = kernel_module(&host->kernel, "kvmfr");
	_cleanup_free_ char *place = conf_place_text(wish->looking_glass.kvmfr.at);

	if (!wants_kvmfr(wish) || !m || m->installed != TRI_NO)
		return 0;
	return err_set(err, ENOENT,
		"%s: the module kvmfr is not installed for this kernel: build it from the folder "
		"module of Looking Glass (dkms install .), or say kvmfr: off",
		place ? place : "looking_glass");
}

int plan_looking_glass_needs(const struct wish_host *wish, struct needs *ret, struct err *err)
{
	int r;

	if (!wants_kvmfr(wish))
		return 0;
	r = add_need(wish, NEED_MODULE_OPTION,
		str_printf("kvmfr static_size_mb=%u", plan_looking_glass_mib(wish)), ret, err);
	return r < 0 ? r : add_need(wish, NEED_MODULE_LOAD, str_printf("kvmfr"), ret, err);
}

static bool is_ours(const struct edit_file *f)
{
	const char *old = f && f->old ? f->old : "";

	/* In CIL, a comment begins with a ";". */
	return strncmp(old + (old[0] == ';'), GUEST_KVMFR_MARK, strlen(GUEST_KVMFR_MARK)) == 0;
}

static int drop(struct edits *e, const char *path, struct err *err)
{
	if (!is_ours(edits_find(e, path)))
		return 0;
	return edits_set(e, path, NULL, "Looking Glass does not need it any more", err);
}

/* A file that is wholly ours, or that somebody else has written: then it is his. Takes text. */
static int put(struct edits *e, const char *path, char *text, struct err *err)
{
	_cleanup_free_ char *owned = text;
	const struct edit_file *f = edits_find(e, path);

	if (!owned)
		return err_oom(err);
	if (f && f->there && !is_ours(f))
		return edits_note(e, err,
			"/%s is somebody else's and stays; virtfn would write: %s", path,
			strchr(owned, '\n') + 1);
	return edits_set(e, path, owned, WHY, err);
}

/* A command that makes what changed count at once, and again after an undo. */
static int reload(struct edits *e, const char *path, const char *const *argv, const char *why,
	struct err *err)
{
	const struct edit_file *f = edits_find(e, path);
	int r = f && edit_file_changes(f) ? edits_remake(e, argv, why, err) : -EALREADY;

	if (r == 0)
		e->commands[e->n_commands - 1].live = true;
	return r == -EALREADY ? 0 : r;
}

static int edit_acl(const struct host *host, bool live, struct edits *e, struct err *err)
{
	const char *daemon =
		host->stack.libvirt == LIBVIRT_MODULAR ? "virtqemud.service" : "libvirtd.service";
	const char *const restart[] = { "systemctl", "try-restart", daemon, NULL };
	const struct edit_file *f = edits_find(e, QEMU);
	_cleanup_free_ char *text = NULL;
	int r;

	if (host->stack.kvmfr_acl == TRI_YES)
		return 0;
	if (f && f->unreadable)
		return edits_note(e, err,
			"/" QEMU " can be read by root alone: run it with sudo to see whether "
			"cgroup_device_acl has " GUEST_KVMFR_NODE);
	if (!f || !f->there)
		return edits_note(e, err,
			"there is no /" QEMU ": once libvirt is installed, plan again, for libvirt "
			"has to let guests open " GUEST_KVMFR_NODE);
	r = guest_kvmfr_acl(f->text, &text);
	if (r == -EINVAL)
		return edits_note(e, err,
			"/" QEMU " is broken: put " GUEST_KVMFR_NODE " into cgroup_device_acl "
			"yourself");
	if (r <= 0)
		return r < 0 ? err_oom(err) : 0;
	r = edits_set(e, QEMU, text, "libvirt lets guests open " GUEST_KVMFR_NODE, err);
	return r < 0 || !live
		       ? r
		       : reload(e, QEMU, restart, "libvirt reads its settings; guests go on", err);
}

static int edit_apparmor(const struct host *host, struct edits *e, struct err *err)
{
	int version = host->stack.libvirt_version;
	bool old = version >= 0 && version < 9006000;
	const char *path = old ? PROFILE0 : PROFILE;
	const struct edit_file *f = edits_find(e, path);
	_cleanup_free_ char *text = NULL;

	if (host->stack.apparmor == TRI_NO || host->stack.kvmfr_apparmor == TRI_YES)
		return 0;
	if (host->stack.apparmor == TRI_UNKNOWN)
		return edits_note(e, err,
			"whether AppArmor holds guests here could not be seen; if it does, /%s "
			"needs "
			"the line: " GUEST_KVMFR_NODE " rw,",
			path);
	text = guest_kvmfr_apparmor(f ? f->text : NULL);
	return text ? edits_set(e, path, text, "AppArmor lets guests open " GUEST_KVMFR_NODE, err)
		    : err_oom(err);
}

/* To install and to remove at once works whether it is there or not. */
static const char *const module_in[] = { "semodule", "-i", "/" SELINUX, NULL };
static const char *const module_out[] = { "semodule", "-i", "/" SELINUX, "-r", GUEST_KVMFR_MODULE,
	NULL };

static int edit_selinux(const struct host *host, bool live, struct edits *e, struct err *err)
{
	static const char *const label[] = { "restorecon", GUEST_KVMFR_NODE, NULL };
	const struct edit_file *f;
	int r;

	if (host->stack.selinux != TRI_YES)
		return 0;
	r = put(e, SELINUX, guest_kvmfr_selinux(), err);
	f = edits_find(e, SELINUX);
	if (r < 0 || !f || !edit_file_changes(f))
		return r;
	r = edits_command(
		e, module_in, module_out, "SELinux lets guests open " GUEST_KVMFR_NODE, err);
	/* udev labels a node when it comes; one that is there keeps what it has. */
	if (r == 0 && live && host->stack.kvmfr == STACK_NODE_CHAR)
		r = reload(e, SELINUX, label, "the node gets its label", err);
	return r;
}

/* It needs the file: so it goes before the file does, and comes back after it. */
static int drop_selinux(struct edits *e, struct err *err)
{
	int r;

	if (!is_ours(edits_find(e, SELINUX)))
		return 0;
	r = edits_command(e, module_out, module_in, "SELinux forgets " GUEST_KVMFR_NODE, err);
	if (r < 0)
		return r;
	e->commands[e->n_commands - 1].first = true;
	return drop(e, SELINUX, err);
}

static int say_the_rest(const struct host *host, struct edits *e, struct err *err)
{
	int r = 0;

	if (host->stack.kvmfr == STACK_NODE_CHAR)
		r = edits_note(e, err,
			"kvmfr is loaded: another size counts once no guest uses it and it is "
			"loaded anew (modprobe -r kvmfr; modprobe kvmfr).");
	if (r == 0 && host->stack.kvmfr == STACK_NODE_REGULAR)
		r = edits_note(e, err,
			GUEST_KVMFR_NODE " is a plain file, made by QEMU before kvmfr was loaded: "
					 "stop the guest and remove it.");
	return r;
}

static int with_kvmfr(const struct host *host, const struct wish_host *wish, bool live,
	struct edits *e, struct err *err)
{
	static const char *const rules[] = { "udevadm", "control", "--reload", NULL };
	static const char *const trigger[] = { "udevadm", "trigger", "--subsystem-match=kvmfr",
		NULL };
	int r = put(e, RULE, guest_kvmfr_rule(wish->looking_glass.user.v), err);

	if (r == 0)
		r = drop(e, TMPFILE, err);
	if (r == 0)
		r = edit_acl(host, live, e, err);
	if (r == 0)
		r = edit_apparmor(host, e, err);
	if (r == 0)
		r = edit_selinux(host, live, e, err);
	if (r == 0 && live)
		r = reload(e, RULE, rules, "udev reads its rules again", err);
	if (r == 0 && live)
		r = reload(e, RULE, trigger, "the node gets its owner", err);
	return r < 0 || !edits_any(e) ? r : say_the_rest(host, e, err);
}

int plan_looking_glass(const struct host *host, const struct wish_host *wish, bool live,
	struct edits *e, struct err *err)
{
	/* Of all files: after an undo this one is gone. */
	static const char *const make[] = { "systemd-tmpfiles", "--create", "--prefix=/dev/shm",
		NULL };
	int r;

	if (wants_kvmfr(wish))
		return with_kvmfr(host, wish, live, e, err);
	r = drop(e, RULE, err);
	if (r == 0)
		r = drop(e, PROFILE, err);
	if (r == 0)
		r = drop_selinux(e, err);
	if (r < 0 || !wish->looking_glass.at.line)
		return r < 0 ? r : drop(e, TMPFILE, err);
	r = put(e, TMPFILE, guest_shm_tmpfile(wish->looking_glass.user.v), err);
	return r < 0 || !live ? r
			      : reload(e, TMPFILE, make, "the file of shared memory is made", err);
}
