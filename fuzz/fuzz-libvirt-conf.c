/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any text as a configuration of libvirt's: what is found lies in the text behind its name, and
 * a list has no member that is not written in it; and one that is added is there, and changes no
 * other setting. The input is a line "name item", and the text.
 */
#include "fuzz.h"

#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "formats/libvirt-conf.h"

static void add(const char *text, const char *name, const char *item)
{
	static const char *const usual[] = { "/dev/null", NULL };
	char before[16] = "", after[16] = "";
	_cleanup_free_ char *made = NULL, *again = NULL;
	int has = libvirt_conf_list_has(text, name, item);
	int r = libvirt_conf_list_add(text, name, item, usual, &made);

	FUZZ_CHECK((r == 0) == (has == 1));
	if (r != 1)
		return;
	FUZZ_CHECK(libvirt_conf_list_has(made, name, item) == 1);
	FUZZ_CHECK(libvirt_conf_list_add(made, name, item, usual, &again) == 0);
	FUZZ_CHECK(strlen(made) > strlen(text) + strlen(item));
	(void)libvirt_conf_text(text, "user", before, sizeof(before));
	(void)libvirt_conf_text(made, "user", after, sizeof(after));
	FUZZ_CHECK(has < 0 || strcmp(name, "user") == 0 || strcmp(before, after) == 0);
}

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
	add(newline + 1, text, item);
	has = libvirt_conf_list_has(newline + 1, text, item);
	FUZZ_CHECK(has >= -1 && has <= 1);
	p = strstr(newline + 1, text);
	FUZZ_CHECK(has < 0 || (p && strchr(p, '[')));
	FUZZ_CHECK(has < 1 || strstr(p, item));
	return 0;
}
