/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any text as shell assignments: a value is one line, no longer than its line, and is there
 * exactly when a line starts with the name and '='. The input is a line with the name, and the
 * text.
 */
#include "fuzz.h"

#include <stdbool.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "formats/shell-vars.h"

/* Bytes behind the '=' of the longest line that assigns to name; -1: there is none. */
static long longest(const char *text, const char *name)
{
	size_t len = strlen(name);
	long max = -1;

	for (const char *line = text; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		line += strspn(line, " \t");
		if (strncmp(line, "export ", 7) == 0 && line[7] != '\n' && line[7])
			line += 7;
		if (strncmp(line, name, len) == 0 && line[len] == '=') {
			long n = (long)strcspn(line + len + 1, "\n");

			max = n > max ? n : max;
		}
	}
	return max;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_free_ char *text = str_from_bytes(data, size);
	char *newline = text ? strchr(text, '\n') : NULL;
	_cleanup_free_ char *value = NULL;
	long max;

	/* A name is a word: with blanks or "=" in it, the slow search above sees other things. */
	if (!newline || strcspn(text, " \t=\n") != (size_t)(newline - text))
		return 0;
	*newline = '\0';
	value = shell_vars_get(newline + 1, text);
	max = longest(newline + 1, text);
	FUZZ_CHECK((value != NULL) == (max >= 0));
	if (value) {
		FUZZ_CHECK(strlen(value) <= (size_t)max);
		FUZZ_CHECK(!strchr(value, '\n'));
	}
	return 0;
}
