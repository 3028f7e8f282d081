/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TESTS_LIB_GVT_HOST_H
#define TESTS_LIB_GVT_HOST_H

#include "model/host.h"

#define PF "0000:00:02.0"
#define V2 "i915-GVTg_V5_2"
#define V4 "i915-GVTg_V5_4"
#define V8 "i915-GVTg_V5_8"

/* A Kaby Lake with 512 MiB of aperture, and up to three devices. Nothing is to be freed. */
struct gvt_host {
	struct pci_dev gpu;
	struct pci_mdev_type types[3];
	struct mdev mdevs[3];
	struct host host;
};

void gvt_host_make(struct gvt_host *m);

/* One more device; the type "" is one that is only defined. */
struct mdev *gvt_host_has(struct gvt_host *m, const char *uuid, const char *type);

/* The guest "win" has it. */
void gvt_host_hold(struct mdev *d);

#endif
