/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is /dev/vfio/vfio there, which QEMU opens for every device?
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

static void judge(struct judge *j)
{
	enum tri there = j->host->stack.vfio_node;

	if (there == TRI_UNKNOWN) {
		judge_unknown(j, "whether there is /dev/vfio/vfio could not be looked at");
	} else if (there == TRI_NO && j->host->machine.is_container == TRI_YES) {
		judge_unknown(
			j, "this container has no /dev/vfio; what its host has cannot be seen");
	} else if (there == TRI_NO) {
		judge_warning(j, "/dev/vfio/vfio is not there: VFIO is not loaded");
		judge_seen(j, "/dev/vfio/vfio", NULL);
		fix_load_module(j, "vfio-pci");
	} else {
		judge_ok(j, "/dev/vfio/vfio is there");
		judge_seen(j, "/dev/vfio/vfio", "there");
	}
}

const struct check check_vfio_node = {
	.id = "vfio-node",
	.group = "guest",
	.title = "/dev/vfio/vfio is there",
	.why = "QEMU opens this node for every device of a guest. It comes with the module vfio.",
	.source = "devices.md 9, host.md 4.3",
	.explained_by = "kernel-vfio vfio-module",
	.judge = judge,
};
