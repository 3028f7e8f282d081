/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The header that ACPI tables share: which table is it, is it whole? What is behind
 * the header is read by acpi-dmar.c and acpi-ivrs.c.
 */
#include "formats/acpi-table.h"

#include <errno.h>
#include <string.h>

#define PART_HEAD 4 /* type, something, length */

static bool sum_is_zero(struct bytes b)
{
	uint8_t sum = 0;

	for (size_t i = 0; i < b.size; i++)
		sum = (uint8_t)(sum + b.data[i]);
	return sum == 0;
}

int acpi_table_read(
	struct bytes *b, const char *signature, size_t min, struct acpi_table *ret, struct err *err)
{
	struct acpi_table t = { 0 };

	if (b->size < min)
		return err_set(err, EINVAL,
			"the ACPI table %s has %zu bytes, that is not even "
			"its header of %zu",
			signature, b->size, min);
	if (memcmp(b->data, signature, 4) != 0)
		return err_set(err, EINVAL, "this is not an ACPI table %s", signature);
	(void)bytes_u32(*b, 4, &t.length);
	(void)bytes_u8(*b, 8, &t.revision);
	memcpy(t.oem_id, b->data + 10, 6);
	memcpy(t.oem_table_id, b->data + 16, 8);
	(void)bytes_u32(*b, 24, &t.oem_revision);
	if (t.length < min)
		return err_set(err, EINVAL,
			"the ACPI table %s says it has %u bytes, less than "
			"its header of %zu",
			signature, t.length, min);
	t.cut = t.length > b->size;
	if (!t.cut)
		b->size = t.length;
	t.checksum_ok = !t.cut && sum_is_zero(*b);
	*ret = t;
	return 0;
}

int acpi_table_each(struct bytes b, size_t off, int (*read)(void *arg, struct bytes part),
	void *arg, struct acpi_walk *ret)
{
	while (off < b.size) {
		uint16_t len = bytes_get_u16(b, off + 2);
		int r;

		if (len < PART_HEAD || !bytes_has(b, off, len)) {
			ret->cut = true;
			break;
		}
		r = read(arg, bytes_slice(b, off, len));
		if (r == -ENOMEM)
			return r;
		ret->n_bad += r < 0;
		off += len;
	}
	return 0;
}
