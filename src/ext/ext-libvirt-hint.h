/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EXT_EXT_LIBVIRT_HINT_H
#define EXT_EXT_LIBVIRT_HINT_H

#include <stddef.h>

#include "base/err.h"

/* What to do about an error of libvirt, known by its text; NULL when nothing is known. */
const char *virt_hint(const char *message);

/* -ENOENT: there is no guest of this name; those that are there (NULL: unknown), or the one meant.
 */
void virt_no_guest(const char *name, const char *const *names, size_t n, struct err *err);

#endif
