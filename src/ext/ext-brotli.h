/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EXT_EXT_BROTLI_H
#define EXT_EXT_BROTLI_H

#include <stddef.h>

#include "base/bytes.h"
#include "base/err.h"

/* Opens libbrotlidec, for those who cannot open files later; -ENOTSUP when it is not there. */
int ext_brotli_open(struct err *err);

/*
 * What a Brotli stream holds, to be free()d; anything may follow it. -EINVAL when it is none,
 * broken or cut short; -EFBIG above max; -ENOTSUP without libbrotlidec.
 */
int ext_brotli_unpack(struct bytes in, size_t max, struct bytes *ret, struct err *err);

#endif
