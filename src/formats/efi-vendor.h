/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FORMATS_EFI_VENDOR_H
#define FORMATS_EFI_VENDOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

/*
 * Containers that vendors made up, as BIOSUtilities (platomav) read them; none is documented.
 * What cannot be told for certain is not guessed.
 */

/*
 * AMI BIOS Guard ("PFAT"): blocks of flash, each with a script that writes it. Joins their
 * contents in the order of the file, to be free()d. -EINVAL when there is no block, -EFBIG
 * above max. *ret_end: behind the last block that makes sense.
 */
int efi_pfat_join(struct bytes b, size_t max, struct bytes *ret, size_t *ret_end);

/* Dell's updates: a zlib stream between a header and a footer, somewhere in a program. */
struct efi_pfs_part {
	struct bytes stream;
	bool firmware; /* else what installs it */
	bool sound;    /* the checksum of the header is right, and the footer is there */
};

/* The next one from *off on, which goes behind it; false: no more. */
bool efi_pfs_next(struct bytes b, size_t *off, struct efi_pfs_part *ret);

/*
 * What is in such a stream: entries of one file each. *off is 0 at first. True with the
 * contents of the next entry; false at the end, or where it makes no sense (*ret_broken).
 */
bool efi_pfs_entry(struct bytes b, size_t *off, struct bytes *ret, bool *ret_broken);

#endif
