/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KINDS_GPU_H
#define KINDS_GPU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/tri.h"

/*
 * What is known of GPUs by their PCI ID: rows of data/gpus.conf, which says what the fields
 * mean. They say what to try and what to expect. Whether a card can be split, its
 * capability and sysfs say: a chip that is not in the table works when the kernel says so, and
 * one that is in it may be sold without the capability.
 */

struct gpu_version {
	int major, minor; /* of a kernel; major 0: none */
};

struct gpu_id {
	uint16_t value, mask; /* the last one has mask 0 */
};

/* What i915 does when enable_guc is not given (-1). */
enum gpu_guc {
	GPU_GUC_UNKNOWN,
	GPU_GUC_OFF,
	GPU_GUC_HUC, /* loads HuC only; no submission by GuC, which VFs need */
	GPU_GUC_ON,
};

/* How it does as a source of VFs. */
enum gpu_state {
	GPU_STATE_NONE,  /* it has no VFs */
	GPU_STATE_GOOD,  /* works for people */
	GPU_STATE_MIXED, /* for some */
	GPU_STATE_BAD,   /* known to harm the host */
};

struct gpu_platform {
	const char *id, *name;
	uint16_t vendor;
	const struct gpu_id *ids;
	struct gpu_version xe_sriov; /* first kernel whose own xe splits it */
	bool xe_force_probe;         /* xe takes it only with xe.force_probe= */
	bool dkms_i915, dkms_xe;     /* drivers of i915-sriov-dkms that split it */
	int max_vfs;                 /* -1 unknown */
	bool max_vfs_sure;
	enum gpu_guc guc_default;
	int gvt; /* GVT-g: 4 or 5, the generation in the names of its types; 0 none */
	/* Files below /lib/firmware, one of several with blanks is enough; NULL none. */
	const char *guc_i915, *huc_i915, *guc_xe, *huc_xe, *dmc;
	enum gpu_state state;
	const char *note; /* why it is mixed or bad */
	const char *source;
	bool vendor_reset; /* needs that module to come back from a guest */
};

/* A release of i915-sriov-dkms. */
struct gpu_dkms {
	const char *release;
	bool xe;                                      /* it has xe beside i915 */
	struct gpu_version builds_first, builds_last; /* kernels it can be built for */
	struct gpu_version for_first, for_last;       /* kernels it is the choice for */
};

extern const struct gpu_platform gpu_platforms[];
extern const size_t n_gpu_platforms;
extern const struct gpu_dkms gpu_dkms[]; /* newest first */
extern const size_t n_gpu_dkms;

#define GPU_VENDOR_INTEL  0x8086
#define GPU_VENDOR_AMD    0x1002
#define GPU_VENDOR_NVIDIA 0x10de

/* NULL when the table does not know it, which says nothing about the card. */
const struct gpu_platform *gpu_platform_find(uint16_t vendor, uint16_t device);

/* Of an Intel GPU. */
const struct gpu_platform *gpu_platform_of(uint16_t device);

/* The release of i915-sriov-dkms for a kernel; NULL: there is none. */
const struct gpu_dkms *gpu_dkms_release(int major, int minor);

/* The release of this name, "2026.05.06" or "2026.05.06-sriov"; NULL unknown. */
const struct gpu_dkms *gpu_dkms_find(const char *version);

/* Whether a release can be built for a kernel. */
bool gpu_dkms_builds(const struct gpu_dkms *d, int major, int minor);

/* Ways to VFs of a chip on a kernel; several may be open. */
struct gpu_ways {
	enum tri xe;                 /* this kernel's own xe */
	bool force_probe;            /* and it must be told so, with i915 kept off */
	const struct gpu_dkms *i915; /* i915 of this release of i915-sriov-dkms; NULL none */
	const struct gpu_dkms *dkms_xe;
};

/* platform NULL, or major below 0: nothing is known, xe is TRI_UNKNOWN. */
struct gpu_ways gpu_sriov_ways(const struct gpu_platform *platform, int major, int minor);

#endif
