/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does intel_iommu= say what the kernel understands? A word that it does not know is skipped,
 * with a line in the log that few see.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"
#include "checks/param.h"

#include "base/str.h"

/* Words of guides that the kernel never knew. Others may be of patches: they are let pass. */
static const struct {
	const char *word, *meant;
} unknown[] = {
	{ "pt", "iommu=pt" },
	{ "igpu_off", "intel_iommu=igfx_off" },
	{ "1", "intel_iommu=on" },
	{ "yes", "intel_iommu=on" },
	{ "true", "intel_iommu=on" },
	{ "enable", "intel_iommu=on" },
	{ "enabled", "intel_iommu=on" },
};

static void bad_word(struct judge *j, const char *word, const char *meant)
{
	judge_warning(j, "the kernel does not know intel_iommu=%s", word);
	param_drop(j, param_with(&j->host->kernel, "intel_iommu", word), word);
	fix_say(j, "what may be meant is %s", meant);
}

static void judge(struct judge *j)
{
	const struct kernel *k = &j->host->kernel;
	const struct kernel_param *p = kernel_param(k, "intel_iommu");

	if (!param_read(j))
		return;
	for (size_t i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++) {
		if (param_with(k, "intel_iommu", unknown[i].word)) {
			bad_word(j, unknown[i].word, unknown[i].meant);
			return;
		}
	}
	if (p && (!p->value || !*p->value)) {
		judge_warning(j, "intel_iommu without a value does nothing");
		judge_seen_param(j, p);
		fix_cmdline(j, "intel_iommu=on");
	} else if (param_with(k, "intel_iommu", "relax_rmrr") && param_stock_kernel(k)) {
		judge_warning(
			j, "intel_iommu=relax_rmrr is of a patch that this kernel does not have");
		param_drop(j, param_with(k, "intel_iommu", "relax_rmrr"), "relax_rmrr");
	} else {
		judge_ok(j, p ? "intel_iommu= says what the kernel may understand"
			      : "intel_iommu= is not given");
	}
}

const struct check check_param_intel_iommu = {
	.id = "param-intel-iommu",
	.group = "parameter",
	.title = "intel_iommu= says what the kernel understands",
	.why = "The words are on, off, igfx_off, strict, sp_off, sm_on and sm_off; Debian has "
	       "intgpu_off and Proxmox VE relax_rmrr besides. Others are skipped.",
	.source = "devices.md 5.5, 6.2; Documentation/admin-guide/kernel-parameters.txt",
	.modes = USE_MODE_SRIOV | USE_MODE_PASSTHROUGH,
	.explained_by = "cmdline",
	.judge = judge,
};
