/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which option ROMs does the firmware hand over in the ACPI table VFCT? What is in them is
 * for option-rom.c.
 */
#include "formats/acpi-vfct.h"

#include <errno.h>

#define FIXED_SIZE 76
#define IMAGE_SIZE 28

static void read_image(struct bytes b, size_t off, uint32_t length, struct acpi_vfct *vfct)
{
	/* amdgpu skips empty ones too. */
	if (length == 0)
		return;
	vfct->images[vfct->n_images++] = (struct acpi_vfct_image) {
		.bus = bytes_get_u32(b, off),
		.device = bytes_get_u32(b, off + 4),
		.function = bytes_get_u32(b, off + 8),
		.vendor = bytes_get_u16(b, off + 12),
		.device_id = bytes_get_u16(b, off + 14),
		.subvendor = bytes_get_u16(b, off + 16),
		.subdevice = bytes_get_u16(b, off + 18),
		.revision = bytes_get_u32(b, off + 20),
		.rom = bytes_slice(b, off + IMAGE_SIZE, length),
	};
}

int acpi_vfct_parse(struct bytes b, struct acpi_vfct *ret, struct err *err)
{
	struct acpi_vfct vfct = { 0 };
	size_t off;
	int r;

	r = acpi_table_read(&b, "VFCT", FIXED_SIZE, &vfct.table, err);
	if (r < 0)
		return r;
	off = bytes_get_u32(b, 52);
	if (off < FIXED_SIZE)
		return err_set(err, EINVAL,
			"the ACPI table VFCT says that its images start at byte %zu, inside its "
			"own header",
			off);
	vfct.cut = vfct.table.cut || off > b.size;
	while (off < b.size) {
		uint32_t length = bytes_get_u32(b, off + 24);

		if (!bytes_has(b, off, IMAGE_SIZE) || !bytes_has(b, off + IMAGE_SIZE, length) ||
			vfct.n_images == ACPI_VFCT_IMAGES) {
			vfct.cut = true;
			break;
		}
		read_image(b, off, length, &vfct);
		off += IMAGE_SIZE + length;
	}
	*ret = vfct;
	return 0;
}
