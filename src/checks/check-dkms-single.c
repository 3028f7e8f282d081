/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is there one release of i915-sriov-dkms for a kernel, or two that overwrite one another?
 */
#include "base/str.h"
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/gpu-way.h"
#include "checks/judge.h"

/* Another release for the same kernel; different kernels may well need different ones. */
static const struct kernel_dkms *rival(const struct kernel *k, const struct kernel_dkms *d)
{
	for (size_t i = 0; i < k->n_dkms; i++) {
		const struct kernel_dkms *o = &k->dkms[i];

		if (str_eq(o->name, GPU_WAY_DKMS) && o->kernel && str_eq(o->kernel, d->kernel) &&
			!str_eq(o->version, d->version))
			return o;
	}
	return NULL;
}

static void judge(struct judge *j)
{
	const struct kernel *k = &j->host->kernel;
	const struct kernel_dkms *first = NULL, *other = NULL;

	for (size_t i = 0; i < k->n_dkms && !other; i++) {
		if (!str_eq(k->dkms[i].name, GPU_WAY_DKMS))
			continue;
		first = &k->dkms[i];
		other = rival(k, first);
	}
	if (k->dkms_seen == TRI_UNKNOWN) {
		judge_unknown(j, "what dkms knows could not be looked at");
	} else if (other) {
		judge_warning(j, "dkms has two releases of i915-sriov-dkms for %s: %s and %s",
			first->kernel, first->version, other->version);
		judge_seen_printf(
			j, "/var/lib/dkms/" GPU_WAY_DKMS, "%s, %s", first->version, other->version);
		fix_say(j,
			"keep the newer one, remove the other: sudo dkms remove %s/VERSION -k %s",
			GPU_WAY_DKMS, first->kernel);
	} else if (first) {
		judge_ok(j, "dkms has one release of i915-sriov-dkms for each kernel");
	}
}

const struct check check_dkms_single = {
	.id = "dkms-single",
	.group = "driver",
	.title = "dkms has one release of i915-sriov-dkms for each kernel",
	.why = "All releases install the same files. After the next kernel update it is chance "
	       "which of them is built last.",
	.source = "devices.md 2.1",
	.modes = USE_MODE_SRIOV,
	.judge = judge,
};
