/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does each installed kernel have the headers that dkms builds against?
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

static void judge(struct judge *j)
{
	const struct kernel *k = &j->host->kernel;
	const struct kernel_image *without = NULL;

	if (k->dkms_seen == TRI_NO || (k->dkms_seen == TRI_YES && k->n_dkms == 0))
		return;
	if (k->dkms_seen == TRI_UNKNOWN || k->images_seen != TRI_YES) {
		judge_unknown(
			j, "whether dkms has the headers that it needs could not be looked at");
		return;
	}
	for (size_t i = 0; i < k->n_images; i++)
		if (k->images[i].headers == TRI_NO && k->images[i].image != TRI_NO)
			without = &k->images[i];
	if (!without) {
		judge_ok(j, "dkms has headers for each installed kernel");
		return;
	}
	judge_warning(
		j, "dkms has no headers for kernel %s and builds nothing for it", without->release);
	judge_seen_printf(j, "/lib/modules", "%s/build leads nowhere", without->release);
	fix_package(j, DISTRO_PACKAGE_HEADERS);
}

const struct check check_kernel_headers = {
	.id = "kernel-headers",
	.group = "kernel",
	.title = "dkms has headers for each installed kernel",
	.why = "dkms skips a kernel without headers, with one line among many. After the next boot "
	       "its modules are not there.",
	.source = "diagnoses.md 3, row 9",
	.judge = judge,
};
