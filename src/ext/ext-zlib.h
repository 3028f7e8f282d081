/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EXT_EXT_ZLIB_H
#define EXT_EXT_ZLIB_H

#include <stddef.h>

#include "base/bytes.h"
#include "base/err.h"

/*
 * What a gzip file or a zlib stream holds: *ret_size bytes and a 0 behind them, to be free()d.
 * -EINVAL when it is neither, broken or cut short; -EFBIG above max; -ENOTSUP without zlib.
 */
int ext_zlib_gunzip(struct bytes gzip, size_t max, char **ret, size_t *ret_size, struct err *err);

#endif
