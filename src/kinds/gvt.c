/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How large are the slices by GVT-g? Which of them a GPU offers now, the kernel says: this is
 * for telling why another one is not among them.
 */
#include "kinds/gvt.h"

#include <string.h>

#include "base/str.h"

const struct gvt_size gvt_sizes[] = {
	{ "_1", 512, 2048, "1920x1200" },
	{ "_2", 256, 1024, "1920x1200" },
	{ "_4", 128, 512, "1920x1200" },
	{ "_8", 64, 384, "1024x768" },
	{ 0 },
};

const struct gvt_size *gvt_size_of(const char *type)
{
	/* Generation 8 has V4, generation 9 has V5. */
	if (strncmp(type, "i915-GVTg_V4", 12) != 0 && strncmp(type, "i915-GVTg_V5", 12) != 0)
		return NULL;
	for (const struct gvt_size *s = gvt_sizes; s->suffix; s++)
		if (str_eq(type + 12, s->suffix))
			return s;
	return NULL;
}
