/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Can libvirt use the variant driver of VFIO that this device has for live migration?
 */
#include "base/str.h"
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"
#include "checks/stack-words.h"

/* The variant for VFs of this PF's driver, or NULL. */
static const char *variant(const struct judge *j)
{
	if (str_eq(j->dev->driver, "mlx5_core"))
		return "mlx5_vfio_pci";
	if (str_eq(j->dev->driver, "xe") && kernel_at_least(&j->host->kernel, 6, 19) == TRI_YES)
		return "xe-vfio-pci";
	return NULL;
}

static void judge(struct judge *j)
{
	int version = j->host->stack.libvirt_version;
	const char *driver = variant(j);
	char text[STACK_VERSION_TEXT];

	if (!driver || j->host->stack.libvirt == LIBVIRT_NONE)
		return;
	stack_version_format(version, text);
	if (version < 0) {
		judge_unknown(j, "the version of libvirt could not be found out");
		return;
	}
	judge_seen(j, "libvirt", text);
	if (version < STACK_VERSION(10, 0)) {
		judge_warning(
			j, "libvirt %s takes vfio-pci, not %s: no live migration", text, driver);
		fix_say(j, "bind it yourself (sudo virtfn vf bind VF %s) and use managed='no'",
			driver);
	} else {
		judge_ok(j, "libvirt %s chooses %s where it fits", text, driver);
	}
}

const struct check check_libvirt_variants = {
	.id = "libvirt-variants",
	.group = "guest",
	.title = "libvirt knows variant drivers of VFIO",
	.why = "A variant of vfio-pci lets a guest with the VF move to another host. libvirt "
	       "10.0 and newer choose it by themselves; before it is always vfio-pci.",
	.source = "host.md 5.1, devices.md 9",
	.kinds = CHECK_NIC | CHECK_GPU,
	.modes = USE_MODE_SRIOV,
	.explained_by = "libvirt-there",
	.judge = judge,
};
