// SPDX-License-Identifier: GPL-2.0
/* i915 as an out-of-tree build with SR-IOV whose version does not say so. */
#define SIM_VERSION "2025.07.22"
#include "../i915.c"
