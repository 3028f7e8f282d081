/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * When the firmware left no address space for VFs: may the kernel move things to make some?
 * Which device lacks what is for the checks of SR-IOV.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"
#include "checks/param.h"
#include "model/host-sriov.h"

/* A PF with a VF BAR that got nothing; *ret_sure: all of them could be looked at. */
static const struct pci_dev *short_of_space(const struct host *host, bool *ret_sure)
{
	struct sriov_room room;

	*ret_sure = true;
	for (size_t i = 0; i < host->n_pci; i++) {
		const struct pci_dev *d = &host->pci[i];

		if (d->sriov.present == TRI_NO ||
			(d->sriov.present == TRI_UNKNOWN && d->sriov.total < 0))
			continue;
		host_sriov_room(host, d, 1, &room);
		if (room.mmio == TRI_NO)
			return d;
		*ret_sure = *ret_sure && room.mmio == TRI_YES;
	}
	return NULL;
}

static void judge(struct judge *j)
{
	const struct kernel *k = &j->host->kernel;
	bool sure;
	const struct pci_dev *dev = short_of_space(j->host, &sure);
	char value = kernel_config(k, "PCI_REALLOC_ENABLE_AUTO");
	const struct kernel_param *off = param_with(k, "pci", "realloc=off");

	if (!dev) {
		if (sure)
			judge_ok(j, "no function lacks address space for its VFs");
		else
			judge_unknown(j, "address space for VFs could not be looked at%s",
				j->host->is_root == TRI_YES ? "" : ": needs root");
		return;
	}
	if (!param_read(j))
		return;
	if (off || param_with(k, "pci", "norealloc")) {
		judge_warning(j,
			"%s lacks address space for VFs, and the kernel may not move others",
			dev->name);
		param_drop(j, off ? off : param_with(k, "pci", "norealloc"),
			off ? "realloc=off" : "norealloc");
	} else if (param_with(k, "pci", "realloc") || param_with(k, "pci", "realloc=on")) {
		judge_ok(j, "the kernel was told to make address space (pci=realloc)");
	} else if (value == 0) {
		judge_unknown(j, "whether the kernel makes address space for VFs is not known");
	} else if (value == 'y') {
		judge_ok(j, "the kernel makes address space for VFs by itself");
	} else {
		judge_warning(j, "%s lacks address space for VFs, which pci=realloc may give it",
			dev->name);
		judge_seen(j, k->config_file ? k->config_file : "kernel configuration",
			"CONFIG_PCI_REALLOC_ENABLE_AUTO is not set");
		fix_firmware(j, FIX_FIRMWARE_ABOVE_4G);
		fix_cmdline(j, "pci=realloc");
	}
}

const struct check check_kernel_realloc = {
	.id = "kernel-realloc",
	.group = "kernel",
	.title = "The kernel makes address space for VFs",
	.why = "All VFs of a function need address space, whether they are used or not. Firmware "
	       "that "
	       "does not know SR-IOV reserves none. With CONFIG_PCI_REALLOC_ENABLE_AUTO (Debian) "
	       "or "
	       "pci=realloc the kernel assigns everything anew.",
	.source = "devices.md 3.2, 6.1",
	.modes = USE_MODE_SRIOV,
	.explained_by = "cmdline kernel-config",
	.judge = judge,
};
