// SPDX-License-Identifier: GPL-2.0
/*
 * How does a GPU that does not exist get onto the bus? QEMU has put an ivshmem device at its place:
 * so the IOMMU knows the place (QEMU's DMAR table names every endpoint), and its BAR is memory
 * for ours. That device gives way, and the bus gets operations which answer for our functions
 * and pass everything else on. sim-config.c holds what is answered.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/sizes.h>
#include <linux/slab.h>

#include "sim-config.h"
#include "sim.h"

static char *at = "0000:00:02.0";
module_param(at, charp, 0444);
MODULE_PARM_DESC(at, "address of the device that gives way to the GPU");
static ushort id = 0x46a6;
module_param(id, ushort, 0444);
MODULE_PARM_DESC(id, "PCI device ID");
static uint class = 0x030000;
module_param(class, uint, 0444);
static ushort subsystem = 0x7270;
module_param(subsystem, ushort, 0444);
static ushort revision = 0x0c;
module_param(revision, ushort, 0444);
static bool endpoint;
module_param(endpoint, bool, 0444);
MODULE_PARM_DESC(endpoint, "a discrete card behind a root port");
static ushort vfs = 7;
module_param(vfs, ushort, 0444);
MODULE_PARM_DESC(vfs, "TotalVFs; 0: no SR-IOV capability");
static short initial = -1;
module_param(initial, short, 0444);
MODULE_PARM_DESC(initial, "InitialVFs; -1: as many as TotalVFs");
static ushort offset = 1;
module_param(offset, ushort, 0444);
MODULE_PARM_DESC(offset, "First VF Offset");
static uint bar2 = 256, vf_bar2 = 512;
module_param(bar2, uint, 0444);
MODULE_PARM_DESC(bar2, "MiB of BAR 2: aperture or video memory");
module_param(vf_bar2, uint, 0444);
MODULE_PARM_DESC(vf_bar2, "MiB of BAR 2 of each VF");
static bool rebar;
module_param(rebar, bool, 0444);
MODULE_PARM_DESC(rebar, "BAR 2 can be resized; not behind a bridge, which has no room");
static bool vf_space = true;
module_param(vf_space, bool, 0444);
MODULE_PARM_DESC(vf_space, "the firmware has found room for the VFs' BARs");
static uint vram;
module_param(vram, uint, 0444);
MODULE_PARM_DESC(vram, "MiB of video memory; 0: integrated");
static char *guc = "i915/adlp_guc_70.bin", *huc = "i915/tgl_huc.bin";
module_param(guc, charp, 0444);
MODULE_PARM_DESC(guc, "GuC firmware that the driver wants");
module_param(huc, charp, 0444);
static bool xe_admin = true;
module_param(xe_admin, bool, 0444);
MODULE_PARM_DESC(xe_admin, "xe has sriov_admin in sysfs (Linux 6.19); else only debugfs");

struct sim_faults sim_faults;
EXPORT_SYMBOL_GPL(sim_faults);
#define FAULT(name, type, text)                                \
	module_param_named(name, sim_faults.name, type, 0644); \
	MODULE_PARM_DESC(name, text)
FAULT(enable_errno, int, "making VFs fails with this errno (28 ENOSPC, 5 EIO, 12 ENOMEM)");
FAULT(refuse_above, uint, "making more VFs than this fails with ENOSPC");
FAULT(grant, uint, "at most so many VFs are made, without an error");
FAULT(enable_ms, uint, "making VFs takes so much longer");
FAULT(disable_ms, uint, "taking VFs away takes so much longer");
FAULT(probe_errno, int, "the driver does not take the device");
FAULT(wedged, bool, "the GT is wedged: no VFs");
FAULT(quota_errno, int, "the firmware refuses quotas with this errno");
FAULT(flr_ms, uint, "after a reset a VF answers nothing for so long");
FAULT(dead_vfs, uint, "bit mask: VFs that answer nothing");
FAULT(pf_gone, bool, "the PF answers nothing");
FAULT(reset_ms, uint, "so long after VFs were made the device loses its state");

static struct {
	struct sim_chip chip;
	struct sim_function pf, vf[SIM_MAX_VFS];
	struct pci_bus *bus;
	struct pci_ops *before, ops;
	struct resource window;
	u16 rid;
} gpu;
static struct pci_dev *gvt_parent;
static void (*gvt_gone)(void);

const char *sim_firmware_guc(void)
{
	return guc;
}
EXPORT_SYMBOL_GPL(sim_firmware_guc);

const char *sim_firmware_huc(void)
{
	return huc;
}
EXPORT_SYMBOL_GPL(sim_firmware_huc);

u64 sim_vram(void)
{
	return (u64)vram * SZ_1M;
}
EXPORT_SYMBOL_GPL(sim_vram);

bool sim_xe_admin(void)
{
	return xe_admin;
}
EXPORT_SYMBOL_GPL(sim_xe_admin);

struct pci_dev *sim_vf_get(unsigned int number)
{
	u16 rid = gpu.rid + gpu.chip.offset + number - 1;

	return pci_get_domain_bus_and_slot(0, rid >> 8, rid & 0xff);
}
EXPORT_SYMBOL_GPL(sim_vf_get);

void sim_gvt_offer(struct pci_dev *pdev)
{
	gvt_parent = pdev;
}
EXPORT_SYMBOL_GPL(sim_gvt_offer);

void sim_gvt_withdraw(struct pci_dev *pdev)
{
	if (gvt_parent != pdev)
		return;
	if (gvt_gone)
		gvt_gone();
	gvt_gone = NULL;
	gvt_parent = NULL;
}
EXPORT_SYMBOL_GPL(sim_gvt_withdraw);

struct pci_dev *sim_gvt_parent(void (*gone)(void))
{
	gvt_gone = gvt_parent ? gone : NULL;
	return gvt_parent;
}
EXPORT_SYMBOL_GPL(sim_gvt_parent);

void sim_reset_pf(void)
{
	sim_function_reset(&gpu.pf);
}
EXPORT_SYMBOL_GPL(sim_reset_pf);

/* --- accesses: the caller holds pci_lock, nothing may sleep --- */

static struct sim_function *find(struct pci_bus *bus, unsigned int devfn)
{
	u16 rid = bus->number << 8 | devfn;
	unsigned int n;

	if (pci_domain_nr(bus))
		return NULL;
	if (rid == gpu.rid)
		return &gpu.pf;
	n = (u16)(rid - gpu.rid - gpu.chip.offset);
	return n < min_t(unsigned int, sim_function_vfs(&gpu.pf), gpu.chip.vfs) ? &gpu.vf[n] : NULL;
}

static bool dead(struct sim_function *f)
{
	if (!f->vf)
		return sim_faults.pf_gone;
	if (f->number < 32 && sim_faults.dead_vfs & BIT(f->number))
		return true;
	return f->dead_until && time_before(jiffies, f->dead_until);
}

static void flr(struct sim_function *f)
{
	pr_info("function-level reset of %s%u\n", f->vf ? "VF" : "PF", f->vf ? f->number + 1 : 0);
	sim_function_reset(f);
	if (f->vf && sim_faults.flr_ms)
		f->dead_until = jiffies + msecs_to_jiffies(sim_faults.flr_ms) + 1;
}

static int read(struct pci_bus *bus, unsigned int devfn, int where, int size, u32 *value)
{
	struct sim_function *f = find(bus, devfn);

	if (!f)
		return gpu.before->read(bus, devfn, where, size, value);
	*value = dead(f) ? ~0u >> (32 - 8 * size) : sim_function_read(f, where, size);
	return PCIBIOS_SUCCESSFUL;
}

static int write(struct pci_bus *bus, unsigned int devfn, int where, int size, u32 value)
{
	struct sim_function *f = find(bus, devfn);
	unsigned int before = sim_function_vfs(&gpu.pf);

	if (!f)
		return gpu.before->write(bus, devfn, where, size, value);
	if (dead(f))
		return PCIBIOS_SUCCESSFUL;
	if (sim_function_write(f, where, size, value))
		flr(f);
	if (!before && sim_function_vfs(&gpu.pf))
		for (int i = 0; i < gpu.chip.vfs; i++)
			sim_function_reset(&gpu.vf[i]);
	return PCIBIOS_SUCCESSFUL;
}

/* --- BARs --- */

/*
 * The firmware has placed them all: they are claimed as soon as the PF is added, before the PCI
 * core would look for other places.
 */
static int on_added(struct notifier_block *nb, unsigned long action, void *data)
{
	struct pci_dev *pdev = to_pci_dev(data);

	if (action != BUS_NOTIFY_ADD_DEVICE || pci_domain_nr(pdev->bus) ||
		pci_dev_id(pdev) != gpu.rid)
		return NOTIFY_DONE;
	for (int i = 0; i < PCI_NUM_RESOURCES; i++) {
		struct resource *r = &pdev->resource[i];
		bool of_vfs = i >= PCI_IOV_RESOURCES && i <= PCI_IOV_RESOURCE_END;

		if (!(r->flags & IORESOURCE_MEM) || r->flags & IORESOURCE_ROM_SHADOW || r->parent ||
			(of_vfs && !vf_space))
			continue;
		if (!r->start || request_resource(&gpu.window, r))
			pci_warn(pdev, "simgpu: %pR is not in the window %pR\n", r, &gpu.window);
	}
	return NOTIFY_OK;
}

static struct notifier_block notifier = { .notifier_call = on_added, .priority = 10 };

static u64 take(u64 *next, u64 size, unsigned int count)
{
	u64 start;

	if (!size || !count)
		return 0;
	start = ALIGN(*next, size);
	*next = start + size * count;
	return start;
}

static int place(void)
{
	struct sim_chip *c = &gpu.chip;
	u64 next = gpu.window.start;

	c->at_vf2 = take(&next, c->vf_bar2, c->vfs);
	c->at_bar2 = take(&next, c->bar2, 1);
	c->at_vf0 = take(&next, c->vf_bar0, c->vfs);
	c->at_bar0 = take(&next, c->bar0, 1);
	if (next - 1 > gpu.window.end) {
		pr_err("the BARs need %llu MiB, the device at %s lends %llu\n",
			(next - gpu.window.start) / SZ_1M, at, resource_size(&gpu.window) / SZ_1M);
		return -ENOSPC;
	}
	if (!vf_space)
		c->at_vf0 = c->at_vf2 = 0;
	return 0;
}

static void poke(u64 address, u32 value)
{
	void __iomem *p = ioremap(address, 4);

	if (!p)
		return;
	writel(value, p);
	iounmap(p);
}

/* The one register that drivers look at: it tells them whether they drive a VF. */
static void fill_bars(void)
{
	const struct sim_chip *c = &gpu.chip;

	poke(c->at_bar0 + SIM_REG_VF_CAP, 0);
	for (int i = 0; c->at_vf0 && i < c->vfs; i++)
		poke(c->at_vf0 + i * c->vf_bar0 + SIM_REG_VF_CAP, 1);
}

/* --- coming and going --- */

/* Below the bridge's own window: one of the same size would become its parent. */
static int claim_window(void)
{
	struct resource *r;

	pci_bus_for_each_resource(
		gpu.bus, r) if (r && resource_contains(r, &gpu.window)) return request_resource(r,
		&gpu.window);
	return insert_resource(&iomem_resource, &gpu.window);
}

/* The device at our place lends its largest BAR and goes. */
static int replace(unsigned int devfn)
{
	struct pci_dev *old = pci_get_slot(gpu.bus, devfn);
	int best = 0;
	u16 command;

	if (!old) {
		pr_err("nothing is at %s\n", at);
		return -ENODEV;
	}
	for (int i = 1; i < PCI_STD_NUM_BARS; i++)
		if (pci_resource_len(old, i) > pci_resource_len(old, best))
			best = i;
	gpu.window.name = "simulated GPU";
	gpu.window.flags = IORESOURCE_MEM;
	gpu.window.start = pci_resource_start(old, best);
	gpu.window.end = pci_resource_end(old, best);
	pci_read_config_word(old, PCI_COMMAND, &command);
	pci_write_config_word(old, PCI_COMMAND, command | PCI_COMMAND_MEMORY);
	pci_info(old, "%04x:%04x gives way to the simulated GPU\n", old->vendor, old->device);
	pci_stop_and_remove_bus_device_locked(old);
	pci_dev_put(old);
	return claim_window();
}

static void chip_init(void)
{
	gpu.chip = (struct sim_chip) {
		.device = id,
		.subsystem = subsystem,
		.class = class,
		.revision = revision,
		.endpoint = endpoint,
		.sriov = vfs > 0,
		.rebar = rebar && bar2 > 1,
		.vfs = vfs,
		.initial = initial < 0 ? vfs : initial,
		.offset = offset,
		.bar0 = SZ_16M,
		.bar2 = (u64)bar2 * SZ_1M,
		.vf_bar0 = SZ_16M,
		.vf_bar2 = (u64)vf_bar2 * SZ_1M,
	};
}

static void forget(void)
{
	for (int i = 0; i < SIM_MAX_VFS; i++)
		sim_function_free(&gpu.vf[i]);
	sim_function_free(&gpu.pf);
}

static int functions_init(void)
{
	int err = sim_function_new(&gpu.pf, &gpu.chip, -1);

	for (int i = 0; !err && i < gpu.chip.vfs; i++)
		err = sim_function_new(&gpu.vf[i], &gpu.chip, i);
	return err;
}

static int appear(unsigned int devfn)
{
	struct pci_dev *pdev;

	gpu.before = gpu.bus->ops;
	gpu.ops = *gpu.bus->ops;
	gpu.ops.read = read;
	gpu.ops.write = write;
	bus_register_notifier(&pci_bus_type, &notifier);
	pci_bus_set_ops(gpu.bus, &gpu.ops);
	pci_lock_rescan_remove();
	pci_scan_slot(gpu.bus, devfn);
	pdev = pci_get_slot(gpu.bus, devfn);
	if (pdev)
		pci_bus_add_device(pdev);
	pci_unlock_rescan_remove();
	pci_dev_put(pdev);
	return pdev ? 0 : -ENODEV;
}

static void disappear(void)
{
	struct pci_dev *pdev = pci_get_domain_bus_and_slot(0, gpu.bus->number, gpu.rid & 0xff);

	if (pdev)
		pci_stop_and_remove_bus_device_locked(pdev);
	pci_dev_put(pdev);
	pci_bus_set_ops(gpu.bus, gpu.before);
	bus_unregister_notifier(&pci_bus_type, &notifier);
	release_resource(&gpu.window);
	forget();
	pci_lock_rescan_remove();
	pci_rescan_bus(gpu.bus);
	pci_unlock_rescan_remove();
}

static int __init sim_init(void)
{
	unsigned int domain, bus, slot, function;
	int err;

	if (sscanf(at, "%x:%x:%x.%x", &domain, &bus, &slot, &function) != 4 || domain ||
		bus > 255 || slot > 31 || function || vfs > SIM_MAX_VFS) {
		pr_err("at=%s vfs=%u: want DDDD:BB:DD.0 in domain 0 and at most %u VFs\n", at, vfs,
			SIM_MAX_VFS);
		return -EINVAL;
	}
	gpu.bus = pci_find_bus(0, bus);
	if (!gpu.bus)
		return -ENODEV;
	gpu.rid = bus << 8 | PCI_DEVFN(slot, 0);
	chip_init();
	err = replace(gpu.rid & 0xff);
	if (err)
		return err;
	err = place() ?: functions_init();
	if (err) {
		release_resource(&gpu.window);
		forget();
		return err;
	}
	fill_bars();
	err = appear(gpu.rid & 0xff);
	if (err)
		disappear();
	return err;
}

static void __exit sim_exit(void)
{
	disappear();
}

module_init(sim_init);
module_exit(sim_exit);
MODULE_DESCRIPTION("virtfn lab: an Intel GPU with SR-IOV that does not exist");
MODULE_LICENSE("GPL");
