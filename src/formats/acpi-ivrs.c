/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What does the firmware say of AMD's IOMMUs? Which PCI functions its ranges mean is
 * worked out in facts/. Intel's is acpi-dmar.c.
 */
#include "formats/acpi-ivrs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

#define FIXED_SIZE   48
#define UNIT_10_SIZE 24
#define UNIT_SIZE    40
#define MEMORY_SIZE  32
#define HID_SIZE     22

#define PAD_4 0x00
#define PAD_8 0x40

/* How long the entry at off is; 0 when nobody knows (as ivhd_entry_length() of Linux). */
static size_t entry_size(struct bytes b, size_t off)
{
	uint8_t type = bytes_get_u8(b, off);

	if (type < 0x80)
		return (size_t)4 << (type >> 6);
	if (type == ACPI_IVRS_HID && bytes_has(b, off, HID_SIZE))
		return HID_SIZE + (size_t)bytes_get_u8(b, off + 21);
	return 0;
}

static int read_hid(struct acpi_ivrs *v, struct bytes b)
{
	struct acpi_ivrs_hid *hid = mem_append(&v->hids, &v->n_hids, sizeof(*hid));

	if (!hid)
		return -ENOMEM;
	memcpy(hid->hid, b.data + 4, 8);
	memcpy(hid->cid, b.data + 12, 8);
	hid->uid_type = bytes_get_u8(b, 20);
	/* The specification says 8 bytes; real tables have 2, and say so. */
	if (hid->uid_type == 1 && (b.size == HID_SIZE || b.size > HID_SIZE + 8))
		hid->uid_type = ACPI_IVRS_UID_BAD;
	for (size_t i = b.size; hid->uid_type == 1 && i > HID_SIZE; i--)
		hid->number = hid->number << 8 | b.data[i - 1];
	if (hid->uid_type != 2)
		return 0;
	hid->text = str_from_bytes(b.data + HID_SIZE, b.size - HID_SIZE);
	return hid->text ? 0 : -ENOMEM;
}

static bool is_known(uint8_t type)
{
	switch (type) {
	case ACPI_IVRS_ALL:
	case ACPI_IVRS_SELECT:
	case ACPI_IVRS_RANGE_START:
	case ACPI_IVRS_RANGE_END:
	case ACPI_IVRS_ALIAS_SELECT:
	case ACPI_IVRS_ALIAS_START:
	case ACPI_IVRS_EXT_SELECT:
	case ACPI_IVRS_EXT_START:
	case ACPI_IVRS_SPECIAL:
	case ACPI_IVRS_HID:
		return true;
	default:
		return false;
	}
}

static void read_detail(struct acpi_ivrs_entry *e, struct bytes b)
{
	switch (e->type) {
	case ACPI_IVRS_ALIAS_SELECT:
	case ACPI_IVRS_ALIAS_START:
		e->source = bytes_get_u16(b, 5);
		break;
	case ACPI_IVRS_EXT_SELECT:
	case ACPI_IVRS_EXT_START:
		e->extended = bytes_get_u32(b, 4);
		break;
	case ACPI_IVRS_SPECIAL:
		e->handle = bytes_get_u8(b, 4);
		e->source = bytes_get_u16(b, 5);
		e->special = bytes_get_u8(b, 7);
		break;
	default:
		break;
	}
}

static int read_entry(struct acpi_ivrs *v, struct bytes b)
{
	uint8_t type = bytes_get_u8(b, 0);
	struct acpi_ivrs_entry *e;

	if (type == PAD_4 || type == PAD_8)
		return 0;
	if (!is_known(type)) {
		v->n_unknown_entries++;
		return 0;
	}
	e = mem_append(&v->entries, &v->n_entries, sizeof(*e));
	if (!e)
		return -ENOMEM;
	e->type = type;
	e->device = bytes_get_u16(b, 1);
	e->settings = bytes_get_u8(b, 3);
	read_detail(e, b);
	if (type != ACPI_IVRS_HID)
		return 0;
	e->hid = v->n_hids;
	return read_hid(v, b);
}

static int read_entries(struct acpi_ivrs *v, struct acpi_ivrs_unit *u, struct bytes b, size_t off)
{
	int r;

	u->first_entry = v->n_entries;
	while (off < b.size) {
		size_t size = entry_size(b, off);

		if (size == 0 || !bytes_has(b, off, size)) {
			u->cut = true;
			break;
		}
		r = read_entry(v, bytes_slice(b, off, size));
		if (r < 0)
			return r;
		off += size;
	}
	u->n_entries = v->n_entries - u->first_entry;
	return 0;
}

/* Like read_memory(): 0, -ENOMEM, or -EINVAL for a block that is too short. */
static int read_unit(struct acpi_ivrs *v, struct bytes b)
{
	size_t fixed = bytes_get_u8(b, 0) == 0x10 ? UNIT_10_SIZE : UNIT_SIZE;
	struct acpi_ivrs_unit *u;

	if (b.size < fixed)
		return -EINVAL;
	u = mem_append(&v->units, &v->n_units, sizeof(*u));
	if (!u)
		return -ENOMEM;
	u->type = bytes_get_u8(b, 0);
	u->flags = bytes_get_u8(b, 1);
	u->device = bytes_get_u16(b, 4);
	u->capability = bytes_get_u16(b, 6);
	u->base = bytes_get_u64(b, 8);
	u->segment = bytes_get_u16(b, 16);
	u->info = bytes_get_u16(b, 18);
	u->features = bytes_get_u32(b, 20);
	if (fixed == UNIT_SIZE) {
		u->efr = bytes_get_u64(b, 24);
		u->efr2 = bytes_get_u64(b, 32);
	}
	return read_entries(v, u, b, fixed);
}

static int read_memory(struct acpi_ivrs *v, struct bytes b)
{
	struct acpi_ivrs_memory *m;

	if (b.size < MEMORY_SIZE)
		return -EINVAL;
	m = mem_append(&v->memory, &v->n_memory, sizeof(*m));
	if (!m)
		return -ENOMEM;
	m->type = bytes_get_u8(b, 0);
	m->flags = bytes_get_u8(b, 1);
	m->device = bytes_get_u16(b, 4);
	m->last_device = bytes_get_u16(b, 6);
	m->segment = bytes_get_u16(b, 8);
	m->start = bytes_get_u64(b, 16);
	m->length = bytes_get_u64(b, 24);
	return 0;
}

static int read_block(void *arg, struct bytes b)
{
	struct acpi_ivrs *v = arg;

	switch (bytes_get_u8(b, 0)) {
	case 0x10:
	case 0x11:
	case 0x40:
		return read_unit(v, b);
	case 0x20:
	case 0x21:
	case 0x22:
		return read_memory(v, b);
	default:
		v->n_unknown++;
		return 0;
	}
}

int acpi_ivrs_parse(struct bytes b, struct acpi_ivrs *ret, struct err *err)
{
	struct acpi_ivrs v = { 0 };
	struct acpi_walk walk = { 0 };
	int r;

	r = acpi_table_read(&b, "IVRS", FIXED_SIZE, &v.table, err);
	if (r < 0)
		return r;
	v.cut = v.table.cut;
	v.info = bytes_get_u32(b, 36);
	r = acpi_table_each(b, FIXED_SIZE, read_block, &v, &walk);
	v.cut |= walk.cut;
	v.n_bad = walk.n_bad;
	if (r < 0) {
		acpi_ivrs_done(&v);
		return err_oom(err);
	}
	*ret = v;
	return 0;
}

void acpi_ivrs_done(struct acpi_ivrs *v)
{
	for (size_t i = 0; i < v->n_hids; i++)
		free(v->hids[i].text);
	free(v->units);
	free(v->entries);
	free(v->hids);
	free(v->memory);
	*v = (struct acpi_ivrs) { 0 };
}

uint8_t acpi_ivrs_type(const struct acpi_ivrs *v)
{
	uint8_t type = 0;

	for (size_t i = 0; i < v->n_units; i++)
		if (v->units[i].device == v->units[0].device)
			type = v->units[i].type;
	return type;
}
