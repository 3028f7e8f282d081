/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Are the running kernel's modules on disk? After an update some distributions remove those
 * of the kernel that still runs.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

#include <stdio.h>

static void judge(struct judge *j)
{
	const struct kernel *k = &j->host->kernel;
	const char *release = k->release ? k->release : "RELEASE";
	char file[120];

	for (size_t i = 0; i < k->n_images; i++) {
		if (k->images[i].running) {
			judge_ok(j, "the modules of the running kernel are installed");
			return;
		}
	}
	if (k->images_seen != TRI_YES || !k->release) {
		judge_unknown(j, "which kernels are installed could not be looked at");
		return;
	}
	judge_warning(j, "the running kernel's modules are not installed: none can be loaded any "
			 "more");
	(void)snprintf(file, sizeof(file), "/lib/modules/%s", release);
	judge_seen(j, file, NULL);
	if (k->n_images > 0)
		fix_reboot(j, "another kernel is installed, most likely by an update");
	else
		fix_say(j,
			"install the kernel's modules, or load what is needed before the root file "
			"system");
}

const struct check check_kernel_modules = {
	.id = "kernel-modules",
	.group = "kernel",
	.title = "The running kernel's modules are installed",
	.why = "An update may remove the modules of the kernel that still runs. Then vfio-pci, KVM "
	       "or "
	       "a network driver that is not loaded yet cannot be loaded until the next boot.",
	.source = "host.md 7",
	.explained_by = "host-container",
	.judge = judge,
};
