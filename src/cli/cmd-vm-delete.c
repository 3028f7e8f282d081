/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "virtfn vm delete": makes libvirt forget a guest. Its disk and its kernel stay, and its VF if
 * somebody else has one of the same PF or made it.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "cli/ask.h"
#include "cli/command.h"
#include "cli/vm-vfs.h"
#include "cli/vm-work.h"

/* QEMU makes it and leaves it there when it ends: memory of the host that nobody uses. */
static void drop_shmem(struct call *call, const struct guest_info *info)
{
	struct err err;
	int r;

	if (!info->ours || !info->shmem || strchr(info->shmem, '/') || vm_is_remote(call))
		return;
	if (root_type(call->root, &err, "dev/shm/%s", info->shmem) != ROOT_TYPE_FILE)
		return;
	r = -ENAMETOOLONG;
	if (strlen(info->shmem) < 200) {
		char path[240];

		(void)snprintf(path, sizeof(path), "dev/shm/%s", info->shmem);
		r = root_remove(call->root, &err, path);
	}
	if (r < 0)
		doc_note(call->doc, "its shared memory is still there: /dev/shm/%s", info->shmem);
}

static int run(struct call *call, struct err *err)
{
	_cleanup_(virt_closep) struct virt *virt = NULL;
	_cleanup_(virt_guest_done) struct virt_guest guest = { 0 };
	_cleanup_(guest_info_done) struct guest_info info = { 0 };
	int r;

	r = vm_open(call, &virt, err);
	if (r == 0)
		r = virt_guest(virt, call->args[0], VIRT_XML_NEXT, &guest, err);
	if (r == 0)
		r = vm_info(&guest, &info, err);
	if (r < 0)
		return r;
	if (guest_state_active(guest.state))
		return err_set(err, EBUSY, "the guest '%s' is %s; stop it first: virtfn vm stop %s",
			guest.name, guest_state_text(guest.state), guest.name);
	r = ask_yes(call->globals, err, "Delete the guest '%s'%s?", guest.name,
		info.ours ? "" : ", which virtfn did not make");
	if (r == 0)
		r = virt_do(virt, guest.name, VIRT_UNDEFINE, err);
	if (r < 0)
		return r;
	drop_shmem(call, &info);
	doc_say(call->doc, "%s is deleted", guest.name);
	vm_vfs_release_now(call, virt, info.devices, info.n_devices);
	if (info.disk)
		doc_note(call->doc, "its disk is still there: %s", info.disk);
	return 0;
}

const struct command command_vm_delete = {
	.name = "vm delete",
	.summary = "make libvirt forget a guest; disks stay",
	.about = "Removes the guest's definition, its UEFI variables, a saved state and, of one "
		 "that "
		 "virtfn made, the memory that it shared with the host. Disks are "
		 "never deleted. VFs that vm create made go with the last guest that has one; "
		 "others stay as they are. It asks first; --yes answers.",
	.examples = "virtfn vm delete web\task, then delete\n"
		    "virtfn vm delete web --yes\tin a script\n",
	.operands = { { "NAME", OPERAND_DOMAIN } },
	.run = run,
};
