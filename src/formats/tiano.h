/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FORMATS_TIANO_H
#define FORMATS_TIANO_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

/*
 * "Standard compression" of firmware and option ROMs (UEFI 2.10, section 19; edk2's
 * UefiTianoDecompressLib): LZ77 and Huffman codes, a relative of LHA's -lh5-. Two kinds that
 * nothing in the data tells apart: they differ in how many bits say how many distance codes
 * there are. Whoever does not know the kind unpacks both, and looks which one makes sense.
 */
enum tiano_kind {
	TIANO_EFI = 4,   /* EFI 1.1; always that in option ROMs */
	TIANO_TIANO = 5, /* Tiano 2.0 */
};

/* The unpacked size that the header claims; -EINVAL when there is no whole header. */
int tiano_size(struct bytes packed, size_t *ret);

/*
 * Unpacks into out, which has room for what tiano_size() said. -EINVAL when the data is
 * broken or cut short: nothing outside it is read, nothing outside out is written.
 */
int tiano_unpack(struct bytes packed, enum tiano_kind kind, uint8_t *out, size_t out_size);

/*
 * Packs, with the header; to be free()d. As good as edk2's own packer or better, whose window
 * is no larger. -ENOMEM, or -EFBIG for what the header cannot say.
 */
int tiano_pack(struct bytes plain, enum tiano_kind kind, uint8_t **ret, size_t *ret_size);

#endif
