/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FORMATS_EFI_GUID_H
#define FORMATS_EFI_GUID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/bytes.h"

/* A GUID as it lies in firmware: the first three fields little endian (UEFI 2.10, appendix A). */
struct efi_guid {
	uint8_t b[16];
};

#define EFI_GUID_TEXT 37 /* 8D59EBC8-B85E-400E-970A-1F995D1DB91E and a 0 */

#define EFI_GUID(a, b, c, ...)                                                              \
	{                                                                                   \
		{                                                                           \
			(a) & 0xff, (a) >> 8 & 0xff, (a) >> 16 & 0xff, (a) >> 24, (b)&0xff, \
				(b) >> 8, (c)&0xff, (c) >> 8, __VA_ARGS__                   \
		}                                                                           \
	}

static inline bool efi_guid_eq(const struct efi_guid *a, const struct efi_guid *b)
{
	return memcmp(a->b, b->b, sizeof(a->b)) == 0;
}

static inline bool efi_guid_is_zero(const struct efi_guid *g)
{
	static const struct efi_guid zero;

	return efi_guid_eq(g, &zero);
}

/* False, and all zero, when the 16 bytes are not wholly inside. */
bool efi_guid_read(struct bytes b, size_t off, struct efi_guid *ret);

void efi_guid_format(const struct efi_guid *g, char text[EFI_GUID_TEXT]);

/* Either case, whole text; -EINVAL on anything else. */
int efi_guid_parse(const char *text, struct efi_guid *ret);

/* What a file, volume or section with this GUID is called by those who know; or NULL. */
const char *efi_guid_name(const struct efi_guid *g);

#endif
