/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reading numbers out of bytes that nobody vouches for.
 */
#include "base/bytes.h"

static bool read_le(struct bytes b, size_t off, size_t len, uint64_t *ret)
{
	uint64_t v = 0;

	*ret = 0;
	if (!bytes_has(b, off, len))
		return false;
	for (size_t i = 0; i < len; i++)
		v |= (uint64_t)b.data[off + i] << (8 * i);
	*ret = v;
	return true;
}

bool bytes_u8(struct bytes b, size_t off, uint8_t *ret)
{
	uint64_t v;
	bool ok = read_le(b, off, 1, &v);

	*ret = (uint8_t)v;
	return ok;
}

bool bytes_u16(struct bytes b, size_t off, uint16_t *ret)
{
	uint64_t v;
	bool ok = read_le(b, off, 2, &v);

	*ret = (uint16_t)v;
	return ok;
}

bool bytes_u32(struct bytes b, size_t off, uint32_t *ret)
{
	uint64_t v;
	bool ok = read_le(b, off, 4, &v);

	*ret = (uint32_t)v;
	return ok;
}

bool bytes_u64(struct bytes b, size_t off, uint64_t *ret)
{
	return read_le(b, off, 8, ret);
}

uint8_t bytes_get_u8(struct bytes b, size_t off)
{
	uint8_t v;

	(void)bytes_u8(b, off, &v);
	return v;
}

uint16_t bytes_get_u16(struct bytes b, size_t off)
{
	uint16_t v;

	(void)bytes_u16(b, off, &v);
	return v;
}

uint32_t bytes_get_u32(struct bytes b, size_t off)
{
	uint32_t v;

	(void)bytes_u32(b, off, &v);
	return v;
}

uint64_t bytes_get_u64(struct bytes b, size_t off)
{
	uint64_t v;

	(void)bytes_u64(b, off, &v);
	return v;
}

struct bytes bytes_slice(struct bytes b, size_t off, size_t len)
{
	if (!bytes_has(b, off, len))
		return bytes_of(NULL, 0);
	/* NULL + 0 is undefined before C2y. */
	return bytes_of(b.data ? b.data + off : NULL, len);
}
