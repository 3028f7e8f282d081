/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The link by which libvirt finds its hook: made and removed as a generation, so that undo knows.
 */
#include "cli/hook-install.h"

#include <errno.h>
#include <string.h>

#include "actions/hook-state.h"
#include "actions/runner.h"
#include "base/mem.h"
#include "base/root-file.h"
#include "base/str.h"
#include "cli/self.h"

#define HOOKS "etc/libvirt/hooks"
#define LINK  HOOKS "/qemu.d/virtfn"

bool hook_installed(const struct root *root)
{
	return root_exists(root, LINK);
}

/* libvirt looks only when it starts whether there is a hook for QEMU at all (9.0 to 12.8). */
static bool any_hook(const struct root *root)
{
	_cleanup_(names_done) struct names names = { 0 };
	struct err ignored;

	if (root_exists(root, HOOKS "/qemu"))
		return true;
	return root_list(root, &names, &ignored, HOOKS "/qemu.d") == 0 && names.n > 0;
}

/*
 * From a hook, libvirtd's AppArmor profile lets programs of these folders run, and no others: a
 * hook that may not run keeps every guest from starting.
 */
static int check_place(const struct root *root, const char *self, struct err *err)
{
	static const char *const folders[] = { "/usr/bin/", "/usr/sbin/", "/bin/", "/sbin/" };

	if (!root_exists(root, "etc/apparmor.d/usr.sbin.libvirtd") &&
		!root_exists(root, "etc/apparmor.d/usr.sbin.virtqemud"))
		return 0;
	for (size_t i = 0; i < ARRAY_SIZE(folders); i++)
		if (strncmp(self, folders[i], strlen(folders[i])) == 0 &&
			!strchr(self + strlen(folders[i]), '/'))
			return 0;
	return err_set(err, EACCES,
		"AppArmor does not let libvirt run %s, and no guest would start: install virtfn in "
		"/usr/bin",
		self);
}

static int plan(const struct root *root, bool there, struct steps *steps, struct err *err)
{
	_cleanup_free_ char *self = NULL;
	int r = there ? self_path(&self, err) : 0;

	if (r == 0 && there)
		r = check_place(root, self, err);
	if (r < 0)
		return r;
	if (!step_fits(LINK, self ? self : ""))
		return err_set(err, ENAMETOOLONG, "the path of virtfn is too long for a link");
	return steps_add(steps, "link", LINK, self ? self : "") < 0 ? err_oom(err) : 0;
}

static void tell(struct call *call, bool there, bool first)
{
	struct doc *doc = call->doc;

	if (!there) {
		doc_say(doc, "libvirt does not call virtfn any more.");
		return;
	}
	doc_say(doc, "libvirt calls virtfn for its guests: %s/" LINK, call->root->path);
	if (first)
		doc_close(doc, "This is its first hook: libvirt sees it after a restart "
			       "(systemctl restart libvirtd, or virtqemud where that runs); guests "
			       "that run stay.");
	doc_bool(doc, "restart_libvirt", first);
}

/* Without the hook nobody would put it back. */
static int refuse_used(const struct root *root, struct err *err)
{
	_cleanup_(hook_state_done) struct hook_state s = { 0 };
	int r = hook_state_read(root, &s, err);

	if (r < 0 || s.n_guests == 0)
		return r;
	return err_set(err, EBUSY,
		"the guest '%s' has something of this host, which the hook gives back when it "
		"ends: stop it first",
		s.guests[0].name);
}

int hook_install(struct call *call, bool there, struct err *err)
{
	_cleanup_(runner_done) struct runner runner = { .lock = -1 };
	_cleanup_(steps_done) struct steps steps = { 0 };
	const struct root *root = call->root;
	bool first = there && !any_hook(root);
	unsigned generation = 0;
	int r = there ? 0 : refuse_used(root, err);

	if (r == 0)
		r = plan(root, there, &steps, err);
	if (r == 0)
		r = runner_begin(root, &runner, err);
	if (r == 0)
		r = runner_apply(&runner, &steps,
			there ? "the hook for libvirt" : "no hook for libvirt", &generation, err);
	if (r < 0)
		return r;
	doc_bool(call->doc, "changed", generation > 0);
	if (generation == 0)
		doc_say(call->doc, there ? "No changes: libvirt calls virtfn already."
					 : "No changes: libvirt does not call virtfn.");
	else
		tell(call, there, first);
	return 0;
}
