/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is in our own files of modprobe.d and modules-load.d?
 */
#include "boot/modprobe-own.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

static const char header[] = "# Written by virtfn. It reads this file again and adds to it.\n";

struct words {
	char **v; /* borrowed lines */
	size_t n;
};

static int by_text(const void *a, const void *b)
{
	char *const *x = a, *const *y = b;

	return strcmp(*x, *y);
}

/* Comments and blank lines go to b at once, the others to lines. */
static int sort_out(char *text, struct words *lines, struct str_buf *b)
{
	char *save = NULL;

	for (char *p = strtok_r(text, "\n", &save); p; p = strtok_r(NULL, "\n", &save)) {
		char *line = str_strip(p);
		char **kept;

		if (!*line || *line == '#' || *line == ';') {
			str_buf_printf(b, "%s\n", line);
			continue;
		}
		kept = mem_append(&lines->v, &lines->n, sizeof(*kept));
		if (!kept)
			return -ENOMEM;
		*kept = line;
	}
	qsort(lines->v, lines->n, sizeof(*lines->v), by_text);
	return 0;
}

int modprobe_own_add(
	struct edits *edits, const char *path, const char *const line[3], struct err *err)
{
	const struct edit_file *f = edits_find(edits, path);
	_cleanup_free_ char *text = NULL, *now = NULL;
	struct words lines = { 0 };
	struct str_buf b = { 0 };
	int r;

	/* A line that goes on in the next must not be torn apart. */
	if (f && f->text && strchr(f->text, '\\'))
		return err_set(
			err, EOPNOTSUPP, "/%s has a backslash in it, and is not edited", path);
	text = str_printf("%s\n%s%s%s%s%s\n", f && f->text ? f->text : header, line[0],
		*line[0] ? " " : "", line[1], *line[2] ? " " : "", line[2]);
	r = text ? sort_out(text, &lines, &b) : -ENOMEM;
	for (size_t i = 0; r == 0 && i < lines.n; i++)
		if (i == 0 || !str_eq(lines.v[i], lines.v[i - 1]))
			str_buf_printf(&b, "%s\n", lines.v[i]);
	free(lines.v);
	now = str_buf_take(&b);
	if (r < 0 || !now)
		return err_oom(err);
	r = edits_set(edits, path, now, "what is said of kernel modules", err);
	return r < 0 ? r : 1;
}
