/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "virtfn vf bind": hands one VF to another driver.
 */
#include <errno.h>

#include "base/mem.h"
#include "cli/command.h"
#include "cli/vf-work.h"
#include "plan/plan-vf.h"

static int run(struct call *call, struct err *err)
{
	_cleanup_(vf_work_done) struct vf_work w = { .runner = { .lock = -1 } };
	struct pci_dev *vf;
	struct pci_addr addr;
	int r;

	r = vf_work_begin(call->root, call->doc, &w, err);
	if (r == 0)
		r = host_resolve_pci(&w.host, call->args[0], &vf, err);
	if (r < 0)
		return r;
	addr = vf->addr;
	r = plan_vf_bind(&w.host, vf, call->args[1], &w.steps, err);
	if (r == 0)
		r = vf_work_do(&w, err);
	if (r < 0)
		return r;
	vf = host_find_pci(&w.host, addr);
	if (vf) {
		doc_str(call->doc, "address", vf->name);
		if (vf->driver[0])
			doc_str(call->doc, "driver", vf->driver);
		doc_say(call->doc, "%s%s is with %s", w.steps.n ? "" : "No changes: ", vf->name,
			vf->driver[0] ? vf->driver : "no driver");
	}
	return 0;
}

const struct command command_vf_bind = {
	.name = "vf bind",
	.summary = "hand one VF to another driver",
	.about = "DRIVER is vfio-pci (for guests), another driver's name, host (whichever driver "
		 "of this host wants it) or none. Only this one function moves: it is named by "
		 "its address, never by its ID.",
	.examples = "sudo virtfn vf bind 0000:01:10.0 vfio-pci\tfor a guest\n"
		    "sudo virtfn vf bind 0000:01:10.0 host\tback to this host\n",
	.operands = { { "VF", OPERAND_VF }, { "DRIVER", OPERAND_TEXT } },
	.flags = COMMAND_ROOT,
	.run = run,
};
