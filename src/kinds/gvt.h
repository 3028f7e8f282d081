/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KINDS_GVT_H
#define KINDS_GVT_H

#include "model/pci.h"

/*
 * What one slice by GVT-g takes of the GPU, and what the host keeps: vgpu_configs and
 * intel_gvt_init_vgpu_types() of Linux' drivers/gpu/drm/i915/gvt. A type that does not fit into
 * the aperture once is not offered at all; neither are those that are larger.
 */
#define GVT_HOST_LOW 128 /* MiB of the aperture */

struct gvt_size {
	const char *suffix; /* of "i915-GVTg_V5_4" */
	unsigned low, high; /* MiB of the aperture, and of the address space behind it */
	const char *resolution;
};

/* The largest first; ends with a NULL suffix. */
extern const struct gvt_size gvt_sizes[];

/* What a type of that name takes; NULL: it is no name of GVT-g's. */
const struct gvt_size *gvt_size_of(const char *type);

#endif
