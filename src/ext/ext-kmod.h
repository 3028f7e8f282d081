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

#endif
