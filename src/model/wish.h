/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MODEL_WISH_H
#define MODEL_WISH_H

#include <stdbool.h>

/* How many VFs of a PF somebody wants, and for whom. */
struct wish_vf {
	unsigned count;
	const char *driver; /* "vfio-pci" or another vfio driver, "host" or "none"; borrowed */
	const char *mac;    /* of the first VF, the next ones count up; "auto"; NULL for none */
	bool replace;       /* VFs that are there may be removed first */
};

#endif
