/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is the kernel new enough to keep the host's drivers off new VFs? What a driver or a chip
 * wants is for the checks of drivers.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

static void judge(struct judge *j)
{
	const struct kernel *k = &j->host->kernel;
	enum tri enough = kernel_at_least(k, 4, 12);

	if (enough == TRI_UNKNOWN) {
		judge_unknown(j, "the kernel's version could not be read");
	} else if (enough == TRI_YES) {
		judge_ok(j, "kernel %d.%d can keep its drivers off new VFs", k->major, k->minor);
	} else {
		judge_warning(j,
			"kernel %d.%d cannot keep its drivers off new VFs: there is no "
			"sriov_drivers_autoprobe before 4.12",
			k->major, k->minor);
		judge_seen(j, "/proc/sys/kernel/osrelease", k->release ? k->release : "?");
		fix_say(j, "install a newer kernel");
	}
}

const struct check check_kernel_version = {
	.id = "kernel-version",
	.group = "kernel",
	.title = "The kernel can keep its drivers off new VFs",
	.why = "With sriov_drivers_autoprobe (Linux 4.12) new VFs are left alone until vfio-pci "
	       "takes "
	       "them. Without it the host's driver takes each of them first, and a desktop may "
	       "fall "
	       "over new GPUs.",
	.source = "devices.md 3.1; Documentation/ABI/testing/sysfs-bus-pci",
	.modes = USE_MODE_SRIOV,
	.judge = judge,
};
