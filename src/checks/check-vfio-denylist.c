/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is the device one that vfio-pci refuses by name? These QAT accelerators can be made to harm
 * the host.
 */
#include "base/mem.h"
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

/* vfio_pci_dev_in_denylist() in drivers/vfio/pci/vfio_pci.c: C3XXX, C62X, DH895XCC, their VFs. */
static const uint16_t refused[] = { 0x19e2, 0x19e3, 0x37c8, 0x37c9, 0x0435, 0x0443 };

static bool listed(const struct pci_dev *d)
{
	for (size_t i = 0; i < ARRAY_SIZE(refused); i++)
		if (d->vendor == 0x8086 && d->device == refused[i])
			return true;
	return false;
}

static void judge(struct judge *j)
{
	const struct kernel_param *told =
		kernel_param(&j->host->kernel, "vfio_pci.disable_denylist");
	const char *off = kernel_module_param(&j->host->kernel, "vfio_pci", "disable_denylist");

	if (!listed(j->dev))
		return;
	if (off && off[0] == 'Y') {
		judge_ok(j, "vfio-pci would refuse this device, but was told not to");
		judge_seen(j, "/sys/module/vfio_pci/parameters/disable_denylist", off);
	} else if (!off && kernel_has_module(&j->host->kernel, "vfio_pci") != TRI_NO) {
		judge_unknown(j, "whether vfio-pci was told to take this device could not be read");
	} else if (!off && told) {
		judge_unknown(
			j, "vfio-pci is not loaded, and was told what to do with this device");
		judge_seen_param(j, told);
	} else if (!off && kernel_conf(&j->host->kernel, KERNEL_CONF_OPTIONS, "vfio_pci")) {
		judge_unknown(
			j, "vfio-pci is not loaded, and has options that may allow this device");
	} else {
		judge_blocks(j, "vfio-pci refuses this device: it is on its list of harmful ones");
		judge_seen_printf(j, "/sys/bus/pci/devices", "%s: %04x:%04x", j->dev->name,
			j->dev->vendor, j->dev->device);
		fix_say(j, "only for guests that you trust as you trust the host:");
		fix_module_option(j, "vfio-pci", "disable_denylist=1");
	}
}

const struct check check_vfio_denylist = {
	.id = "vfio-denylist",
	.group = "vfio",
	.title = "vfio-pci does not refuse the device",
	.why = "Older QAT accelerators have errata with which a guest can hang the host. vfio-pci "
	       "says \"exists in vfio-pci device denylist\".",
	.source = "devices.md 7.6; drivers/vfio/pci/vfio_pci.c",
	.kinds = CHECK_OTHER,
	.judge = judge,
};
