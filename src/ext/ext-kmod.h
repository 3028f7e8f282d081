/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EXT_EXT_KMOD_H
#define EXT_EXT_KMOD_H

#include "base/err.h"

/*
 * Loads a module and what it depends on, with the options of modprobe.d, on the
 * running host. One that is loaded or built in is fine. -ENOENT: there is none for
 * this kernel; -EPERM: blacklisted by module_blacklist=, or not allowed.
 */
int ext_kmod_load(const char *module, struct err *err);

/*
 * The first module of the running kernel that has this alias, such as
 * "vfio_pci:v000015B3d...", other than the one called but (which may be NULL). -ENOENT: none.
 */
int ext_kmod_find(const char *alias, const char *but, char ret[40], struct err *err);

/*
 * What a module's file says of itself: lines "version: 1.2", of the keys that are there
 * among version, vermagic and signer; to be free()d. A compressed file is unpacked whole:
 * that takes some 10 ms for each MiB of xz.
 */
int ext_kmod_info(const char *file, char **ret, struct err *err);

#endif
