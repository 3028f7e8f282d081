/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DISTRO_DISTRO_H
#define DISTRO_DISTRO_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
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

/* An installed kernel. */
struct package_kernel {
	const char *release; /* "6.12.95+deb12-amd64"; borrowed */
	const char *pkgbase; /* Arch: "linux-zen"; "" elsewhere; borrowed */
};

struct package_ask {
	const enum distro_package *packages;
	size_t n_packages;
	const struct package_kernel *kernels;
	size_t n_kernels;
};

/*
 * The names of packages, each once, in the order in which they are asked for; a list that NULL
 * ends, to be freed with package_names_free(). -EOPNOTSUPP when this distribution has no such
 * package, or its packages are settings.
 */
int package_names(
	const struct distro *d, const struct package_ask *ask, char ***ret, struct err *err);
void package_names_free(char **names);
void package_names_freep(char ***names);

#endif
