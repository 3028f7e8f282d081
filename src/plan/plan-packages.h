/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PLAN_PLAN_PACKAGES_H
#define PLAN_PLAN_PACKAGES_H

#include <stddef.h>

#include "model/boot-chain.h"
#include "model/edit.h"
#include "model/need.h"
#include "model/tri.h"

/* One package that something needs. */
struct plan_package {
	char *name;              /* owned */
	const struct need *need; /* borrowed */
	enum tri there;          /* it is installed */
};

struct plan_packages {
	const struct package_manager *manager; /* NULL: none, or not known */
	struct plan_package *v;                /* owned; those of one need are neighbours */
	size_t n;
	const struct needs *needs; /* all, of packages and others; borrowed; NULL: not known */
	char **notes; /* owned: what a person has to install, and why nobody else can */
	size_t n_notes;
};

void plan_packages_done(struct plan_packages *p);

/*
 * Installs, need by need, what is not there; what nobody could look for is asked about by the
 * step itself. packages may be NULL.
 */
int plan_packages(const struct plan_packages *packages, struct edits *edits, struct err *err);

#endif
