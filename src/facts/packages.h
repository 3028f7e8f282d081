/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FACTS_PACKAGES_H
#define FACTS_PACKAGES_H

#include "base/root.h"
#include "model/boot-chain.h"
#include "model/tri.h"

/*
 * Which of these packages are installed: one answer for each name of the list, which NULL ends.
 * The database of dpkg or pacman is read; rpm's has many forms, so that rpm is asked, and on a
 * root that is not this host nobody is: the answers are unknown then, as with a database that
 * cannot be read. Fails only without memory.
 */
int facts_packages(const struct root *root, const struct package_manager *manager,
	const char *const *names, enum tri *ret, struct err *err);

/*
 * Which version of a package is installed, as its manager writes it; *ret is NULL when none is,
 * else to be free()d. -ENODATA, without a text: the database cannot be read, or is rpm's.
 */
int facts_package_version(const struct root *root, const struct package_manager *manager,
	const char *name, char **ret, struct err *err);

/* Which of these are to stay as they are, by dpkg's database. As facts_packages(). */
int facts_packages_held(
	const struct root *root, const char *const *names, enum tri *ret, struct err *err);

#endif
