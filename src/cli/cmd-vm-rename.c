/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "virtfn vm rename": another name for a guest that is switched off. Its disks keep their names,
 * and so does what somebody else made for it.
 */
#include <errno.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "cli/command.h"
#include "cli/vm-clone.h"
#include "cli/vm-work.h"
#include "ext/ext-libvirt-storage.h"

static int check(struct virt *virt, const struct virt_guest *guest, const char *name, bool *ret,
	struct err *err)
{
	_cleanup_(virt_guests_done) struct virt_guests all = { 0 };
	int r;

	if (guest_state_active(guest->state))
		return err_set(err, EBUSY, "the guest '%s' is %s; stop it first: virtfn vm stop %s",
			guest->name, guest_state_text(guest->state), guest->name);
	r = virt_guests(virt, VIRT_XML_NEXT, &all, err);
	if (r < 0)
		return r;
	*ret = str_eq(guest->name, name);
	for (size_t i = 0; i < all.n && !*ret; i++)
		if (str_eq(all.v[i].name, name))
			return err_set(err, EEXIST,
				"there is a guest '%s' already; choose another name", name);
	return 0;
}

static void note_rest(struct call *call, const struct virt_guest *guest, const char *name)
{
	_cleanup_(guest_info_done) struct guest_info info = { 0 };
	struct err ignored;

	if (vm_info(guest, &info, &ignored) < 0)
		return;
	if (info.disk && strstr(info.disk, guest->name))
		doc_note(call->doc, "its disk keeps its name: %s", info.disk);
	doc_note(call->doc,
		"a launcher or profile that virtfn vm view wrote for '%s' is of no use any more: "
		"virtfn vm view %s writes them anew",
		guest->name, name);
}

static int run(struct call *call, struct err *err)
{
	_cleanup_(virt_closep) struct virt *virt = NULL;
	_cleanup_(virt_guest_done) struct virt_guest guest = { 0 };
	const char *name = call->args[1];
	bool same = false;
	int r = guest_name_check(name, err);

	if (r < 0) {
		call->exit = EXITCODE_USAGE;
		return r;
	}
	r = vm_open(call, &virt, err);
	if (r == 0)
		r = virt_guest(virt, call->args[0], VIRT_XML_NEXT, &guest, err);
	if (r == 0)
		r = check(virt, &guest, name, &same, err);
	if (r < 0)
		return r;
	doc_bool(call->doc, "changed", !same);
	if (same) {
		doc_say(call->doc, "No changes: %s has this name already", name);
		return 0;
	}
	r = virt_rename(virt, guest.name, name, err);
	if (r < 0)
		return r;
	doc_say(call->doc, "%s is called %s now", guest.name, name);
	vm_clone_rename_nvram(call, virt, guest.name, name);
	note_rest(call, &guest, name);
	return 0;
}

const struct command command_vm_rename = {
	.name = "vm rename",
	.summary = "give a guest that is switched off another name",
	.about = "Gives the guest another name, and with it what libvirt named after it: its "
		 "definition and its UEFI variables. Its UUID, its devices and what is sealed in "
		 "its TPM stay, and its disks keep the names of their files.",
	.examples = "virtfn vm rename win work\twin is called work from now on\n",
	.operands = { { "NAME", OPERAND_DOMAIN }, { "NEW", OPERAND_TEXT } },
	.run = run,
};
