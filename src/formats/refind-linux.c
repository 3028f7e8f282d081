/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What are the options in refind_linux.conf, and how are they changed without touching the rest?
 * Stanzas of refind.conf are not looked at.
 */
#include "formats/refind-linux.h"

#include <errno.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

/* Bytes between the quotes that open at text[0]; -1 when they do not close on this line. */
static long quoted(const char *text)
{
	size_t i = 1;

	if (text[0] != '"')
		return -1;
	for (; text[i] && text[i] != '\n' && text[i] != '\r'; i++) {
		if (text[i] != '"')
			continue;
		if (text[i + 1] != '"')
			return (long)i - 1;
		i++;
	}
	return -1;
}

static bool parse(const char *line, struct refind_line *ret)
{
	const char *p = line + strspn(line, " \t");
	long title = quoted(p), options;
	size_t blanks;

	if (title < 0)
		return false;
	p += title + 2;
	blanks = strspn(p, " \t");
	options = quoted(p + blanks);
	if (blanks == 0 || options < 0)
		return false;
	ret->off = (size_t)(p + blanks + 1 - line);
	ret->len = (size_t)options;
	return true;
}

bool refind_next(struct refind_iter *it, struct refind_line *ret)
{
	while (it->text[it->off]) {
		const char *line = it->text + it->off;
		struct refind_line found;
		size_t start = it->off;

		it->off += strcspn(line, "\n");
		it->off += it->text[it->off] == '\n';
		if (!parse(line, &found))
			continue;
		ret->off = start + found.off;
		ret->len = found.len;
		return true;
	}
	return false;
}

char *refind_options(const char *text, const struct refind_line *line)
{
	struct str_buf b = { 0 };

	for (size_t i = 0; i < line->len; i++) {
		str_buf_add_n(&b, text + line->off + i, 1);
		i += text[line->off + i] == '"';
	}
	return str_buf_take(&b);
}

static void write_options(struct str_buf *b, const char *options)
{
	for (; *options; options++) {
		str_buf_add(b, *options == '"' ? "\"" : "");
		str_buf_add_n(b, options, 1);
	}
}

int refind_set(const char *text, char *const *options, char **ret, struct err *err)
{
	struct refind_iter it = { .text = text };
	struct refind_line line;
	struct str_buf b = { 0 };
	bool changed = false;
	size_t copied = 0;
	char *made;

	for (size_t i = 0; options[i]; i++)
		if (strpbrk(options[i], "\r\n"))
			return err_set(err, EINVAL, "\"%s\" has several lines, and options are one",
				options[i]);
	for (size_t i = 0; options[i] && refind_next(&it, &line); i++) {
		_cleanup_free_ char *old = refind_options(text, &line);

		if (str_eq(old, options[i]))
			continue;
		str_buf_add_n(&b, text + copied, line.off - copied);
		write_options(&b, options[i]);
		copied = line.off + line.len;
		changed = true;
	}
	str_buf_add(&b, text + copied);
	made = str_buf_take(&b);
	if (!made)
		return err_oom(err);
	*ret = made;
	return changed;
}
