/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is the module vfio_virqfd asked for, which is gone since Linux 6.2?
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"
#include "checks/param.h"

#include <stdio.h>

static void listed(struct judge *j, const struct kernel_conf *c)
{
	char where[200];

	judge_warning(j, "vfio_virqfd is listed to be loaded, and is no module since Linux 6.2");
	(void)snprintf(where, sizeof(where), "%s:%u", c->file ? c->file : "a list", c->line);
	judge_seen(j, where, c->module);
	fix_say(j, "take vfio_virqfd out of %s; the other modules of vfio may stay",
		c->file ? c->file : "the list");
}

static void judge(struct judge *j)
{
	const struct kernel *k = &j->host->kernel;
	const struct kernel_conf *c = kernel_conf(k, KERNEL_CONF_LOAD, "vfio_virqfd");
	const struct kernel_param *p = param_with(k, "rd.driver.pre", "vfio_virqfd");
	enum tri gone = kernel_at_least(k, 6, 2);

	if (!p)
		p = param_with(k, "rd.driver.pre", "vfio-virqfd");
	if (gone == TRI_NO) {
		judge_ok(j, "this kernel may have the module vfio_virqfd");
	} else if (!c && !p) {
		if (k->conf_seen == TRI_YES && k->cmdline)
			judge_ok(j, "the module vfio_virqfd is not asked for");
		else
			judge_unknown(j, "which modules are to be loaded could not be read");
	} else if (gone == TRI_UNKNOWN) {
		judge_unknown(j, "whether this kernel has the module vfio_virqfd is not known");
	} else if (c) {
		listed(j, c);
	} else {
		judge_warning(j,
			"rd.driver.pre= asks for vfio_virqfd, which is no module since Linux "
			"6.2");
		param_drop(j, p, NULL);
	}
}

const struct check check_param_virqfd = {
	.id = "param-virqfd",
	.group = "parameter",
	.title = "No module is asked for that is gone",
	.why = "Since Linux 6.2 vfio_virqfd is part of vfio. Asking for it makes an error at each "
	       "boot "
	       "and each rebuild of the initramfs, among which real ones are lost.",
	.source = "devices.md 6.2; host.md 2.1",
	.modes = USE_MODE_SRIOV | USE_MODE_PASSTHROUGH,
	.explained_by = "cmdline",
	.judge = judge,
};
