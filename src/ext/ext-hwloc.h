/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EXT_EXT_HWLOC_H
#define EXT_EXT_HWLOC_H

#include "base/err.h"

/*
 * The cores of the running host as a text, to be free()d: a line for each,
 *
 *	PACKAGE NODE L3 KIND PU,PU
 *
 * in decimal; PU and NODE are the kernel's numbers, PACKAGE and L3 count from 0, L3 is -1
 * where there is none. KIND grows with power. -ENOTSUP: no libhwloc here.
 */
int ext_hwloc_cores(char **ret, struct err *err);

#endif
