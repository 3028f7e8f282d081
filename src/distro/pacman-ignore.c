/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How does pacman leave packages as they are? Lines of IgnorePkg in [options] add up, so ours is
 * a line more. Files that are included are not looked at: nobody has a list there.
 */
#include "distro/pacman-ignore.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

#define BLANKS " \t\r"

/* Behind the '=' of a line "IgnorePkg = ..."; NULL: another line. */
static const char *list_of(const char *line)
{
	static const char key[] = "IgnorePkg";

	line += strspn(line, BLANKS);
	if (strncmp(line, key, strlen(key)) != 0)
		return NULL;
	line += strlen(key);
	line += strspn(line, BLANKS);
	return *line == '=' ? line + 1 : NULL;
}

static bool is_header(const char *line, bool *ret_options)
{
	line += strspn(line, BLANKS);
	if (*line != '[')
		return false;
	*ret_options = strncmp(line, "[options]", 9) == 0;
	return true;
}

struct scan {
	const char *behind; /* where our line goes; NULL: there is no [options] */
	bool crlf;
	bool *known; /* one for each name; owned */
};

static int take_words(
	const char *list, size_t len, const char *const *names, struct scan *s, struct err *err)
{
	for (const char *p = list; p < list + len;) {
		size_t n = strcspn(p, BLANKS "\n");
		_cleanup_free_ char *word = NULL;

		if (n > (size_t)(list + len - p))
			n = (size_t)(list + len - p);
		word = str_from_bytes(p, n);
		if (!word)
			return err_oom(err);
		for (size_t i = 0; n > 0 && names[i]; i++)
			if (fnmatch(word, names[i], 0) == 0)
				s->known[i] = true;
		p += n + 1;
	}
	return 0;
}

static int scan(const char *text, const char *const *names, struct scan *s, struct err *err)
{
	bool options = false;
	int r = 0;

	for (const char *p = text; *p && r == 0;) {
		size_t len = strcspn(p, "\n");
		const char *next = p + len + (p[len] == '\n'), *list = list_of(p);

		if (is_header(p, &options)) {
			if (options && !s->behind) {
				s->behind = next;
				s->crlf = len > 0 && p[len - 1] == '\r';
			}
		} else if (options && list) {
			r = take_words(list, (size_t)(p + len - list), names, s, err);
			s->behind = next;
		}
		p = next;
	}
	return r;
}

static char *add_line(const char *text, const char *const *names, const struct scan *s)
{
	const char *end = s->crlf ? "\r\n" : "\n";
	bool ended = s->behind > text && s->behind[-1] == '\n';
	struct str_buf b = { 0 };

	str_buf_add_n(&b, text, (size_t)(s->behind - text));
	str_buf_printf(&b, "%sIgnorePkg =", ended ? "" : end);
	for (size_t i = 0; names[i]; i++)
		if (!s->known[i])
			str_buf_printf(&b, " %s", names[i]);
	str_buf_printf(&b, "%s%s", ended ? end : "", s->behind);
	return str_buf_take(&b);
}

int pacman_ignore(const char *text, const char *const *names, char **ret, struct err *err)
{
	_cleanup_free_ bool *known = NULL;
	struct scan s = { 0 };
	size_t n = 0;
	bool all = true;
	int r;

	while (names[n])
		n++;
	known = s.known = calloc(n + 1, sizeof(*known));
	if (!known)
		return err_oom(err);
	r = scan(text, names, &s, err);
	if (r < 0)
		return r;
	for (size_t i = 0; i < n; i++)
		all = all && known[i];
	if (all)
		return 0;
	if (!s.behind)
		return err_set(err, EOPNOTSUPP, "/etc/pacman.conf has no [options]");
	*ret = add_line(text, names, &s);
	return *ret ? 1 : err_oom(err);
}
