/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which driver takes which chip, and which of them makes VFs of it (devices.md 1.1 of the
 * project's facts: include/drm/intel/pciids.h, xe_pci.c and i915_pci.c of Linux 7.0 and
 * i915-sriov-dkms).
 */
#ifndef SIM_IDS_H
#define SIM_IDS_H

#include <linux/pci.h>

#define SIM_I915      1  /* i915 takes it */
#define SIM_I915_VFS  2  /* i915 of i915-sriov-dkms makes VFs of it */
#define SIM_XE        4  /* xe takes it */
#define SIM_XE_FORCED 8  /* only with force_probe */
#define SIM_GVT       32 /* GVT-g with the types V5: Skylake to Comet Lake */
#define SIM_XE_VFS    16 /* xe makes VFs of it (6.17, 6.18, or that of i915-sriov-dkms) */

#define SIM_ID(id, flags)                                                                   \
	{                                                                                   \
		PCI_DEVICE(PCI_VENDOR_ID_INTEL, id), .class = PCI_BASE_CLASS_DISPLAY << 16, \
						     .class_mask = 0xff0000,                \
						     .driver_data = (flags)                 \
	}
#define SIM_BOTH(id) SIM_ID(id, SIM_I915 | SIM_I915_VFS | SIM_XE | SIM_XE_FORCED | SIM_XE_VFS)
#define SIM_MTL(id)  SIM_ID(id, SIM_I915 | SIM_I915_VFS | SIM_XE | SIM_XE_FORCED)
#define SIM_OLD(id)  SIM_ID(id, SIM_I915 | SIM_GVT)
#define SIM_NEW(id)  SIM_ID(id, SIM_XE | SIM_XE_VFS)

#define SIM_IDS                                                                                   \
	SIM_OLD(0x1912), SIM_OLD(0x191b), SIM_OLD(0x1916), SIM_OLD(0x5912), SIM_OLD(0x5916),      \
		SIM_OLD(0x5917), SIM_OLD(0x3e92), SIM_OLD(0x3e9b), SIM_OLD(0x3ea0),               \
		SIM_OLD(0x9bc5), SIM_OLD(0x9bc8), SIM_ID(0x8a52, SIM_I915),                       \
		SIM_ID(0x3185, SIM_I915), SIM_ID(0x4c8a, SIM_I915 | SIM_XE | SIM_XE_FORCED),      \
		SIM_BOTH(0x9a40), SIM_BOTH(0x9a49), SIM_BOTH(0x9a60), SIM_BOTH(0x9a78),           \
		SIM_BOTH(0x4680), SIM_BOTH(0x4682), SIM_BOTH(0x4690), SIM_BOTH(0x4692),           \
		SIM_BOTH(0x4693), SIM_BOTH(0x4626), SIM_BOTH(0x4628), SIM_BOTH(0x46a0),           \
		SIM_BOTH(0x46a1), SIM_BOTH(0x46a3), SIM_BOTH(0x46a6), SIM_BOTH(0x46a8),           \
		SIM_BOTH(0x46aa), SIM_BOTH(0x46b3), SIM_BOTH(0x46c3), SIM_BOTH(0x46d0),           \
		SIM_BOTH(0x46d1), SIM_BOTH(0x46d2), SIM_BOTH(0x46d3), SIM_BOTH(0x46d4),           \
		SIM_BOTH(0xa780), SIM_BOTH(0xa782), SIM_BOTH(0xa788), SIM_BOTH(0xa78b),           \
		SIM_BOTH(0xa720), SIM_BOTH(0xa721), SIM_BOTH(0xa7a0), SIM_BOTH(0xa7a1),           \
		SIM_BOTH(0xa7a8), SIM_MTL(0x7d40), SIM_MTL(0x7d45), SIM_MTL(0x7d55),              \
		SIM_MTL(0x7dd5), SIM_MTL(0x7d51), SIM_MTL(0x7dd1), SIM_MTL(0x7d41),               \
		SIM_MTL(0x7d67), SIM_ID(0x6420, SIM_XE), SIM_ID(0x64a0, SIM_XE), SIM_NEW(0xb080), \
		SIM_NEW(0xb081), SIM_NEW(0xb082), SIM_NEW(0xb083), SIM_NEW(0xb090),               \
		SIM_NEW(0xb0a0), SIM_NEW(0xfd80),                                                 \
		SIM_ID(0x56a0, SIM_I915 | SIM_XE | SIM_XE_FORCED),                                \
		SIM_ID(0x56a5, SIM_I915 | SIM_XE | SIM_XE_FORCED),                                \
		SIM_ID(0x56c0, SIM_I915 | SIM_XE | SIM_XE_FORCED | SIM_XE_VFS),                   \
		SIM_ID(0x56c1, SIM_I915 | SIM_XE | SIM_XE_FORCED | SIM_XE_VFS), SIM_NEW(0xe202),  \
		SIM_NEW(0xe20b), SIM_NEW(0xe20c), SIM_NEW(0xe211), SIM_NEW(0xe212),               \
		SIM_NEW(0xe216), SIM_NEW(0xe222), SIM_NEW(0xe223),                                \
	{                                                                                         \
	}

#endif
