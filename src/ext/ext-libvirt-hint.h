/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EXT_EXT_LIBVIRT_HINT_H
#define EXT_EXT_LIBVIRT_HINT_H

/* What to do about an error of libvirt, known by its text; NULL when nothing is known. */
const char *virt_hint(const char *message);

#endif
