/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * For which kernels does a dkms.conf let its modules be built? Nothing else of it is looked at.
 */
#include "formats/dkms-conf.h"

#include <stddef.h>
#include <string.h>

#include "base/str.h"

char *dkms_conf_exclusive(const char *conf)
{
	static const char key[] = "BUILD_EXCLUSIVE_KERNEL=";

	for (const char *p = conf; *p; p += strcspn(p, "\n"), p += *p == '\n') {
		const char *quote;

		p += strspn(p, " \t");
		if (strncmp(p, key, strlen(key)) != 0)
			continue;
		p += strlen(key);
		quote = *p == '"' ? "\"\n" : *p == '\'' ? "'\n" : " \t\n;#";
		p += *p == quote[0] && *p != ' ';
		return strcspn(p, quote) > 0 ? str_from_bytes(p, strcspn(p, quote)) : NULL;
	}
	return NULL;
}
