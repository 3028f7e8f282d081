/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EXT_EXT_NETTLE_H
#define EXT_EXT_NETTLE_H

#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"

/* Opens libnettle; -ENOTSUP when it is not there. To be called before ext_nettle_sha256(). */
int ext_nettle_open(struct err *err);

void ext_nettle_sha256(struct bytes b, uint8_t ret[32]);

#endif
