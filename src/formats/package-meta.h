/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FORMATS_PACKAGE_META_H
#define FORMATS_PACKAGE_META_H

#include "base/bytes.h"

/* Which package a file is: what it says inside, and what its name says. */
enum package_kind {
	PACKAGE_KIND_NONE,
	PACKAGE_KIND_DEB,    /* deb(5) */
	PACKAGE_KIND_PACMAN, /* .pkg.tar.zst and its like */
};

struct package_meta {
	char name[64];
	char version[64]; /* with the package's own part behind: "2026.05.06-1" */
	char arch[24];    /* "amd64", "all"; "x86_64", "any" */
};

/* By the end of a file name. */
enum package_kind package_kind_of(const char *file);

/*
 * Out of a file name without folders, "NAME_VERSION_ARCH.deb" or
 * "NAME-VERSION-REL-ARCH.pkg.tar.zst": the kind; PACKAGE_KIND_NONE: it has another form.
 */
enum package_kind package_meta_of_name(const char *file, struct package_meta *ret);

/*
 * The file "control" of a .deb (deb-control(5), first paragraph) or .PKGINFO of a pacman package
 * (PKGINFO(5)). -EINVAL: a field is missing, there twice, or has letters that no such field has.
 */
int package_meta_parse(enum package_kind kind, struct bytes b, struct package_meta *ret);

/* "2026.05.06" of the version "1:2026.05.06-1": what its maker calls it; to be free()d. */
char *package_meta_release(const char *version);

#endif
