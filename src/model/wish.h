/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MODEL_WISH_H
#define MODEL_WISH_H

#include <stdbool.h>

#include "model/vf-quota.h"
#include "model/vf-settings.h"

/* What one VF is to have. */
struct wish_vf_one {
	const char *driver; /* as in struct wish_vf; borrowed */
	struct vf_settings settings;
	struct vf_quota quota;
};

/* How many VFs of a PF somebody wants, and for whom. */
struct wish_vf {
	unsigned count;
	const char *driver; /* "vfio-pci" or another vfio driver, "host" or "none"; borrowed */
	const char *mac;    /* of the first VF, the next ones count up; "auto"; NULL for none */
	bool replace;       /* VFs that are there may be removed first */
	/* count of them, borrowed, in place of driver, mac and quota; NULL: all are alike. */
	const struct wish_vf_one *each;
	struct vf_quota quota;    /* what each VF of a GPU gets */
	struct vf_quota pf_quota; /* and the GPU itself: settings of the scheduler */
};

#endif
