// SPDX-License-Identifier: GPL-2.0
/*
 * What is in the configuration space of the PF and of a VF? The layout is that of an Alder Lake
 * iGPU (lspci -vvv of a 46a6); a discrete card has ARI and a link instead.
 */
#include <linux/log2.h>
#include <linux/pci.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#if __has_include(<linux/unaligned.h>)
#include <linux/unaligned.h> /* 6.12 and later */
#else
#include <asm/unaligned.h>
#endif

#include "sim-config.h"

enum {
	AT_VENDOR = 0x40,
	AT_PCIE = 0x70,
	AT_MSI = 0xac,
	AT_PM = 0xd0
};
enum {
	AT_FIRST = 0x100,
	AT_ATS = 0x200,
	AT_PRI = 0x300,
	AT_SRIOV = 0x320,
	AT_REBAR = 0x420
};

static void put8(struct sim_function *f, int at, u8 value, u8 writable)
{
	f->value[at] = value;
	f->writable[at] = writable;
}

static void put16(struct sim_function *f, int at, u16 value, u16 writable)
{
	put_unaligned_le16(value, f->value + at);
	put_unaligned_le16(writable, f->writable + at);
}

static void put32(struct sim_function *f, int at, u32 value, u32 writable)
{
	put_unaligned_le32(value, f->value + at);
	put_unaligned_le32(writable, f->writable + at);
}

/* A 64-bit memory BAR takes two registers. */
static void put_bar(struct sim_function *f, int at, u64 address, u64 size, bool prefetch)
{
	u64 mask = ~(size - 1);

	if (!size)
		return;
	put32(f, at,
		lower_32_bits(address) | PCI_BASE_ADDRESS_MEM_TYPE_64 |
			(prefetch ? PCI_BASE_ADDRESS_MEM_PREFETCH : 0),
		lower_32_bits(mask) & PCI_BASE_ADDRESS_MEM_MASK);
	put32(f, at + 4, upper_32_bits(address), upper_32_bits(mask));
}

static void put_ext(struct sim_function *f, int at, u16 id, int next)
{
	put32(f, at, id | 1 << 16 | next << 20, 0);
}

static void put_pcie(struct sim_function *f, const struct sim_chip *c)
{
	int type = c->endpoint ? PCI_EXP_TYPE_ENDPOINT : PCI_EXP_TYPE_RC_END;

	f->pcie = AT_PCIE;
	put16(f, AT_PCIE, PCI_CAP_ID_EXP | AT_MSI << 8, 0);
	put16(f, AT_PCIE + PCI_EXP_FLAGS, 2 | type << 4, 0);
	put32(f, AT_PCIE + PCI_EXP_DEVCAP, PCI_EXP_DEVCAP_RBER | PCI_EXP_DEVCAP_FLR, 0);
	put16(f, AT_PCIE + PCI_EXP_DEVCTL, 0, 0x7fff);
	f->w1c[AT_PCIE + PCI_EXP_DEVSTA] = 0x0f;
	put16(f, AT_PCIE + PCI_EXP_DEVCTL2, 0, 0xffff);
	if (!c->endpoint)
		return;
	put32(f, AT_PCIE + PCI_EXP_LNKCAP, PCI_EXP_LNKCAP_SLS_16_0GB | 8 << 4, 0);
	put16(f, AT_PCIE + PCI_EXP_LNKCTL, 0, 0x0fff);
	put16(f, AT_PCIE + PCI_EXP_LNKSTA, PCI_EXP_LNKSTA_CLS_16_0GB | 8 << 4, 0);
}

static void put_msi(struct sim_function *f, int next)
{
	put16(f, AT_MSI, PCI_CAP_ID_MSI | next << 8, 0);
	put16(f, AT_MSI + PCI_MSI_FLAGS, PCI_MSI_FLAGS_MASKBIT, PCI_MSI_FLAGS_ENABLE);
	put32(f, AT_MSI + PCI_MSI_ADDRESS_LO, 0, ~3u);
	put16(f, AT_MSI + PCI_MSI_DATA_32, 0, 0xffff);
	put32(f, AT_MSI + PCI_MSI_MASK_32, 0, 1);
}

static void put_header(struct sim_function *f, const struct sim_chip *c, u16 vendor, u16 device)
{
	put16(f, PCI_VENDOR_ID, vendor, 0);
	put16(f, PCI_DEVICE_ID, device, 0);
	put16(f, PCI_STATUS, PCI_STATUS_CAP_LIST, 0);
	put32(f, PCI_CLASS_REVISION, c->class << 8 | c->revision, 0);
	put16(f, PCI_SUBSYSTEM_VENDOR_ID, PCI_VENDOR_ID_INTEL, 0);
	put16(f, PCI_SUBSYSTEM_ID, c->subsystem, 0);
}

static void put_sriov(struct sim_function *f, const struct sim_chip *c)
{
	int at = AT_SRIOV;

	f->sriov = at;
	put_ext(f, at, PCI_EXT_CAP_ID_SRIOV, c->rebar ? AT_REBAR : 0);
	put16(f, at + PCI_SRIOV_CTRL, 0,
		PCI_SRIOV_CTRL_VFE | PCI_SRIOV_CTRL_MSE | PCI_SRIOV_CTRL_ARI);
	put16(f, at + PCI_SRIOV_INITIAL_VF, c->initial, 0);
	put16(f, at + PCI_SRIOV_TOTAL_VF, c->vfs, 0);
	put16(f, at + PCI_SRIOV_NUM_VF, 0, 0xffff);
	put16(f, at + PCI_SRIOV_VF_OFFSET, c->offset, 0);
	put16(f, at + PCI_SRIOV_VF_STRIDE, 1, 0);
	put16(f, at + PCI_SRIOV_VF_DID, c->device, 0);
	put32(f, at + PCI_SRIOV_SUP_PGSIZE, 0x553, 0);
	put32(f, at + PCI_SRIOV_SYS_PGSIZE, 1, ~0u);
	put_bar(f, at + PCI_SRIOV_BAR, c->at_vf0, c->vf_bar0, false);
	put_bar(f, at + PCI_SRIOV_BAR + 8, c->at_vf2, c->vf_bar2, true);
}

/* Resizable BAR (PCI Express 5.0, section 7.8.6): bit n + 4 of the capability is 2^n MiB. */
static void put_rebar(struct sim_function *f, const struct sim_chip *c)
{
	int n = ilog2(c->bar2) - 20, at = AT_REBAR;

	f->rebar = at;
	put_ext(f, at, PCI_EXT_CAP_ID_REBAR, 0);
	put32(f, at + PCI_REBAR_CAP, 7 << (n - 1) << 4, 0);
	put32(f, at + PCI_REBAR_CTRL,
		2 | 1 << PCI_REBAR_CTRL_NBAR_SHIFT | n << PCI_REBAR_CTRL_BAR_SHIFT,
		PCI_REBAR_CTRL_BAR_SIZE);
}

/* The BAR's address has as many bits as its size leaves; a size that is not offered changes none.
 */
static void resize(struct sim_function *f)
{
	u32 sizes = get_unaligned_le32(f->value + f->rebar + PCI_REBAR_CAP) >> 4;
	u32 control = get_unaligned_le32(f->value + f->rebar + PCI_REBAR_CTRL);
	u32 n = (control & PCI_REBAR_CTRL_BAR_SIZE) >> PCI_REBAR_CTRL_BAR_SHIFT;
	u64 mask = ~((1ULL << 20 << n) - 1);
	u32 low = get_unaligned_le32(f->value + PCI_BASE_ADDRESS_2);

	if (n > 27 || !(sizes >> n & 1))
		return;
	put32(f, PCI_BASE_ADDRESS_2, low & (lower_32_bits(mask) | ~(u32)PCI_BASE_ADDRESS_MEM_MASK),
		lower_32_bits(mask) & PCI_BASE_ADDRESS_MEM_MASK);
	put32(f, PCI_BASE_ADDRESS_2 + 4,
		get_unaligned_le32(f->value + PCI_BASE_ADDRESS_2 + 4) & upper_32_bits(mask),
		upper_32_bits(mask));
}

/* Extended capabilities in front of SR-IOV: for the iGPU what shared virtual memory needs. */
static void put_extended(struct sim_function *f, const struct sim_chip *c)
{
	int last = c->sriov ? AT_SRIOV : c->rebar ? AT_REBAR : 0;

	if (c->endpoint) {
		put_ext(f, AT_FIRST, PCI_EXT_CAP_ID_ARI, last);
		put16(f, AT_FIRST + PCI_ARI_CTRL, 0, 0x0073);
	} else {
		put_ext(f, AT_FIRST, PCI_EXT_CAP_ID_PASID, AT_ATS);
		put16(f, AT_FIRST + PCI_PASID_CAP, 14 << 8, 0);
		put16(f, AT_FIRST + PCI_PASID_CTRL, 0, 0x0007);
		put_ext(f, AT_ATS, PCI_EXT_CAP_ID_ATS, AT_PRI);
		put16(f, AT_ATS + PCI_ATS_CTRL, 0, 0x801f);
		put_ext(f, AT_PRI, PCI_EXT_CAP_ID_PRI, last);
		put16(f, AT_PRI + PCI_PRI_CTRL, 0, PCI_PRI_CTRL_ENABLE);
		put16(f, AT_PRI + PCI_PRI_STATUS, PCI_PRI_STATUS_STOPPED, 0);
		put32(f, AT_PRI + PCI_PRI_MAX_REQ, 0x8000, 0);
		put32(f, AT_PRI + PCI_PRI_ALLOC_REQ, 0, ~0u);
	}
	if (c->sriov)
		put_sriov(f, c);
	if (c->rebar)
		put_rebar(f, c);
}

static void build_pf(struct sim_function *f, const struct sim_chip *c)
{
	put_header(f, c, PCI_VENDOR_ID_INTEL, c->device);
	/* Firmware leaves the display switched on. */
	put16(f, PCI_COMMAND, PCI_COMMAND_IO | PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER,
		PCI_COMMAND_IO | PCI_COMMAND_MEMORY | PCI_COMMAND_MASTER | PCI_COMMAND_PARITY |
			PCI_COMMAND_SERR | PCI_COMMAND_INTX_DISABLE);
	put8(f, PCI_CACHE_LINE_SIZE, 0, 0xff);
	put_bar(f, PCI_BASE_ADDRESS_0, c->at_bar0, c->bar0, false);
	put_bar(f, PCI_BASE_ADDRESS_2, c->at_bar2, c->bar2, true);
	put8(f, PCI_INTERRUPT_LINE, 0xff, 0xff);
	put8(f, PCI_CAPABILITY_LIST, AT_VENDOR, 0);
	put16(f, AT_VENDOR, PCI_CAP_ID_VNDR | AT_PCIE << 8, 0);
	put16(f, AT_VENDOR + 2, 0x010c, 0);
	put_pcie(f, c);
	put_msi(f, AT_PM);
	put16(f, AT_PM, PCI_CAP_ID_PM, 0);
	put16(f, AT_PM + PCI_PM_PMC, PCI_PM_CAP_DSI | 2, 0);
	put16(f, AT_PM + PCI_PM_CTRL, 0, PCI_PM_CTRL_STATE_MASK);
	put_extended(f, c);
}

/* Of a VF most of the header reads as fixed values (PCI Express 5.0, section 9.3.4). */
static void build_vf(struct sim_function *f, const struct sim_chip *c)
{
	put_header(f, c, 0xffff, 0xffff);
	put16(f, PCI_COMMAND, 0, PCI_COMMAND_MASTER);
	put8(f, PCI_CAPABILITY_LIST, AT_PCIE, 0);
	put_pcie(f, c);
	put_msi(f, 0);
	put_ext(f, AT_FIRST, c->endpoint ? PCI_EXT_CAP_ID_ARI : PCI_EXT_CAP_ID_ATS, 0);
}

int sim_function_new(struct sim_function *f, const struct sim_chip *c, int vf)
{
	f->value = kcalloc(4, SIM_CONFIG_SIZE, GFP_KERNEL);
	if (!f->value)
		return -ENOMEM;
	f->writable = f->value + SIM_CONFIG_SIZE;
	f->w1c = f->writable + SIM_CONFIG_SIZE;
	f->initial = f->w1c + SIM_CONFIG_SIZE;
	f->vf = vf >= 0;
	f->number = f->vf ? vf : 0;
	if (f->vf)
		build_vf(f, c);
	else
		build_pf(f, c);
	memcpy(f->initial, f->value, SIM_CONFIG_SIZE);
	return 0;
}

void sim_function_free(struct sim_function *f)
{
	kfree(f->value);
	f->value = NULL;
}

void sim_function_reset(struct sim_function *f)
{
	memcpy(f->value, f->initial, SIM_CONFIG_SIZE);
	if (f->rebar)
		resize(f);
}

u32 sim_function_read(const struct sim_function *f, int where, int size)
{
	if (where + size > SIM_CONFIG_SIZE)
		return ~0u >> (32 - 8 * size);
	if (size == 1)
		return f->value[where];
	if (size == 2)
		return get_unaligned_le16(f->value + where);
	return get_unaligned_le32(f->value + where);
}

bool sim_function_write(struct sim_function *f, int where, int size, u32 value)
{
	int reset_at = f->pcie + PCI_EXP_DEVCTL + 1;
	bool reset = false;

	if (where + size > SIM_CONFIG_SIZE)
		return false;
	for (int i = 0; i < size; i++) {
		u8 byte = value >> (8 * i), mask = f->writable[where + i];
		u8 *at = &f->value[where + i];

		*at = ((*at & ~mask) | (byte & mask)) & ~(byte & f->w1c[where + i]);
		/* The bit that starts a reset reads as 0. */
		if (where + i == reset_at && (byte & PCI_EXP_DEVCTL_BCR_FLR >> 8)) {
			*at &= ~(PCI_EXP_DEVCTL_BCR_FLR >> 8);
			reset = true;
		}
	}
	if (f->rebar && where + size > f->rebar + PCI_REBAR_CTRL &&
		where < f->rebar + PCI_REBAR_CTRL + 4)
		resize(f);
	return reset;
}

unsigned int sim_function_vfs(const struct sim_function *f)
{
	u16 on;

	if (!f->sriov)
		return 0;
	on = get_unaligned_le16(f->value + f->sriov + PCI_SRIOV_CTRL) & PCI_SRIOV_CTRL_VFE;
	return on ? get_unaligned_le16(f->value + f->sriov + PCI_SRIOV_NUM_VF) : 0;
}
