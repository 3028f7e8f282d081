/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ACTIONS_PACKAGE_FILE_H
#define ACTIONS_PACKAGE_FILE_H

#include "base/root.h"
#include "formats/package-meta.h"

/* Where virtfn keeps packages that it installs from a file. */
#define PACKAGE_FILE_FOLDER "var/cache/virtfn"
#define PACKAGE_FILE_MAX    ((size_t)64 << 20)

#define SHA256_TEXT 65

/* A package as a file. */
struct package_file {
	enum package_kind kind;
	struct package_meta meta;
	char *build_exclusive; /* owned; of the dkms.conf in it; NULL: none */
};

void package_file_done(struct package_file *p);

/* The hash as 64 small hexadecimal digits; -ENOTSUP without libnettle. */
int package_file_sha256(struct bytes b, char ret[SHA256_TEXT], struct err *err);

/*
 * Looks into a .deb or a package of pacman. -EINVAL in words for what is none of them, is cut
 * short or broken, or is sources instead of a package; the text says "it". -ENOTSUP without
 * libarchive.
 */
int package_file_read(struct bytes b, struct package_file *ret, struct err *err);

#endif
