/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is libvirt with its daemon installed?
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"
#include "checks/stack-words.h"

static void judge(struct judge *j)
{
	enum libvirt_mode mode = j->host->stack.libvirt;

	if (mode == LIBVIRT_UNKNOWN) {
		judge_unknown(j, "whether libvirt is installed could not be looked at");
	} else if (mode != LIBVIRT_NONE) {
		judge_ok(j, "libvirt is installed, with %s", stack_daemon(j->host));
	} else if (stack_is_pve(j->host)) {
		judge_ok(j,
			"Proxmox VE runs guests itself, without libvirt: use qm set ID -hostpci0");
	} else {
		judge_warning(j, "libvirt is not installed: virtfn vm needs it");
		judge_seen(j, "libvirtd, virtqemud", NULL);
		fix_package(j, DISTRO_PACKAGE_LIBVIRT);
	}
}

const struct check check_libvirt_there = {
	.id = "libvirt-there",
	.group = "guest",
	.title = "libvirt is installed",
	.why = "Guests that virtfn makes are libvirt's: it keeps them, gives them their devices "
	       "at each start and takes them back.",
	.source = "host.md 4.1, 4.3",
	.judge = judge,
};
