/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "virtfn vf destroy": removes all VFs of a device, unless somebody uses one.
 */
#include <errno.h>

#include "base/mem.h"
#include "cli/command.h"
#include "cli/gvt-work.h"
#include "cli/vf-work.h"
#include "cli/vm-vfs.h"
#include "plan/plan-vf.h"

static int run(struct call *call, struct err *err)
{
	_cleanup_(vf_work_done) struct vf_work w = { .runner = { .lock = -1 } };
	struct pci_dev *pf;
	struct pci_addr addr;
	char name[PCI_ADDR_TEXT], uuid[MDEV_UUID];
	int r, before;

	r = vf_work_begin(call->root, call->doc, &w, err);
	if (r == 0 && mdev_uuid_parse(call->args[0], uuid) == 0)
		return gvt_destroy(call, &w, NULL, uuid, err);
	if (r == 0)
		r = host_resolve_pci(&w.host, call->args[0], &pf, err);
	if (r < 0)
		return r;
	if (pf->mdev == TRI_YES && pf->sriov.total < 0)
		return gvt_destroy(call, &w, pf, NULL, err);
	before = pf->sriov.num;
	addr = pf->addr;
	pci_addr_format(addr, name);
	r = plan_vf_destroy(&w.host, pf, &w.steps, err);
	if (r == 0)
		r = vf_work_do(&w, err);
	if (r < 0)
		return r;
	vm_vfs_keep(call->root, addr);
	doc_int(call->doc, "removed", before);
	if (before > 0)
		doc_say(call->doc, "Removed %d VF%s of %s", before, before == 1 ? "" : "s", name);
	else
		doc_say(call->doc, "No changes: %s has no VFs", name);
	return 0;
}

const struct command command_vf_destroy = {
	.name = "vf destroy",
	.summary = "remove all VFs of a device, or a GVT-g device",
	.about = "Refuses, and says who, when a guest, an interface with addresses or a mounted "
		 "disk uses one of them: the kernel would block until it lets go.\n"
		 "Of a GPU that is split by GVT-g, DEVICE means all its devices that are there, "
		 "and a UUID one of them; mdevctl's definitions go with them.",
	.examples = "sudo virtfn vf destroy enp1s0f0\tremove its VFs\n"
		    "sudo virtfn vf destroy c2d8a6f0-0000-4000-8000-000000000001\t"
		    "one GVT-g device\n",
	.operands = { { "DEVICE", OPERAND_DEVICE } },
	.flags = COMMAND_ROOT,
	.run = run,
};
