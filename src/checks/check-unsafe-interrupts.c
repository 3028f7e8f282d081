/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Was VFIO told to go on without interrupt remapping?
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"
#include "checks/param.h"

#include <stdio.h>

#define OPTION "allow_unsafe_interrupts"

/* True when something was said. */
static bool one(struct judge *j, const char *module)
{
	const struct kernel *k = &j->host->kernel;
	const char *now = kernel_module_param(k, module, OPTION);
	struct param_option o;
	enum tri set = param_option(k, module, OPTION, &o);
	char file[80] = "";

	if (!(now && param_true(now)) && !(set == TRI_YES && param_true(o.value)))
		return false;
	judge_warning(j, "%s was told to go on without interrupt remapping%s", module,
		j->host->machine.intr_remap == TRI_YES ? ", which this host does not need" : "");
	if (now) {
		(void)snprintf(file, sizeof(file), "/sys/module/%s/parameters/" OPTION, module);
		judge_seen(j, file, now);
	}
	if (set == TRI_YES)
		param_option_drop(j, &o);
	else
		fix_say(j, "echo N | sudo tee %s", file);
	return true;
}

static void judge(struct judge *j)
{
	struct param_option o;

	if (one(j, "vfio_iommu_type1") || one(j, "iommufd"))
		return;
	if (kernel_module_param(&j->host->kernel, "vfio_iommu_type1", OPTION) ||
		param_option(&j->host->kernel, "vfio_iommu_type1", OPTION, &o) != TRI_UNKNOWN)
		judge_ok(j, "VFIO insists on interrupt remapping");
	else
		judge_unknown(j, "whether VFIO insists on interrupt remapping is not known");
}

const struct check check_unsafe_interrupts = {
	.id = "unsafe-interrupts",
	.group = "security",
	.title = "VFIO insists on interrupt remapping",
	.why = "allow_unsafe_interrupts lets a guest's device write any interrupt of the host, and "
	       "so "
	       "lets a guest attack it. It is for old hardware without interrupt remapping, and "
	       "for "
	       "guests that are trusted.",
	.source = "devices.md 6.2",
	.modes = USE_MODE_SRIOV | USE_MODE_PASSTHROUGH,
	.judge = judge,
};
