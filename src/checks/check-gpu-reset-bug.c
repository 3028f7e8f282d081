/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is this one of AMD's chips that do not come back from a guest, and is vendor-reset used,
 * which gets them back?
 */
#include <string.h>

#include "checks/check.h"
#include "checks/fix.h"
#include "checks/gpu-way.h"
#include "checks/judge.h"

static void judge(struct judge *j)
{
	const struct pci_dev *d = j->dev;
	const struct gpu_platform *p = gpu_platform_find(d->vendor, d->device);
	enum tri loaded = kernel_has_module(&j->host->kernel, "vendor_reset");

	if (d->is_vf || !p || !p->vendor_reset)
		return;
	if (d->reset_seen == TRI_YES && strncmp(d->reset, "device_specific", 15) == 0) {
		judge_ok(j, "%s is reset by vendor-reset", p->name);
	} else if (loaded == TRI_UNKNOWN || d->reset_seen != TRI_YES) {
		judge_unknown(
			j, "whether vendor-reset resets the %s could not be looked at", p->name);
	} else {
		judge_warning(
			j, "%s does not come back from a guest without vendor-reset", p->name);
		judge_seen_dev(j, "reset_method", d->reset[0] ? d->reset : NULL);
		judge_seen(j, "/sys/module/vendor_reset", loaded == TRI_YES ? "there" : NULL);
		if (loaded == TRI_NO) {
			fix_say(j, "install vendor-reset: https://github.com/gnif/vendor-reset");
			fix_load_module(j, "vendor-reset");
		}
		fix_say(j, "echo device_specific | sudo tee /sys/bus/pci/devices/%s/reset_method",
			d->name);
	}
}

const struct check check_gpu_reset_bug = {
	.id = "gpu-reset-bug",
	.group = "gpu",
	.title = "The GPU comes back from a guest",
	.why = "Polaris, Vega and the first Navi chips hang in their reset: the second start of a "
	       "guest, or the host itself, hangs with them.",
	.source = "devices.md 8; gnif/vendor-reset",
	.kinds = CHECK_GPU,
	.modes = USE_MODE_PASSTHROUGH,
	.judge = judge,
};
