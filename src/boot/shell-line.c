/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How is a kernel command line edited that shell files put together, some with "=" and some with
 * "+="? What formats/shell-edit will not touch is refused. GRUB's settings are not among them.
 */
#include "boot/shell-line.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "formats/shell-edit.h"

#define PARTS 32

/* Where a part is written down. */
struct place {
	struct edit_file *file;
	size_t part; /* of this name, in this file */
	bool append;
};

struct gathered {
	struct place places[PARTS];
	char *parts[PARTS + 1]; /* owned */
	size_t n;
};

static void clear(struct gathered *g)
{
	for (size_t i = 0; i < PARTS; i++) {
		free(g->parts[i]);
		g->parts[i] = NULL;
	}
	g->n = 0;
}

static int too_odd(const struct edit_file *f, const struct shell_part *p, struct err *err)
{
	return err_set(err, EOPNOTSUPP, "/%s:%u: %s", f->path, p->line,
		p->list ? "a list is no kernel command line"
			: "there is a variable in the kernel command line; edit it by hand");
}

static int gather_file(struct gathered *g, const char *name, struct edit_file *f, struct err *err)
{
	_cleanup_(shell_parts_done) struct shell_parts parts = { 0 };
	int r;

	if (f->unreadable)
		return err_set(err, EACCES, "/%s could not be read, so it is not changed", f->path);
	if (!f->text)
		return 0;
	r = shell_edit_parts(f->text, name, &parts, err);
	if (r < 0)
		return err_wrap(err, "/%s", f->path);
	if (parts.n > 0 && !parts.v[0].append)
		clear(g);
	for (size_t i = 0; i < parts.n; i++) {
		if (parts.v[i].list || strchr(parts.v[i].value, SHELL_EDIT_EXPANDS))
			return too_odd(f, &parts.v[i], err);
		if (g->n + 1 >= PARTS)
			return err_set(err, EOPNOTSUPP, "/%s has too many lines %s", f->path, name);
		g->places[g->n] = (struct place) { f, i, parts.v[i].append };
		g->parts[g->n] = TAKE_PTR(parts.v[i].value);
		g->n++;
	}
	return 0;
}

static int gather(struct gathered *g, const struct shell_line *line, const struct edits *edits,
	struct err *err)
{
	struct edit_file *f;
	int r = 0;

	for (size_t i = 0; i < line->n_files && r == 0; i++)
		for (size_t at = 0; r == 0 && (f = edits_next(edits, line->files[i], &at));)
			r = gather_file(g, line->name, f, err);
	return r;
}

static bool is_package_file(const struct edit_file *f)
{
	return strncmp(f->path, "usr/", 4) == 0;
}

/* A part that has nothing left, and only added to others, goes with its line. */
static int set_part(const struct shell_line *line, const struct place *p, const char *value,
	struct edits *edits, struct err *err)
{
	const struct shell_place at = { line->name, p->part };
	_cleanup_free_ char *text = NULL;
	_cleanup_free_ char *why = str_printf("the kernel command line in %s", line->name);
	struct err shared;
	int r = -EOPNOTSUPP;

	if (!why)
		return err_oom(err);
	/* On a line that it shares with others, it stays with nothing in it. */
	if (p->append && !value[strspn(value, " \t")])
		r = shell_edit_unset(p->file->text, &at, &text, &shared);
	if (r == -EOPNOTSUPP)
		r = shell_edit_set(p->file->text, &at, value, &text, err);
	else if (r < 0)
		*err = shared;
	if (r > 0)
		r = edits_set(edits, p->file->path, text, why, err) < 0 ? -err->code : 1;
	return r < 0 ? err_wrap(err, "/%s", p->file->path) : r;
}

/* From the last to the first: a line that goes moves those behind it. */
static int set_parts(const struct gathered *g, char *const *old, const struct shell_line *line,
	struct edits *edits, struct err *err)
{
	int changed = 0;

	for (size_t i = g->n; i-- > 0;) {
		int r;

		if (str_eq(g->parts[i], old[i]))
			continue;
		if (is_package_file(g->places[i].file))
			return err_set(err, EOPNOTSUPP,
				"/%s has this argument, and is a package's own file; set %s in "
				"/%s to the whole line that is wanted",
				g->places[i].file->path, line->name,
				line->files[line->n_files - 1]);
		r = set_part(line, &g->places[i], g->parts[i], edits, err);
		if (r < 0)
			return r;
		changed |= r;
	}
	return changed;
}

/* Whether a shell that reads the file comes to the setting at its end. */
static bool reads_back(const char *text, const char *name, const char *value)
{
	_cleanup_(shell_parts_done) struct shell_parts parts = { 0 };
	struct err ignored;

	return shell_edit_parts(text, name, &parts, &ignored) == 0 && parts.n > 0 &&
	       str_eq(parts.v[parts.n - 1].value + strspn(parts.v[parts.n - 1].value, " "), value);
}

/* A setting of our own at the end of the last file: "+=" where there is something to add to. */
static int add_setting(const struct shell_line *line, const char *value, bool append,
	struct edits *edits, struct err *err)
{
	const char *path = line->files[line->n_files - 1];
	const struct edit_file *f = edits_find(edits, path);
	const char *old = f && f->text ? f->text : "";
	bool ended = !old[0] || old[strlen(old) - 1] == '\n';
	_cleanup_free_ char *text = str_printf("%s%s%s%s=\"%s%s\"%s", old, ended ? "" : "\n",
		line->name, append ? "+" : "", append ? " " : "", value, ended ? "\n" : "");

	if (!text)
		return err_oom(err);
	if (!reads_back(text, line->name, value))
		return err_set(err, EOPNOTSUPP,
			"%s cannot be added at the end of /%s: a shell would read it otherwise",
			value, path);
	return edits_set(edits, path, text, "the kernel command line, at the end of the settings",
		       err) < 0
		       ? -err->code
		       : 1;
}

static int edit_gathered(struct gathered *g, const struct shell_line *line,
	const struct boot_ask *ask, struct edits *edits, struct err *err)
{
	bool own = g->n == 0 || is_package_file(g->places[g->n - 1].file);
	char *old[PARTS] = { NULL };
	int r = 0, changed = 0;

	for (size_t i = 0; i < g->n && r == 0; i++)
		r = (old[i] = str_printf("%s", g->parts[i])) ? 0 : err_oom(err);
	if (r == 0 && own)
		r = (g->parts[g->n] = str_printf("%s", "")) ? 0 : err_oom(err);
	if (r == 0)
		r = boot_edit_parts(g->parts, ask, err);
	if (r > 0)
		r = changed = set_parts(g, old, line, edits, err);
	if (r >= 0 && own && g->parts[g->n][0])
		r = add_setting(line, g->parts[g->n], g->n > 0, edits, err);
	for (size_t i = 0; i < g->n; i++)
		free(old[i]);
	return r < 0 ? r : r | changed;
}

int shell_line_edit(const struct shell_line *line, const struct boot_ask *ask, struct edits *edits,
	struct err *err)
{
	_cleanup_(clear) struct gathered g = { .n = 0 };
	int r = gather(&g, line, edits, err);

	return r < 0 ? r : edit_gathered(&g, line, ask, edits, err);
}
