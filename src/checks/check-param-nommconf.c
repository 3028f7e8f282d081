/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Was the extended configuration space switched off? SR-IOV, ACS and ARI are in it.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"
#include "checks/param.h"

/* A function whose extended capabilities could be read, all the same. */
static bool proof(const struct host *host)
{
	for (size_t i = 0; i < host->n_pci; i++)
		if (host->pci[i].sriov.present == TRI_YES || host->pci[i].is_vf)
			return true;
	return false;
}

static void judge(struct judge *j)
{
	const struct kernel_param *p;

	if (!param_read(j))
		return;
	p = param_with(&j->host->kernel, "pci", "nommconf");
	if (!p) {
		judge_ok(j, "the extended configuration space is not switched off");
	} else if (proof(j->host)) {
		judge_warning(j, "pci=nommconf is to hide extended capabilities such as SR-IOV");
		param_drop(j, p, "nommconf");
	} else {
		judge_blocks(j,
			"pci=nommconf hides the extended configuration space, and SR-IOV with it");
		param_drop(j, p, "nommconf");
	}
}

const struct check check_param_nommconf = {
	.id = "param-nommconf",
	.group = "parameter",
	.title = "The extended configuration space can be read",
	.why = "The capabilities for SR-IOV, ACS, ARI and Resizable BAR are behind the first 256 "
	       "bytes "
	       "of configuration space, which are reached through MMCONFIG. The argument was for "
	       "boards that log AER errors.",
	.source = "devices.md 5.1; Documentation/admin-guide/kernel-parameters.txt, pci=",
	.modes = USE_MODE_SRIOV,
	.explained_by = "cmdline",
	.judge = judge,
};
