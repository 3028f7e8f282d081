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
 * What a module's file says of itself: lines "version: 1.2", of the keys that are there
 * among version, vermagic and signer; to be free()d. A compressed file is unpacked whole:
 * that takes some 10 ms for each MiB of xz.
 */
int ext_kmod_info(const char *file, char **ret, struct err *err);

#endif
