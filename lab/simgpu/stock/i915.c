// SPDX-License-Identifier: GPL-2.0
/* The kernel's own i915: no version, no max_vfs, no VFs. */
#define SIM_STOCK
#include "../i915.c"
