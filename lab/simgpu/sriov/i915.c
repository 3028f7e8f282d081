// SPDX-License-Identifier: GPL-2.0
/* i915 as i915-sriov-dkms installs it. */
#define SIM_VERSION "2026.03.05-sriov"
#include "../i915.c"
