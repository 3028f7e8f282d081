/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A change of a host's configuration, while it is put together. What it means for the machine is
 * said in plan/ and done in actions/.
 */
#include "model/edit.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

static void argv_free(char **argv)
{
	for (size_t i = 0; argv && argv[i]; i++)
		free(argv[i]);
	free(argv);
}

static void command_done(struct edit_command *c)
{
	argv_free(c->argv);
	argv_free(c->undo);
	argv_free(c->query);
	free(c->packages);
	free(c->why);
	*c = (struct edit_command) { 0 };
}

static void variable_done(struct edit_variable *v)
{
	free(v->name);
	free(v->value);
	free(v->why);
	*v = (struct edit_variable) { 0 };
}

static void file_done(struct edit_file *f)
{
	free(f->path);
	free(f->old);
	free(f->text);
	free(f->why);
	*f = (struct edit_file) { 0 };
}

static void install_done(struct edit_install *i)
{
	free(i->from);
	free(i->path);
	free(i->sha256);
	free(i->name);
	free(i->version);
	free(i->answer);
	free(i->why);
	argv_free(i->install);
	argv_free(i->remove);
	argv_free(i->query);
	*i = (struct edit_install) { 0 };
}

static void attribute_done(struct edit_attribute *a)
{
	free(a->path);
	free(a->value);
	free(a->why);
	*a = (struct edit_attribute) { 0 };
}

static void image_done(struct edit_image *i)
{
	free(i->path);
	free(i->like);
	free(i->over);
	free(i->why);
	argv_free(i->argv);
	*i = (struct edit_image) { 0 };
}

void edits_done(struct edits *e)
{
	for (size_t i = 0; i < e->n_files; i++)
		file_done(&e->files[i]);
	for (size_t i = 0; i < e->n_commands; i++)
		command_done(&e->commands[i]);
	for (size_t i = 0; i < e->n_installs; i++)
		install_done(&e->installs[i]);
	for (size_t i = 0; i < e->n_images; i++)
		image_done(&e->images[i]);
	for (size_t i = 0; i < e->n_proofs; i++) {
		free((char *)e->proofs[i].path);
		free((char *)e->proofs[i].token);
	}
	for (size_t i = 0; i < e->n_attributes; i++)
		attribute_done(&e->attributes[i]);
	for (size_t i = 0; i < e->n_variables; i++)
		variable_done(&e->variables[i]);
	for (size_t i = 0; i < e->n_notes; i++)
		free(e->notes[i].text);
	free(e->files);
	free(e->commands);
	free(e->installs);
	free(e->images);
	free(e->attributes);
	free(e->variables);
	free(e->proofs);
	free(e->notes);
	*e = (struct edits) { 0 };
}

static char *copy(const char *text, size_t size)
{
	char *c = malloc(size + 1);

	if (!c)
		return NULL;
	memcpy(c, text, size);
	c[size] = '\0';
	return c;
}

static struct edit_file *add_file(struct edits *e, const char *path)
{
	struct edit_file *f = mem_append(&e->files, &e->n_files, sizeof(*f));

	if (!f)
		return NULL;
	f->path = str_printf("%s", path);
	if (f->path)
		return f;
	e->n_files--;
	return NULL;
}

int edits_add_read(
	struct edits *e, const char *path, const char *text, size_t size, struct err *err)
{
	struct edit_file *f;

	if (edits_find(e, path))
		return 0;
	f = add_file(e, path);
	if (!f)
		return err_oom(err);
	if (!text)
		return 0;
	f->old = copy(text, size);
	f->text = copy(text, size);
	if (!f->old || !f->text) {
		file_done(f);
		e->n_files--;
		return err_oom(err);
	}
	f->there = true;
	f->old_size = f->size = size;
	return 0;
}

int edits_add_unreadable(struct edits *e, const char *path, struct err *err)
{
	struct edit_file *f;

	if (edits_find(e, path))
		return 0;
	f = add_file(e, path);
	if (!f)
		return err_oom(err);
	f->unreadable = true;
	return 0;
}

struct edit_file *edits_find(const struct edits *e, const char *path)
{
	for (size_t i = 0; i < e->n_files; i++)
		if (str_eq(e->files[i].path, path))
			return &e->files[i];
	return NULL;
}

struct edit_file *edits_next(const struct edits *e, const char *pattern, size_t *at)
{
	while (*at < e->n_files) {
		struct edit_file *f = &e->files[(*at)++];

		if (fnmatch(pattern, f->path, FNM_PATHNAME) == 0)
			return f;
	}
	return NULL;
}

bool edit_file_changes(const struct edit_file *f)
{
	if (!f->old || !f->text)
		return f->old != f->text;
	return f->old_size != f->size || memcmp(f->old, f->text, f->size) != 0;
}

int edits_set(struct edits *e, const char *path, const char *text, const char *why, struct err *err)
{
	struct edit_file *f = edits_find(e, path);
	char *c = NULL;

	if (!f)
		f = add_file(e, path);
	if (!f)
		return err_oom(err);
	if (f->unreadable)
		return err_set(err, EACCES, "/%s could not be read, so it is not changed", path);
	if (text) {
		c = copy(text, strlen(text));
		if (!c)
			return err_oom(err);
	}
	free(f->text);
	f->text = c;
	f->size = c ? strlen(c) : 0;
	if (!edit_file_changes(f) || f->why)
		return 0;
	f->why = str_printf("%s", why);
	return f->why ? 0 : err_oom(err);
}

static bool argv_eq(char *const *a, const char *const *b)
{
	size_t i = 0;

	while (a[i] && b[i] && str_eq(a[i], b[i]))
		i++;
	return !a[i] && !b[i];
}

static char **argv_copy(const char *const *argv)
{
	size_t n = 0;
	char **c;

	while (argv[n])
		n++;
	c = calloc(n + 1, sizeof(*c));
	for (size_t i = 0; c && i < n; i++) {
		c[i] = str_printf("%s", argv[i]);
		if (!c[i]) {
			argv_free(c);
			return NULL;
		}
	}
	return c;
}

static struct edit_command *find_command(struct edits *e, const char *const *argv)
{
	for (size_t i = 0; i < e->n_commands; i++)
		if (!e->commands[i].packages && argv_eq(e->commands[i].argv, argv))
			return &e->commands[i];
	return NULL;
}

int edits_command(struct edits *e, const char *const *argv, const char *const *undo,
	const char *why, struct err *err)
{
	struct edit_command *c;

	if (find_command(e, argv))
		return 0;
	c = mem_append(&e->commands, &e->n_commands, sizeof(*c));
	if (!c)
		return err_oom(err);
	c->argv = argv_copy(argv);
	c->undo = undo ? argv_copy(undo) : NULL;
	c->why = str_printf("%s", why);
	if (c->argv && c->why && (c->undo || !undo))
		return 0;
	command_done(c);
	e->n_commands--;
	return err_oom(err);
}

int edits_remake(struct edits *e, const char *const *argv, const char *why, struct err *err)
{
	struct edit_command *c = find_command(e, argv);
	struct edit_command keep;
	int r;

	if (c) {
		keep = *c;
		memmove(c, c + 1, (size_t)(&e->commands[e->n_commands] - (c + 1)) * sizeof(*c));
		e->commands[e->n_commands - 1] = keep;
		return 0;
	}
	r = edits_command(e, argv, NULL, why, err);
	if (r == 0)
		e->commands[e->n_commands - 1].remake = true;
	return r;
}

int edits_packages(struct edits *e, const struct package_manager *manager, const char *names,
	const char *why, struct err *err)
{
	struct edit_command *c;

	for (size_t i = 0; i < e->n_commands; i++)
		if (e->commands[i].packages && str_eq(e->commands[i].packages, names))
			return 0;
	c = mem_append(&e->commands, &e->n_commands, sizeof(*c));
	if (!c)
		return err_oom(err);
	*c = (struct edit_command) {
		.argv = argv_copy(manager->install),
		.undo = argv_copy(manager->remove),
		.query = argv_copy(manager->query),
		.packages = str_printf("%s", names),
		.why = str_printf("%s", why),
		.first = true,
		.live = !manager->reboot,
	};
	return c->argv && c->undo && c->query && c->packages && c->why ? 0 : err_oom(err);
}

/* The argv and a name behind it. */
static char **argv_and(const char *const *argv, const char *name)
{
	const char *words[32] = { 0 };
	size_t n = 0;

	for (; argv[n] && n < ARRAY_SIZE(words) - 2; n++)
		words[n] = argv[n];
	words[n] = name;
	return argv_copy(words);
}

int edits_install(struct edits *e, const struct package_manager *manager,
	const struct edit_install *install, struct err *err)
{
	struct edit_install *i = mem_append(&e->installs, &e->n_installs, sizeof(*i));

	if (!i)
		return err_oom(err);
	*i = (struct edit_install) {
		.from = str_printf("%s", install->from),
		.path = str_printf("%s", install->path),
		.sha256 = str_printf("%s", install->sha256),
		.name = str_printf("%s", install->name),
		.version = str_printf("%s", install->version),
		.answer = str_printf("%s", install->answer),
		.why = str_printf("%s", install->why),
		.install = argv_copy(manager->install_file),
		.remove = argv_and(manager->remove, install->name),
		.query = argv_and(manager->version, install->name),
	};
	return i->from && i->path && i->sha256 && i->name && i->version && i->answer && i->why &&
			       i->install && i->remove && i->query
		       ? 0
		       : err_oom(err);
}

int edits_image(
	struct edits *e, const struct edit_image *image, const char *const *argv, struct err *err)
{
	struct edit_image *i = mem_append(&e->images, &e->n_images, sizeof(*i));

	if (!i)
		return err_oom(err);
	*i = (struct edit_image) {
		.path = str_printf("%s", image->path),
		.like = str_printf("%s", image->like),
		.over = image->over ? str_printf("%s", image->over) : NULL,
		.argv = argv_copy(argv),
		.why = str_printf("%s", image->why),
	};
	if (image->over && !i->over)
		return err_oom(err);
	return i->path && i->like && i->argv && i->why ? 0 : err_oom(err);
}

int edits_attribute(
	struct edits *e, const char *path, const char *value, const char *why, struct err *err)
{
	struct edit_attribute *a;

	for (size_t i = 0; i < e->n_attributes; i++)
		if (str_eq(e->attributes[i].path, path))
			return 0;
	a = mem_append(&e->attributes, &e->n_attributes, sizeof(*a));
	if (!a)
		return err_oom(err);
	a->path = str_printf("%s", path);
	a->value = str_printf("%s", value);
	a->why = str_printf("%s", why);
	return a->path && a->value && a->why ? 0 : err_oom(err);
}

int edits_proof(struct edits *e, const struct edit_proof *proof, struct err *err)
{
	struct edit_proof *p = mem_append(&e->proofs, &e->n_proofs, sizeof(*p));

	if (!p)
		return err_oom(err);
	*p = (struct edit_proof) {
		.kind = proof->kind,
		.path = str_printf("%s", proof->path),
		.token = str_printf("%s", proof->token),
		.absent = proof->absent,
		.some = proof->some,
	};
	return p->path && p->token ? 0 : err_oom(err);
}

int edits_variable(
	struct edits *e, const char *name, const char *value, const char *why, struct err *err)
{
	struct edit_variable *v = mem_append(&e->variables, &e->n_variables, sizeof(*v));

	if (!v)
		return err_oom(err);
	v->name = str_printf("%s", name);
	v->value = str_printf("%s", value);
	v->why = str_printf("%s", why);
	return v->name && v->value && v->why ? 0 : err_oom(err);
}

int edits_note(struct edits *e, struct err *err, const char *fmt, ...)
{
	struct edit_note *n = mem_append(&e->notes, &e->n_notes, sizeof(*n));
	va_list args;
	int r;

	if (!n)
		return err_oom(err);
	va_start(args, fmt);
	r = vasprintf(&n->text, fmt, args);
	va_end(args);
	if (r >= 0)
		return 0;
	n->text = NULL;
	return err_oom(err);
}

bool edits_any(const struct edits *e)
{
	for (size_t i = 0; i < e->n_files; i++)
		if (edit_file_changes(&e->files[i]))
			return true;
	return e->n_commands > 0 || e->n_installs > 0 || e->n_images > 0 || e->n_attributes > 0 ||
	       e->n_variables > 0;
}
