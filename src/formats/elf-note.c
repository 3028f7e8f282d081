/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which package is a program from? Notes are all that is read of it.
 */
#include "formats/elf-note.h"

#include <stdbool.h>
#include <string.h>

#include "base/str.h"

/* Offsets of the ELF-64 header and its program headers (System V ABI). */
#define HEADER_SIZE 64
#define PH_SIZE     56
#define PT_NOTE     4

#define FDO_TYPE 0xcafe1a7e

static bool is_elf(struct bytes b)
{
	static const uint8_t magic[] = { 0x7f, 'E', 'L', 'F', 2, 1 };

	return bytes_has(b, 0, HEADER_SIZE) && memcmp(b.data, magic, sizeof(magic)) == 0;
}

static size_t padded(uint32_t n, size_t align)
{
	return ((size_t)n + align - 1) / align * align;
}

/* The note of this owner and type in a segment of notes. */
static struct bytes find(struct bytes notes, size_t align)
{
	const struct bytes none = { 0 };
	uint32_t name, size, type;

	for (size_t off = 0; bytes_u32(notes, off, &name) && bytes_u32(notes, off + 4, &size) &&
			     bytes_u32(notes, off + 8, &type);) {
		struct bytes owner = bytes_slice(notes, off + 12, name);
		size_t text = off + 12 + padded(name, align);

		if (type == FDO_TYPE && owner.size == 4 && memcmp(owner.data, "FDO", 4) == 0)
			return bytes_slice(notes, text, size);
		if (text >= notes.size)
			return none;
		off = text + padded(size, align);
	}
	return none;
}

char *elf_note_package(struct bytes b)
{
	uint64_t table = 0, off, size, align;
	uint16_t n = 0, entry = 0;
	uint32_t type;

	if (!is_elf(b) || !bytes_u64(b, 32, &table) || !bytes_u16(b, 54, &entry) ||
		!bytes_u16(b, 56, &n) || entry != PH_SIZE)
		return NULL;
	for (size_t i = 0; i < n && table < b.size; i++) {
		struct bytes ph = bytes_slice(b, table + i * PH_SIZE, PH_SIZE);
		struct bytes note;

		if (!bytes_u32(ph, 0, &type) || type != PT_NOTE || !bytes_u64(ph, 8, &off) ||
			!bytes_u64(ph, 32, &size) || !bytes_u64(ph, 48, &align))
			continue;
		note = find(bytes_slice(b, off, size), align == 8 ? 8 : 4);
		if (note.size > 0)
			return str_from_bytes(note.data, note.size);
	}
	return NULL;
}
