/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FORMATS_UKI_SECTION_H
#define FORMATS_UKI_SECTION_H

#include "base/bytes.h"

/*
 * The first section of this name in a unified kernel image (Microsoft PE/COFF specification; UAPI
 * group specification 5), without what fills it up. -EINVAL for what is no PE image, -ENOENT
 * when there is no such section.
 */
int uki_section(struct bytes image, const char *name, struct bytes *ret);

#endif
