/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CHECKS_GPU_WAY_H
#define CHECKS_GPU_WAY_H

#include <stdbool.h>

#include "checks/check.h"
#include "kinds/gpu.h"

/* What checks of GPU drivers share: which driver is which, and the words for the way to VFs. */

#define GPU_WAY_DKMS "i915-sriov-dkms"

/* An Intel GPU that is no VF. */
bool gpu_way_intel(const struct pci_dev *d);

/* NULL when it is no Intel GPU, or the table does not know it. */
const struct gpu_platform *gpu_way_platform(const struct judge *j);

/* On the running kernel. */
struct gpu_ways gpu_way_of(const struct judge *j);

/* Whether the module that is loaded ("i915", "xe") is that of i915-sriov-dkms. */
enum tri gpu_way_dkms_loaded(const struct kernel *k, const char *module);

/* Whether the file that the running kernel would load is. */
enum tri gpu_way_dkms_installed(const struct kernel *k, const char *module);

/*
 * Whether MODULE.force_probe names this device, or names it with "!", on the command line or
 * in modprobe.d. Unknown when one of them could not be looked at.
 */
enum tri gpu_way_forced(const struct kernel *k, const char *module, unsigned device, bool never);

/* Whether MODULE is kept from loading for this device: module_blacklist, or "!" as above. */
enum tri gpu_way_kept_off(const struct kernel *k, const char *module, unsigned device);

/* Whether the words, with blanks between, name a file that is there. */
enum tri gpu_way_firmware(const struct kernel *k, const char *files);

/* Major and minor out of "6.12.95+deb12-amd64"; false when it is no release. */
bool gpu_way_version(const char *release, int *ret_major, int *ret_minor);

/* Whether dkms would build a module with this BUILD_EXCLUSIVE_KERNEL for a release. */
enum tri gpu_way_exclusive(const char *pattern, const char *release);

/* How VFs of this GPU are reached on this kernel, as a fix. */
void gpu_way_fix(struct judge *j);

/* How this release is installed. */
void gpu_way_fix_dkms(struct judge *j, const struct gpu_dkms *d);

#endif
