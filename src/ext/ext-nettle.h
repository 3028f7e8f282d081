/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EXT_EXT_NETTLE_H
#define EXT_EXT_NETTLE_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"

/* Opens libnettle; -ENOTSUP when it is not there. To be called before ext_nettle_sha256(). */
int ext_nettle_open(struct err *err);

void ext_nettle_sha256(struct bytes b, uint8_t ret[32]);

/* What Base64 stands for, with a 0 behind it; to be free()d. -EINVAL; needs no opening before. */
int ext_nettle_base64(const char *text, char **ret, size_t *ret_size, struct err *err);

#endif
