/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any text as a configuration of libvirt's: what is found lies in the text behind its name, and
 * a list has no member that is not written in it. The input is a line "name item", and the text.
 */
#include "fuzz.h"

#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "formats/libvirt-conf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_free_ char *text = str_from_bytes(data, size);
	char *newline = text ? strchr(text, '\n') : NULL;
	char *item = newline ? memchr(text, ' ', (size_t)(newline - text)) : NULL;
	char value[16] = "untouched", *p;
	int has;

	if (!item)
		return 0;
	*newline = '\0';
	*item++ = '\0';
	if (libvirt_conf_text(newline + 1, text, value, sizeof(value)))
		FUZZ_CHECK(strlen(value) < sizeof(value) && strstr(newline + 1, value));
	else
		FUZZ_CHECK(strcmp(value, "untouched") == 0);
	has = libvirt_conf_list_has(newline + 1, text, item);
	FUZZ_CHECK(has >= -1 && has <= 1);
	p = strstr(newline + 1, text);
	FUZZ_CHECK(has < 0 || (p && strchr(p, '[')));
	FUZZ_CHECK(has < 1 || strstr(p, item));
	return 0;
}
