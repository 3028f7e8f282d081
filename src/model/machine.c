/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is known of the machine before anybody looked, and who frees it? Reading is for
 * facts/.
 */
#include "model/machine.h"

#include <stdlib.h>

void machine_init(struct machine *m)
{
	*m = (struct machine) {
		.chassis = -1,
		.uefi = TRI_UNKNOWN,
		.secure_boot = TRI_UNKNOWN,
		.mok_enrolled = TRI_UNKNOWN,
		.setup_mode = TRI_UNKNOWN,
		.intr_remap = TRI_UNKNOWN,
		.is_guest = TRI_UNKNOWN,
		.is_container = TRI_UNKNOWN,
		.acpi = {
			.dmar = TRI_UNKNOWN,
			.ivrs = TRI_UNKNOWN,
			.decoded = TRI_UNKNOWN,
			.intr_remap = TRI_UNKNOWN,
			.x2apic_opt_out = TRI_UNKNOWN,
			.dma_guard = TRI_UNKNOWN,
			.address_width = -1,
		},
	};
}

void machine_done(struct machine *m)
{
	free(m->sys_vendor);
	free(m->product);
	free(m->product_version);
	free(m->board_vendor);
	free(m->board);
	free(m->bios_vendor);
	free(m->bios_version);
	free(m->bios_date);
	free(m->acpi.units);
	free(m->acpi.regions);
	free(m->iommus);
	free(m->hypervisor);
	machine_init(m);
}

enum tri machine_portable(const struct machine *m)
{
	switch (m->chassis) {
	case -1:
	case 1: /* other */
	case 2: /* unknown */
		return TRI_UNKNOWN;
	case 8:
	case 9:
	case 10:
	case 14:
	case 30:
	case 31:
	case 32:
		return TRI_YES;
	default:
		return TRI_NO;
	}
}
