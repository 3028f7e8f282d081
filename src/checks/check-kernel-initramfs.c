/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does every installed kernel have its initramfs? Judged only where they are in /boot, which
 * is seen by another kernel's being there.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

static void judge(struct judge *j)
{
	const struct kernel *k = &j->host->kernel;
	const struct kernel_image *without = NULL;
	size_t there = 0;

	if (k->images_seen != TRI_YES) {
		judge_unknown(j, "which kernels are installed could not be looked at");
		return;
	}
	for (size_t i = 0; i < k->n_images; i++) {
		there += k->images[i].initramfs == TRI_YES;
		if (k->images[i].initramfs == TRI_NO && k->images[i].image == TRI_YES)
			without = &k->images[i];
	}
	if (there == 0) {
		judge_unknown(j, "where this host keeps its initramfs is not known");
	} else if (!without) {
		judge_ok(j, "installed kernels have their initramfs (%zu seen)", there);
	} else {
		judge_warning(j, "kernel %s has no initramfs beside it and may not boot",
			without->release);
		judge_seen_printf(j, "/boot", "no initramfs of %s", without->release);
		fix_say(j, "%s",
			j->host->initramfs ? j->host->initramfs->rebuild
					   : "rebuild the initramfs of all kernels");
	}
}

const struct check check_kernel_initramfs = {
	.id = "kernel-initramfs",
	.group = "kernel",
	.title = "Installed kernels have their initramfs",
	.why = "Early binding, module options and dkms drivers are in the initramfs. A kernel "
	       "without "
	       "one stops before the root file system, or starts with other drivers.",
	.source = "host.md 2",
	.judge = judge,
};
