/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which lines of modprobe.d and modules-load.d take effect, and how is one of them changed? What
 * shall be there is for modprobe-edit.c.
 */
#include "boot/modprobe-lines.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "boot/modprobe-edit.h"
#include "formats/cmdline.h"
#include "formats/modprobe-conf.h"

void modprobe_lines_done(struct modprobe_lines *lines)
{
	for (size_t i = 0; i < lines->n; i++) {
		free(lines->v[i].command);
		free(lines->v[i].module);
		free(lines->v[i].rest);
	}
	free(lines->v);
	*lines = (struct modprobe_lines) { 0 };
}

int modprobe_file_order(const char *path, const char *other)
{
	return strcmp(str_base_name(path), str_base_name(other));
}

static int by_name(const void *a, const void *b)
{
	const struct edit_file *const *x = a, *const *y = b;

	return modprobe_file_order((*x)->path, (*y)->path);
}

bool modprobe_line_is(const struct modprobe_line *l, const char *command, const char *module)
{
	return str_eq(l->command, command) &&
	       cmdline_name_is((struct cmdline_span) { l->module, strlen(l->module) }, module);
}

static bool is_hidden(const struct edit_file *const *files, size_t n, const struct edit_file *f)
{
	for (size_t i = 0; i < n; i++)
		if (modprobe_file_order(files[i]->path, f->path) == 0)
			return true;
	return false;
}

/* Patterns are in the order of the folders. Free the list alone. */
static const struct edit_file **files_of(const struct edits *edits, bool load, size_t *ret_n)
{
	const struct edit_file **files = calloc(edits->n_files + 1, sizeof(*files));
	const char *part = load ? "/modules-load.d/*.conf" : "/modprobe.d/*.conf";
	size_t n = 0;

	for (size_t i = 0; files && modprobe_files[i]; i++) {
		const struct edit_file *f;
		size_t at = 0, first = n;

		if (!strstr(modprobe_files[i], part))
			continue;
		while ((f = edits_next(edits, modprobe_files[i], &at)))
			if ((f->text || f->unreadable) && !is_hidden(files, first, f))
				files[n++] = f;
	}
	if (files)
		qsort(files, n, sizeof(*files), by_name);
	*ret_n = n;
	return files;
}

static int take(struct modprobe_lines *lines, const struct edit_file *f,
	const struct modprobe_conf_entry *e, struct err *err)
{
	struct modprobe_line *l = mem_append(&lines->v, &lines->n, sizeof(*l));

	if (!l)
		return err_oom(err);
	l->file = f;
	l->line = e->line;
	l->command = str_printf("%s", e->command);
	l->module = str_printf("%s", e->module);
	l->rest = str_printf("%s", e->rest);
	return l->command && l->module && l->rest ? 0 : err_oom(err);
}

static int take_file(
	struct modprobe_lines *lines, const struct edit_file *f, bool load, struct err *err)
{
	_cleanup_(modprobe_conf_done) struct modprobe_conf c = {
		.text = f->text,
		.size = f->size,
		.syntax = load ? MODPROBE_CONF_LIST : MODPROBE_CONF_COMMANDS,
	};
	struct modprobe_conf_entry e;
	int r;

	if (f->unreadable)
		return err_set(err, EACCES, "/%s could not be read", f->path);
	while ((r = modprobe_conf_next(&c, &e)) > 0) {
		r = take(lines, f, &e, err);
		if (r < 0)
			return r;
	}
	return r < 0 ? err_oom(err) : 0;
}

int modprobe_lines_read(
	const struct edits *edits, bool load, struct modprobe_lines *ret, struct err *err)
{
	_cleanup_(modprobe_lines_done) struct modprobe_lines lines = { 0 };
	_cleanup_free_ const struct edit_file **files = NULL;
	const struct edit_file *modules = load ? edits_find(edits, "etc/modules") : NULL;
	size_t n;
	int r = 0;

	files = files_of(edits, load, &n);
	if (!files)
		return err_oom(err);
	for (size_t i = 0; i < n && r == 0; i++)
		r = take_file(&lines, files[i], load, err);
	if (r == 0 && modules && modules->text)
		r = take_file(&lines, modules, load, err);
	if (r < 0)
		return r;
	*ret = lines;
	lines = (struct modprobe_lines) { 0 };
	return 0;
}

int modprobe_line_replace(
	const char *text, unsigned line, const char *rest, char **ret, struct err *err)
{
	const char *start = text, *end, *p;
	struct str_buf b = { 0 };

	for (unsigned i = 1; i < line && start; i++) {
		start = strchr(start, '\n');
		start += start != NULL;
	}
	if (!start)
		return err_set(err, EINVAL, "there is no line %u", line);
	end = start + strcspn(start, "\n");
	if (memchr(start, '\\', (size_t)(end - start)))
		return err_set(err, EOPNOTSUPP, "line %u has a backslash in it", line);
	if (!rest) {
		str_buf_add_n(&b, text, (size_t)(start - text));
		str_buf_add(&b, end + (*end == '\n'));
	} else {
		/* Behind the command and the module, with the blanks that are there. */
		p = start + strspn(start, " \t");
		for (int i = 0; i < 2; i++) {
			p += strcspn(p, " \t\r\n");
			p += strspn(p, " \t");
		}
		str_buf_add_n(&b, text, (size_t)(p - text));
		str_buf_add(&b, rest);
		str_buf_add(&b, end - (end > p && end[-1] == '\r'));
	}
	*ret = str_buf_take(&b);
	return *ret ? 0 : err_oom(err);
}
