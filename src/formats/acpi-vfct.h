/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FORMATS_ACPI_VFCT_H
#define FORMATS_ACPI_VFCT_H

#include "formats/acpi-table.h"

/*
 * The ACPI table VFCT: option ROMs that the firmware has for AMD's GPUs, above all for those in
 * a processor, which have no ROM of their own (Linux, drivers/gpu/drm/amd/include/atombios.h,
 * UEFI_ACPI_VFCT).
 */
#define ACPI_VFCT_IMAGES 16

struct acpi_vfct_image {
	uint32_t bus, device, function; /* as the firmware numbered them */
	uint16_t vendor, device_id, subvendor, subdevice;
	uint32_t revision;
	struct bytes rom; /* borrowed */
};

struct acpi_vfct {
	struct acpi_table table;
	struct acpi_vfct_image images[ACPI_VFCT_IMAGES];
	size_t n_images; /* those with bytes */
	bool cut;        /* what follows the last one makes no sense: there may be more */
};

/* -EINVAL when it is no VFCT, or not even its fixed 76 bytes. */
int acpi_vfct_parse(struct bytes b, struct acpi_vfct *ret, struct err *err);

#endif
