/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DISTRO_DISTRO_H
#define DISTRO_DISTRO_H

#include <stdbool.h>

#include "model/boot-chain.h"

/* What a host says of its distribution: os-release(5), and what that file keeps silent about. */
struct distro_words {
	const char *id, *id_like, *variant_id; /* NULL: not there; borrowed */
	bool pve;                              /* Proxmox VE: its os-release is Debian's */
	bool ostree; /* booted from an image that packages are layered on */
};

/* All rows; no two of them share a word. Ends with NULL. */
extern const struct distro *const distros[];

/*
 * The row of this distribution, or of the first in ID_LIKE that has one. NULL: none of ours,
 * and what works for another one may not work there.
 */
const struct distro *distro_of(const struct distro_words *words);

#endif
