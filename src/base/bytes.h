/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BASE_BYTES_H
#define BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Somebody else's bytes and how many there are. Reading outside them gives zero
 * and says so: a parser asks bytes_has() once, or looks at the return value.
 */
struct bytes {
	const uint8_t *data; /* borrowed */
	size_t size;
};

static inline struct bytes bytes_of(const void *data, size_t size)
{
	return (struct bytes) { .data = data, .size = size };
}

static inline bool bytes_has(struct bytes b, size_t off, size_t len)
{
	return off <= b.size && len <= b.size - off;
}

/* False, and *ret = 0, when the value is not wholly inside. Little endian. */
bool bytes_u8(struct bytes b, size_t off, uint8_t *ret);
bool bytes_u16(struct bytes b, size_t off, uint16_t *ret);
bool bytes_u32(struct bytes b, size_t off, uint32_t *ret);
bool bytes_u64(struct bytes b, size_t off, uint64_t *ret);

/* The same where the parser asked bytes_has() before: 0 outside. */
uint8_t bytes_get_u8(struct bytes b, size_t off);
uint16_t bytes_get_u16(struct bytes b, size_t off);
uint32_t bytes_get_u32(struct bytes b, size_t off);
uint64_t bytes_get_u64(struct bytes b, size_t off);

/* The part from off, len bytes long; an empty one when it is not wholly inside. */
struct bytes bytes_slice(struct bytes b, size_t off, size_t len);

#endif
