/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Can the IOMMU map each address that a guest with the host's processor may use?
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

/* The least width of Intel's units: bits 21 to 16 of CAP, plus one; -1 unknown. */
static int iommu_bits(const struct machine *m, const char **ret_name)
{
	int least = -1;

	for (size_t i = 0; i < m->n_iommus; i++) {
		int bits = (int)(m->iommus[i].cap >> 16 & 0x3f) + 1;

		if (m->iommus[i].cap == 0 || (least >= 0 && bits >= least))
			continue;
		least = bits;
		*ret_name = m->iommus[i].name;
	}
	return least;
}

static void judge(struct judge *j)
{
	const struct cpu *cpu = &j->host->cpu;
	const char *name = "";
	int bits = iommu_bits(&j->host->machine, &name);

	if (cpu->vendor == CPU_VENDOR_AMD || cpu->vendor == CPU_VENDOR_OTHER)
		return;
	if (cpu->phys_bits < 0 || bits < 0) {
		judge_unknown(j, "how wide addresses of processor and IOMMU are could not be seen");
		return;
	}
	judge_seen_printf(j, "/proc/cpuinfo", "%d bits physical", cpu->phys_bits);
	judge_seen_printf(j, "/sys/class/iommu", "%s: %d bits", name, bits);
	if (bits >= cpu->phys_bits) {
		judge_ok(j, "the IOMMU maps all %d bits that the processor has", cpu->phys_bits);
		return;
	}
	judge_warning(
		j, "the processor has %d address bits, the IOMMU maps %d", cpu->phys_bits, bits);
	fix_say(j,
		"in <cpu> of the guest: <maxphysaddr mode='passthrough' limit='%d'/> (libvirt 9.3)",
		bits);
}

const struct check check_cpu_phys_bits = {
	.id = "cpu-phys-bits",
	.group = "cpu",
	.title = "The IOMMU maps all addresses of a guest",
	.why = "UEFI in the guest puts big BARs near the end of the address space that the "
	       "guest's processor claims. What the IOMMU cannot map fails: \"VFIO_MAP_DMA failed: "
	       "Invalid argument\".",
	.source = "diagnoses.md 30, host.md 5.1, VT-d specification (CAP_REG.MGAW)",
	.explained_by = "iommu-on",
	.judge = judge,
};
