/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does the deprecated parameter max_vfs of igb or ixgbe make VFs behind our back?
 */
#include "base/str.h"
#include "checks/check.h"
#include "checks/device.h"
#include "checks/fix.h"
#include "checks/judge.h"
#include "checks/module-option.h"

static void found(struct judge *j, const struct kernel_conf *conf, const struct kernel_param *param)
{
	const char *driver = j->dev->driver;

	judge_warning(j, "max_vfs of %s makes VFs at each load, with drivers of the host on them",
		driver);
	module_option_evidence(j, driver, "max_vfs");
	if (conf)
		fix_say(j, "take max_vfs out of line %u of %s", conf->line, conf->file);
	if (param)
		fix_cmdline_remove(j, param->name);
	fix_say(j, "and make VFs with:");
	fix_say(j, "sudo virtfn vf create %s -n N", j->dev->name);
}

static void judge(struct judge *j)
{
	const struct kernel *k = &j->host->kernel;
	const char *driver = j->dev->driver;
	const struct kernel_param *param;
	const struct kernel_conf *conf;

	if (!device_splits(j->dev) || (!str_eq(driver, "igb") && !str_eq(driver, "ixgbe")))
		return;
	conf = module_option_conf(k, driver, "max_vfs");
	param = module_option_param(k, driver, "max_vfs");
	if (conf || param)
		found(j, conf, param);
	else if (!module_option_seen(k))
		judge_unknown(j, "the options of %s could not be looked at", driver);
	else
		judge_ok(j, "max_vfs of %s is not used", driver);
}

const struct check check_nic_max_vfs_param = {
	.id = "nic-max-vfs-param",
	.group = "nic",
	.title = "The deprecated parameter max_vfs is not used",
	.why = "max_vfs of igb and ixgbe is deprecated: it makes VFs while the driver is loaded, "
	       "on every card of that driver, and a count cannot be changed while VFs are there.",
	.source = "devices.md 7.3, 3.2",
	.kinds = CHECK_NIC,
	.modes = USE_MODE_SRIOV,
	.judge = judge,
};
