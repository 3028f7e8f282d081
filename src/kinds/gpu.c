/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which GPU is this, and which driver splits it on which kernel? The rows are made of
 * data/gpus.conf by scripts/gen-gpus.py.
 */
#include "kinds/gpu.h"

#include <string.h>

#include "base/str.h"
#include "kinds/gpu-rows.h"

const struct gpu_platform *gpu_platform_find(uint16_t vendor, uint16_t device)
{
	for (size_t i = 0; i < n_gpu_platforms; i++) {
		const struct gpu_platform *p = &gpu_platforms[i];

		if (p->vendor != vendor)
			continue;
		for (const struct gpu_id *id = p->ids; id->mask; id++)
			if ((device & id->mask) == id->value)
				return p;
	}
	return NULL;
}

const struct gpu_platform *gpu_platform_of(uint16_t device)
{
	return gpu_platform_find(GPU_VENDOR_INTEL, device);
}

static bool at_least(int major, int minor, struct gpu_version v)
{
	return major > v.major || (major == v.major && minor >= v.minor);
}

static bool within(int major, int minor, struct gpu_version first, struct gpu_version last)
{
	return at_least(major, minor, first) &&
	       (major < last.major || (major == last.major && minor <= last.minor));
}

const struct gpu_dkms *gpu_dkms_release(int major, int minor)
{
	for (size_t i = 0; i < n_gpu_dkms; i++)
		if (within(major, minor, gpu_dkms[i].for_first, gpu_dkms[i].for_last))
			return &gpu_dkms[i];
	return NULL;
}

const struct gpu_dkms *gpu_dkms_find(const char *version)
{
	for (size_t i = 0; version && i < n_gpu_dkms; i++) {
		size_t n = strlen(gpu_dkms[i].release);

		if (strncmp(version, gpu_dkms[i].release, n) == 0 &&
			(!version[n] || str_eq(version + n, "-sriov")))
			return &gpu_dkms[i];
	}
	return NULL;
}

bool gpu_dkms_builds(const struct gpu_dkms *d, int major, int minor)
{
	return within(major, minor, d->builds_first, d->builds_last);
}

struct gpu_ways gpu_sriov_ways(const struct gpu_platform *platform, int major, int minor)
{
	struct gpu_ways ways = { .xe = TRI_UNKNOWN };
	const struct gpu_dkms *dkms;

	if (!platform || major < 0)
		return ways;
	ways.xe = platform->xe_sriov.major > 0 && at_least(major, minor, platform->xe_sriov)
			  ? TRI_YES
			  : TRI_NO;
	ways.force_probe = platform->xe_force_probe;
	dkms = gpu_dkms_release(major, minor);
	if (dkms && platform->dkms_i915)
		ways.i915 = dkms;
	if (dkms && platform->dkms_xe && dkms->xe)
		ways.dkms_xe = dkms;
	return ways;
}
