/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FORMATS_EFI_SECTION_H
#define FORMATS_EFI_SECTION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"

/*
 * What the walk will want unpacked, for those who want to begin early: sections of LZMA that
 * lie in these bytes as they are. A guess: what looks like one may be none, and one more may
 * come up inside of what is unpacked.
 */
#define EFI_AHEAD_METHODS 3

struct efi_ahead {
	struct bytes b;
	size_t off;
	size_t next[EFI_AHEAD_METHODS]; /* 0: not searched for yet */
};

struct efi_ahead_section {
	struct bytes in; /* as it is handed to efi_walk_ops.unpack */
	bool x86;
	size_t size; /* as it says, when unpacked; at most the usual limit */
};

/* The next one, in the order of their places; false at the end. */
bool efi_section_ahead(struct efi_ahead *a, struct efi_ahead_section *ret);

#endif
