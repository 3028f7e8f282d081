/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What does a file of shell assignments give a name? Editing such files is not done here.
 */
#include "formats/shell-vars.h"

#include <stdbool.h>
#include <string.h>

#include "base/str.h"

/* Where the value of an assignment to name starts, if this line is one. */
static const char *value_of(const char *line, const char *end, const char *name)
{
	size_t len = strlen(name);

	while (line < end && (*line == ' ' || *line == '\t'))
		line++;
	if (end - line > 7 && memcmp(line, "export ", 7) == 0)
		line += 7;
	if ((size_t)(end - line) <= len || memcmp(line, name, len) != 0 || line[len] != '=')
		return NULL;
	return line + len + 1;
}

static bool escapes(const char *p, const char *end, char quote)
{
	if (*p != '\\' || end - p < 2 || quote == '\'')
		return false;
	return !quote || strchr("$`\"\\", p[1]);
}

/* Bare and quoted parts up to white space outside of quotes, as the shell puts them together. */
static char *unquote(const char *p, const char *end)
{
	struct str_buf b = { 0 };
	char quote = '\0';

	for (; p < end; p++) {
		if (!quote && strchr(" \t;\r", *p))
			break;
		if (quote ? *p == quote : *p == '\'' || *p == '"')
			quote = quote ? '\0' : *p;
		else
			str_buf_add_n(&b, escapes(p, end, quote) ? ++p : p, 1);
	}
	return str_buf_take(&b);
}

char *shell_vars_get(const char *text, const char *name)
{
	const char *found = NULL;

	for (const char *line = text; *line;) {
		size_t len = strcspn(line, "\n");
		const char *value = value_of(line, line + len, name);

		if (value)
			found = value;
		line += len + (line[len] == '\n');
	}
	return found ? unquote(found, found + strcspn(found, "\n")) : NULL;
}
