/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where does grub-mkconfig get the kernel's arguments from, and how do they change there? The
 * assignments of several files make up one line: GRUB_CMDLINE_LINUX, then ..._DEFAULT, each
 * from /etc/default/grub and then from the files of /etc/default/grub.d (Debian) by name.
 */
#include "boot/grub-default.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "formats/cmdline.h"
#include "formats/shell-edit.h"

#define WHY     "kernel arguments, which grub-mkconfig puts on the command line"
#define ITSELF  "\1GRUB_CMDLINE_LINUX_DEFAULT"
#define DEFAULT "GRUB_CMDLINE_LINUX_DEFAULT"

static const char header[] =
	"# Kernel arguments that virtfn asks for. It reads this file again and adds to it.\n";

/* One assignment that counts. */
struct place {
	const char *path, *variable;
	size_t part;
	bool made; /* it is not there yet */
};

struct places {
	struct place *v;
	size_t n, n_texts;
	char **texts; /* of each of them, and NULL: as boot_edit_parts() wants them */
};

static void places_done(struct places *p)
{
	for (size_t i = 0; i < p->n; i++)
		free(p->texts[i]);
	free(p->texts);
	free(p->v);
	*p = (struct places) { 0 };
}

/* Owns text; NULL is no memory. */
static int push(struct places *p, const struct place *place, char *text, struct err *err)
{
	struct place *v = text ? mem_append(&p->v, &p->n, sizeof(*v)) : NULL;
	char **texts = v ? realloc(p->texts, (p->n + 1) * sizeof(*texts)) : NULL;

	if (!texts) {
		p->n -= v != NULL;
		free(text);
		return err_oom(err);
	}
	*v = *place;
	p->texts = texts;
	texts[p->n - 1] = text;
	texts[p->n] = NULL;
	return 0;
}

/* Those of this variable from here on count no more. */
static void forget(struct places *p, size_t from)
{
	while (p->n > from)
		free(p->texts[--p->n]);
}

/* Whether a text says anything of an argument that is asked for. */
static bool mentions(const char *text, const struct boot_ask *ask)
{
	for (int adding = 0; adding < 2; adding++) {
		const char *const *args = adding ? ask->add : ask->drop;

		for (size_t i = 0; args && args[i]; i++) {
			_cleanup_free_ char *name = str_from_bytes(args[i], strcspn(args[i], "="));

			if (!name || strstr(text, name))
				return true;
		}
	}
	return false;
}

/* What the places are put together from. */
struct search {
	const struct grub_default *how;
	const struct boot_ask *ask;
	const struct edits *edits;
};

static int take_parts(struct places *p, const char *path, const char *variable,
	struct shell_parts *parts, struct err *err)
{
	size_t first = p->n;

	while (first > 0 && str_eq(p->v[first - 1].variable, variable))
		first--;
	/* This one does without what is in front of it. */
	if (parts->n > 0 && !parts->v[0].append)
		forget(p, first);
	for (size_t i = 0; i < parts->n; i++) {
		const struct place place = { path, variable, i, false };
		int r;

		if (parts->v[i].list)
			return err_set(err, EOPNOTSUPP, "/%s: line %u: %s is a list", path,
				parts->v[i].line, variable);
		r = push(p, &place, TAKE_PTR(parts->v[i].value), err);
		if (r < 0)
			return r;
	}
	return 0;
}

static int take_file(const struct search *s, struct places *p, const struct edit_file *f,
	const char *variable, struct err *err)
{
	_cleanup_(shell_parts_done) struct shell_parts parts = { 0 };
	const struct place own = { GRUB_DROP_IN, DEFAULT, 0, true };
	struct err why = { 0 };
	int r = 0;

	if (f->unreadable)
		return err_set(err, EACCES, "/%s could not be read, so it is not changed", f->path);
	if (f->text)
		r = shell_edit_parts(f->text, variable, &parts, &why);
	/* A program may be in there, as long as it is not about these arguments. */
	if (r == -EOPNOTSUPP && !str_eq(f->path, GRUB_DEFAULT) && !mentions(f->text, s->ask))
		return 0;
	if (r < 0)
		return err_set(err, -r, "/%s cannot be edited: %s", f->path, why.text);
	if (parts.n == 0 && s->how->drop_ins && str_eq(variable, DEFAULT) &&
		str_eq(f->path, GRUB_DROP_IN))
		return push(p, &own, str_printf("%s", ITSELF), err);
	return take_parts(p, f->path, variable, &parts, err);
}

static int by_path(const void *a, const void *b)
{
	const struct edit_file *const *x = a, *const *y = b;

	return strcmp((*x)->path, (*y)->path);
}

static int take_variable(
	const struct search *s, struct places *p, const char *variable, struct err *err)
{
	_cleanup_free_ const struct edit_file **files = NULL;
	const struct edit_file *f = edits_find(s->edits, GRUB_DEFAULT);
	size_t n = 0, at = 0;
	int r = f ? take_file(s, p, f, variable, err) : 0;

	files = calloc(s->edits->n_files + 1, sizeof(*files));
	if (!files)
		return err_oom(err);
	while ((f = edits_next(s->edits, GRUB_DROP_INS, &at)))
		files[n++] = f;
	qsort(files, n, sizeof(*files), by_path);
	for (size_t i = 0; i < n && r == 0; i++)
		r = take_file(s, p, files[i], variable, err);
	return r;
}

/* What is new goes to the last place. */
static void move_last(struct places *p, size_t at)
{
	const struct place place = p->v[at];
	char *text = p->texts[at];

	memmove(&p->v[at], &p->v[at + 1], (p->n - at - 1) * sizeof(*p->v));
	memmove(&p->texts[at], &p->texts[at + 1], (p->n - at - 1) * sizeof(*p->texts));
	p->v[p->n - 1] = place;
	p->texts[p->n - 1] = text;
}

/* The last assignment to the variable, our own file's if that counts; one is made if need be. */
static int choose_last(struct places *p, const struct grub_default *how, struct err *err)
{
	const struct place made = { GRUB_DEFAULT, how->variable, 0, true };

	for (size_t i = p->n; how->drop_ins && i > 0; i--) {
		if (!str_eq(p->v[i - 1].path, GRUB_DROP_IN) ||
			!str_eq(p->v[i - 1].variable, DEFAULT))
			continue;
		move_last(p, i - 1);
		return 0;
	}
	for (size_t i = p->n; i > 0; i--) {
		if (!str_eq(p->v[i - 1].variable, how->variable))
			continue;
		move_last(p, i - 1);
		return 0;
	}
	return push(p, &made, str_printf("%s", ""), err);
}

static int collect(const struct search *s, struct places *p, struct err *err)
{
	int r = take_variable(s, p, "GRUB_CMDLINE_LINUX", err);

	if (r == 0)
		r = take_variable(s, p, DEFAULT, err);
	return r == 0 ? choose_last(p, s->how, err) : r;
}

/* Whether the file is ours alone: the assignment, and comments. */
static bool is_ours(const struct edit_file *f, const struct place *place)
{
	_cleanup_free_ char *rest = NULL;
	const struct shell_place at = { place->variable, place->part };
	struct err ignored;

	if (!str_eq(place->path, GRUB_DROP_IN) ||
		shell_edit_unset(f->text, &at, &rest, &ignored) < 0)
		return false;
	for (const char *line = rest; *line;) {
		line += strspn(line, " \t\r\n");
		if (*line && *line != '#')
			return false;
		line += strcspn(line, "\n");
	}
	return true;
}

static int write_place(
	const struct place *place, const char *value, struct edits *edits, struct err *err)
{
	const struct edit_file *f = edits_find(edits, place->path);
	const struct shell_place at = { place->variable, place->part };
	const char *old = f && f->text ? f->text : "";
	_cleanup_free_ char *text = NULL;
	int r;

	if (f && f->unreadable)
		return err_set(err, EACCES, "/%s could not be read, so it is not changed", f->path);
	if (str_eq(value, ITSELF) && f && f->text && is_ours(f, place))
		return edits_set(edits, place->path, NULL, WHY, err);
	if (place->made && !*old && str_eq(place->path, GRUB_DROP_IN))
		old = header;
	r = shell_edit_set(old, &at, value, &text, err);
	if (r < 0)
		return err_wrap(err, "/%s cannot be edited", place->path);
	return edits_set(edits, place->path, text, WHY, err);
}

static int write_places(
	const struct places *p, char *const *old, struct edits *edits, struct err *err)
{
	int r = 0;

	for (size_t i = 0; i < p->n && r == 0; i++)
		if (!str_eq(p->texts[i], old[i]))
			r = write_place(&p->v[i], p->texts[i], edits, err);
	return r;
}

static void texts_free(char ***texts)
{
	for (size_t i = 0; *texts && (*texts)[i]; i++)
		free((*texts)[i]);
	free(*texts);
}

int grub_edit_default(const struct grub_default *how, const struct boot_ask *ask,
	struct edits *edits, struct err *err)
{
	_cleanup_(places_done) struct places places = { 0 };
	const struct search search = { how, ask, edits };
	_cleanup_(texts_free) char **old = NULL;
	int r = grub_check_args(ask, err);

	if (r == 0)
		r = collect(&search, &places, err);
	if (r < 0)
		return r;
	old = calloc(places.n + 1, sizeof(*old));
	for (size_t i = 0; old && i < places.n; i++) {
		old[i] = str_printf("%s", places.texts[i]);
		if (!old[i])
			return err_oom(err);
	}
	if (!old)
		return err_oom(err);
	r = boot_edit_parts(places.texts, ask, err);
	if (r <= 0)
		return r;
	r = write_places(&places, old, edits, err);
	return r < 0 ? r : 1;
}

int grub_edit_and_remake(const struct grub_default *how, const struct grub_remake *remake,
	const struct boot_ask *ask, struct edits *edits, struct err *err)
{
	int r = grub_edit_default(how, ask, edits, err);

	if (r <= 0)
		return r;
	r = edits_remake(edits, remake->argv, "makes GRUB's configuration again", err);
	return r < 0 ? r : boot_prove(ask, EDIT_PROOF_GRUB, remake->cfg, edits, err);
}

int grub_check_args(const struct boot_ask *ask, struct err *err)
{
	for (size_t i = 0; ask->add && ask->add[i]; i++)
		if (strpbrk(ask->add[i], ";&|<>{}$`\\'"))
			return err_set(err, EOPNOTSUPP,
				"%s cannot be given to the kernel through GRUB's configuration: it "
				"has a sign of GRUB's script language in it",
				ask->add[i]);
	return 0;
}
