/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Was ACS switched off for some bridges, so that devices reach each other directly?
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"
#include "checks/param.h"

#define WORD "disable_acs_redir="

static void judge(struct judge *j)
{
	const char *word;
	const struct kernel_param *p;

	if (!param_read(j))
		return;
	p = param_starting(&j->host->kernel, "pci", WORD, &word);
	if (!p) {
		judge_ok(j, "ACS was not switched off by an argument of the kernel");
		return;
	}
	judge_warning(j, "pci=" WORD " lets devices below some bridges reach each other");
	judge_seen_param(j, p);
	fix_say(j,
		"take " WORD "... off the kernel command line, unless peer-to-peer transfers are "
		"wanted, and reboot");
}

const struct check check_acs_redirect = {
	.id = "acs-redirect",
	.group = "security",
	.title = "ACS was not switched off by hand",
	.why = "With ACS redirection off, transfers between devices below a bridge do not pass the "
	       "IOMMU, and the kernel puts these devices into one group: all or none of them can "
	       "go "
	       "to a guest.",
	.source = "Documentation/admin-guide/kernel-parameters.txt, pci=",
	.modes = USE_MODE_SRIOV | USE_MODE_PASSTHROUGH,
	.explained_by = "cmdline",
	.judge = judge,
};
