/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any text as a file about modules: entries are one line each, in order, no longer than the
 * text; and where a line ends for good, both halves say what the whole says. The first
 * byte is the syntax.
 */
#include "fuzz.h"

#include <stdbool.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "formats/modprobe-conf.h"

/* All entries of a text, one a line; lines are counted from first. */
static char *entries(
	const char *text, size_t size, enum modprobe_conf_syntax syntax, unsigned first)
{
	_cleanup_(modprobe_conf_done) struct modprobe_conf c = {
		.text = text,
		.size = size,
		.syntax = syntax,
	};
	struct modprobe_conf_entry e;
	struct str_buf b = { 0 };
	unsigned last = 0;
	size_t n = 0;

	while (modprobe_conf_next(&c, &e) == 1) {
		FUZZ_CHECK(n++ < size && e.line >= last && e.line >= 1 && e.line <= size);
		FUZZ_CHECK(e.module[0] && strlen(e.module) <= size && strlen(e.rest) <= size);
		FUZZ_CHECK((e.command[0] == '\0') == (syntax == MODPROBE_CONF_LIST));
		for (const char *p = e.module; *p; p++)
			FUZZ_CHECK((unsigned char)*p > ' ');
		FUZZ_CHECK(!strpbrk(e.rest, "\n\t\r"));
		FUZZ_CHECK(e.rest[0] != ' ' && (!e.rest[0] || e.rest[strlen(e.rest) - 1] != ' '));
		last = e.line;
		str_buf_printf(&b, "%u|%s|%s|%s\n", e.line + first, e.command, e.module, e.rest);
	}
	FUZZ_CHECK(modprobe_conf_next(&c, &e) == 0);
	return str_buf_take(&b);
}

/* Behind the first newline that ends a line in any case; NULL: there is none. */
static const char *cut(const char *text, size_t size)
{
	const char *p = text, *end = text + size;

	while (p < end && (p = memchr(p, '\n', (size_t)(end - p)))) {
		if (p == text || p[-1] != '\\')
			return p + 1;
		p++;
	}
	return NULL;
}

static unsigned lines(const char *text, const char *end)
{
	unsigned n = 0;

	for (; text < end; text++)
		n += *text == '\n';
	return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data + 1, *rest;
	_cleanup_free_ char *all = NULL;
	enum modprobe_conf_syntax syntax;

	if (size == 0)
		return 0;
	syntax = (enum modprobe_conf_syntax)(data[0] % 3);
	size--;
	all = entries(text, size, syntax, 0);
	rest = syntax == MODPROBE_CONF_VARIABLES ? NULL : cut(text, size);
	if (all && rest) {
		_cleanup_free_ char *a = entries(text, (size_t)(rest - text), syntax, 0);
		_cleanup_free_ char *b =
			entries(rest, size - (size_t)(rest - text), syntax, lines(text, rest));
		_cleanup_free_ char *both = a && b ? str_printf("%s%s", a, b) : NULL;

		FUZZ_CHECK(!both || strcmp(both, all) == 0);
	}
	return 0;
}
