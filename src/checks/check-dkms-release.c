/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Can the release of i915-sriov-dkms that is there be built for the running kernel? Its
 * dkms.conf says so; for releases without that line the table does.
 */
#include "base/str.h"
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/gpu-way.h"
#include "checks/judge.h"

static enum tri fits(const struct kernel *k, const struct kernel_dkms *d)
{
	const struct gpu_dkms *known = gpu_dkms_find(d->version);

	if (str_eq(d->kernel, k->release) && d->built)
		return TRI_YES;
	if (d->build_exclusive && k->release)
		return gpu_way_exclusive(d->build_exclusive, k->release);
	if (!known || k->major < 0)
		return TRI_UNKNOWN;
	return gpu_dkms_builds(known, k->major, k->minor) ? TRI_YES : TRI_NO;
}

static void misfit(struct judge *j, const struct kernel_dkms *d)
{
	const struct kernel *k = &j->host->kernel;
	const struct gpu_dkms *right = gpu_dkms_release(k->major, k->minor);

	judge_warning(j, "i915-sriov-dkms %s is not for kernel %s", d->version, k->release);
	if (d->build_exclusive)
		judge_seen_printf(j, "/var/lib/dkms/" GPU_WAY_DKMS, "%s: BUILD_EXCLUSIVE_KERNEL=%s",
			d->version, d->build_exclusive);
	else
		judge_seen(j, "/var/lib/dkms/" GPU_WAY_DKMS, d->version);
	if (right)
		gpu_way_fix_dkms(j, right);
	else
		fix_say(j, "there is no release for this kernel: boot one from 6.1 to 7.0, or use "
			   "the kernel's own xe from 6.18 on");
}

static void judge(struct judge *j)
{
	const struct kernel *k = &j->host->kernel;
	const struct kernel_dkms *bad = NULL, *good = NULL, *odd = NULL;

	for (size_t i = 0; i < k->n_dkms; i++) {
		const struct kernel_dkms *d = &k->dkms[i];
		enum tri fit;

		if (!str_eq(d->name, GPU_WAY_DKMS))
			continue;
		fit = fits(k, d);
		*(fit == TRI_YES ? &good : fit == TRI_NO ? &bad : &odd) = d;
	}
	if (k->dkms_seen == TRI_UNKNOWN)
		judge_unknown(j, "what dkms knows could not be looked at");
	else if (good)
		judge_ok(j, "i915-sriov-dkms %s can be built for this kernel", good->version);
	else if (odd)
		judge_unknown(
			j, "which kernels i915-sriov-dkms %s is for is not known", odd->version);
	else if (bad && k->release)
		misfit(j, bad);
}

const struct check check_dkms_release = {
	.id = "dkms-release",
	.group = "driver",
	.title = "The release of i915-sriov-dkms is for this kernel",
	.why = "Each release is a copy of the driver of one kernel series. For other kernels it is "
	       "refused by its dkms.conf, does not build, or cannot be loaded.",
	.source = "devices.md 2.1; diagnoses.md 3 rows 7, 8, 10",
	.modes = USE_MODE_SRIOV,
	.judge = judge,
};
