/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EXT_EXT_LZMA_H
#define EXT_EXT_LZMA_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"
#include "base/err.h"

/* Opens liblzma, for those who cannot open files later; -ENOTSUP when it is not there. */
int ext_lzma_open(struct err *err);

/*
 * What is in the form of an .lzma file of known size (13 bytes of header, then the stream;
 * anything may follow), to be free()d. x86: the calls in it were made absolute, which is
 * undone. -EINVAL when it is no such thing, broken or cut short; -EFBIG above max; -ENOTSUP
 * without liblzma, or with one that is too old for x86 (5.4).
 */
int ext_lzma_unpack(struct bytes in, bool x86, size_t max, struct bytes *ret, struct err *err);

#endif
