/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does this libvirt crash when a VF is plugged into a running guest as an interface?
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"
#include "checks/stack-words.h"

static void judge(struct judge *j)
{
	int version = j->host->stack.libvirt_version;
	char text[STACK_VERSION_TEXT];

	stack_version_format(version, text);
	if (j->host->stack.libvirt == LIBVIRT_NONE)
		return;
	if (version < 0) {
		judge_unknown(j, "the version of libvirt could not be found out");
		return;
	}
	judge_seen(j, "libvirt", text);
	if (version >= STACK_VERSION(12, 1) && version < STACK_VERSION(12, 2)) {
		judge_warning(
			j, "libvirt %s crashes when a VF is plugged in as an interface", text);
		fix_say(j,
			"use libvirt 12.2 or newer, or give the VF to the guest while it is off");
	} else {
		judge_ok(j, "libvirt %s has no known fault with VFs as interfaces", text);
	}
}

const struct check check_libvirt_hostdev_net = {
	.id = "libvirt-hostdev-net",
	.group = "guest",
	.title = "libvirt can plug in VFs as interfaces",
	.why = "libvirt 12.1 crashes when an interface of type hostdev or of a hostdev network "
	       "is added to a running guest; 12.2 mends it.",
	.source = "host.md 5.1, devices.md 9",
	.kinds = CHECK_NIC,
	.modes = USE_MODE_SRIOV,
	.explained_by = "libvirt-there",
	.judge = judge,
};
