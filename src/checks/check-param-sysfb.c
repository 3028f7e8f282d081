/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is the boot framebuffer kept from starting at all?
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"
#include "checks/param.h"

static void judge(struct judge *j)
{
	enum tri leaves = param_framebuffer_leaves(j->host);
	const struct kernel_param *p;

	if (!param_read(j))
		return;
	p = param_with(&j->host->kernel, "initcall_blacklist", "sysfb_init");
	if (!p) {
		judge_ok(j, "the boot framebuffer is not kept from starting");
	} else if (leaves == TRI_UNKNOWN) {
		judge_unknown(
			j, "whether initcall_blacklist=sysfb_init is still of use is not known");
	} else if (leaves == TRI_NO) {
		judge_ok(j, "initcall_blacklist=sysfb_init may be of use on this host");
		judge_seen_param(j, p);
	} else {
		judge_warning(j,
			"initcall_blacklist=sysfb_init is not needed since Linux 6.0 and costs "
			"the boot console");
		param_drop(j, p, "sysfb_init");
	}
}

const struct check check_param_sysfb = {
	.id = "param-sysfb",
	.group = "parameter",
	.title = "The boot framebuffer is not kept from starting for nothing",
	.why = "Without sysfb the screen stays black until a driver of a GPU is loaded: nobody "
	       "sees "
	       "why a boot failed. vfio-pci takes the framebuffer off a card of class VGA by "
	       "itself.",
	.source = "devices.md 6.2",
	.modes = USE_MODE_PASSTHROUGH,
	.explained_by = "cmdline",
	.judge = judge,
};
