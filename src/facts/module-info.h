/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FACTS_MODULE_INFO_H
#define FACTS_MODULE_INFO_H

#include <stdbool.h>

#include "base/root.h"

/* What a module's file says of itself; NULL: nothing. All owned. */
struct module_info {
	char *version, *vermagic, *signer;
};

/* Of those that come from elsewhere: one whose file is not the kernel's own. */
bool module_info_wanted(const char *name, const char *file);

/*
 * file is below the folder of the release. kept: where a capture has such answers, in a file
 * of the module's name. -ENOENT: nobody could look; ret is left alone then.
 */
int module_info_read(const struct root *root, const char *release, const char *file,
	const char *kept, struct module_info *ret);

#endif
