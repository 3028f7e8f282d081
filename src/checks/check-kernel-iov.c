/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Was the kernel built with SR-IOV? Without CONFIG_PCI_IOV there are no sriov_ files.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

/* A function with the files is proof enough. */
static const struct pci_dev *proof(const struct host *host)
{
	for (size_t i = 0; i < host->n_pci; i++)
		if (host->pci[i].is_vf || host->pci[i].sriov.total >= 0)
			return &host->pci[i];
	return NULL;
}

static void judge(struct judge *j)
{
	const struct kernel *k = &j->host->kernel;
	const struct pci_dev *dev = proof(j->host);
	char value = kernel_config(k, "PCI_IOV");

	if (dev) {
		judge_ok(j, "the kernel can split devices by SR-IOV");
		judge_seen(j, "/sys/bus/pci/devices", dev->name);
	} else if (value == 0) {
		judge_unknown(j, "whether the kernel was built with SR-IOV is not known");
	} else if (value == 'y') {
		judge_ok(j, "the kernel can split devices by SR-IOV");
		judge_seen(j, k->config_file ? k->config_file : "kernel configuration",
			"CONFIG_PCI_IOV=y");
	} else {
		judge_blocks(j, "this kernel was built without SR-IOV");
		judge_seen(j, k->config_file ? k->config_file : "kernel configuration",
			"CONFIG_PCI_IOV is not set");
		fix_say(j, "boot your distribution's standard kernel, or build this one with "
			   "CONFIG_PCI_IOV=y");
	}
}

const struct check check_kernel_iov = {
	.id = "kernel-iov",
	.group = "kernel",
	.title = "The kernel can split devices by SR-IOV",
	.why = "Without CONFIG_PCI_IOV the kernel has no sriov_numvfs and ignores the capability "
	       "of "
	       "every device. Kernels for small or virtual machines leave it out.",
	.source = "devices.md 6.1",
	.modes = USE_MODE_SRIOV,
	.explained_by = "kernel-config",
	.judge = judge,
};
