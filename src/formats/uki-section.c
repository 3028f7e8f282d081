/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One section out of a unified kernel image. Headers for firmware programs are efi-pe.c's.
 */
#include "formats/uki-section.h"

#include <errno.h>
#include <string.h>

#define HEADER_SIZE  24 /* the signature and the COFF header */
#define SECTION_SIZE 40
#define NAME_SIZE    8

static int find_table(struct bytes b, size_t *ret_at, uint16_t *ret_n)
{
	uint32_t at, signature;
	uint16_t magic, optional;

	if (!bytes_u16(b, 0, &magic) || magic != 0x5a4d || !bytes_u32(b, 0x3c, &at))
		return -EINVAL;
	if (!bytes_u32(b, at, &signature) || signature != 0x4550)
		return -EINVAL;
	if (!bytes_u16(b, (size_t)at + 6, ret_n) || !bytes_u16(b, (size_t)at + 20, &optional))
		return -EINVAL;
	*ret_at = (size_t)at + HEADER_SIZE + optional;
	return bytes_has(b, *ret_at, (size_t)*ret_n * SECTION_SIZE) ? 0 : -EINVAL;
}

int uki_section(struct bytes image, const char *name, struct bytes *ret)
{
	size_t at, len = strlen(name);
	uint16_t n;
	int r = find_table(image, &at, &n);

	if (r < 0)
		return r;
	for (; n > 0; n--, at += SECTION_SIZE) {
		uint32_t used, size, start;

		if (strncmp((const char *)image.data + at, name, NAME_SIZE) != 0 || len > NAME_SIZE)
			continue;
		(void)bytes_u32(image, at + 8, &used);
		(void)bytes_u32(image, at + 16, &size);
		(void)bytes_u32(image, at + 20, &start);
		/* In a file, a section is filled up to the alignment of files. */
		if (used < size)
			size = used;
		if (!bytes_has(image, start, size))
			return -EINVAL;
		*ret = bytes_slice(image, start, size);
		return 0;
	}
	return -ENOENT;
}
