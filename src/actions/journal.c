/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The file that makes undo outlive us. Who may write it is the runner's lock's
 * business.
 */
#include "actions/journal.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"

#define KEEP     20
#define FILE_MAX (1024 * 1024)

void journal_done(struct journal *j)
{
	mem_closep(&j->fd);
}

void journal_entries_done(struct journal_entries *e)
{
	free(e->v);
	*e = (struct journal_entries) { 0 };
}

static void add_escaped(struct str_buf *b, const char *text)
{
	for (; *text; text++) {
		if (isalnum((unsigned char)*text) || strchr("/.:_-=,+", *text))
			str_buf_add_n(b, text, 1);
		else
			str_buf_printf(b, "%%%02x", (unsigned char)*text);
	}
}

/* In place; a broken escape stays as it is. */
static void unescape(char *text)
{
	char *to = text;

	for (; *text; text++) {
		char hex[3] = { text[0] == '%' ? text[1] : '\0',
			text[0] == '%' && text[1] ? text[2] : '\0' };
		uint64_t v;

		if (strlen(hex) == 2 && str_to_u64(hex, 16, 255, &v) == 0) {
			*to++ = (char)v;
			text += 2;
		} else {
			*to++ = *text;
		}
	}
	*to = '\0';
}

static int add_line(struct journal *j, struct str_buf *line, struct err *err)
{
	_cleanup_free_ char *text = str_buf_take(line);
	size_t n = text ? strlen(text) : 0;

	if (!text)
		return err_oom(err);
	if (write(j->fd, text, n) != (ssize_t)n || fdatasync(j->fd) < 0)
		return err_sys(
			err, errno ? errno : ENOSPC, "cannot write the journal /%s", j->path);
	return 0;
}

int journal_step(
	struct journal *j, const struct step *step, const struct saved *saved, struct err *err)
{
	const char *const parts[] = { step->action, step->target, step->value, saved->text };
	struct str_buf line = { 0 };

	str_buf_add(&line, "step");
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		str_buf_add(&line, "\t");
		add_escaped(&line, parts[i]);
	}
	str_buf_add(&line, "\n");
	return add_line(j, &line, err);
}

int journal_end(struct journal *j, bool undone, struct err *err)
{
	struct str_buf line = { 0 };

	/* In front of it may be a line that was cut off: it must not swallow this one. */
	str_buf_printf(&line, "%send\t%s\n", undone ? "\n" : "", undone ? "undone" : "done");
	return add_line(j, &line, err);
}

/* ret->path says which. */
static int open_journal(const struct root *root, int flags, struct journal *ret, struct err *err)
{
	int fd = root_open_file(root, O_WRONLY | O_APPEND | flags, err, ret->path);

	if (fd < 0)
		return err_wrap(err, "cannot open the journal");
	ret->fd = fd;
	return 0;
}

/* Generations are files named by a number; other names are not ours. */
static unsigned number_of(const char *name)
{
	unsigned n;

	while (*name == '0')
		name++;
	return str_to_uint(name, 999999, &n) < 0 ? 0 : n;
}

int journal_start(const struct root *root, const char *dir, struct journal *ret, struct err *err)
{
	_cleanup_(names_done) struct names names = { 0 };
	unsigned last = 0;
	int r;

	r = root_mkdir(root, err, dir);
	if (r == 0)
		r = root_list(root, &names, err, "%s", dir);
	if (r < 0)
		return err_wrap(err, "cannot keep a journal");
	for (size_t i = 0; i < names.n; i++)
		if (number_of(names.v[i]) > last)
			last = number_of(names.v[i]);
	for (size_t i = 0; i < names.n; i++) {
		char path[128];
		struct err ignored;

		if (number_of(names.v[i]) == 0 || number_of(names.v[i]) + KEEP > last)
			continue;
		(void)snprintf(path, sizeof(path), "%.80s/%.20s", dir, names.v[i]);
		(void)root_remove(root, &ignored, path);
	}
	(void)snprintf(ret->path, sizeof(ret->path), "%.80s/%06u", dir, last + 1);
	return open_journal(root, O_CREAT | O_EXCL, ret, err);
}

static bool copy_part(char *to, size_t size, char *part)
{
	if (!part || strlen(part) >= size)
		return false;
	unescape(part);
	(void)snprintf(to, size, "%s", part);
	return true;
}

static int read_line(struct journal_entries *e, char *line)
{
	char *part[5] = { 0 };
	struct journal_entry *entry;

	for (size_t i = 0; i < ARRAY_SIZE(part); i++)
		part[i] = strsep(&line, "\t");
	if (str_eq(part[0], "end")) {
		e->ended = true;
		return 0;
	}
	if (!str_eq(part[0], "step"))
		return 0;
	entry = mem_append(&e->v, &e->n, sizeof(*entry));
	if (!entry)
		return -ENOMEM;
	if (!copy_part(entry->step.action, sizeof(entry->step.action), part[1]) ||
		!copy_part(entry->step.target, sizeof(entry->step.target), part[2]) ||
		!copy_part(entry->step.value, sizeof(entry->step.value), part[3]) ||
		!copy_part(entry->saved.text, sizeof(entry->saved.text), part[4]))
		e->n--; /* not a line of ours: nothing to take back by it */
	return 0;
}

static const char *end(const struct root_file *file)
{
	return file->text + file->size;
}

static int read_generation(
	const struct root *root, const char *path, struct journal_entries *ret, struct err *err)
{
	_cleanup_(journal_entries_done) struct journal_entries e = { 0 };
	_cleanup_(root_file_done) struct root_file file = { 0 };
	char *line, *newline;
	int r;

	r = root_read_bytes(root, FILE_MAX, &file, err, path);
	if (r < 0)
		return err_wrap(err, "cannot read the journal");
	for (line = file.text; (newline = memchr(line, '\n', (size_t)(end(&file) - line)));
		line = newline + 1) {
		*newline = '\0';
		/* A file system that lost power leaves zeros: not a line of ours. */
		if (strlen(line) == (size_t)(newline - line) && read_line(&e, line) < 0)
			return err_oom(err);
	}
	*ret = e;
	e = (struct journal_entries) { 0 };
	return 0;
}

int journal_unfinished(const struct root *root, const char *dir, struct journal *ret_j,
	struct journal_entries *ret, struct err *err)
{
	_cleanup_(names_done) struct names names = { 0 };
	int r;

	if (!root_exists(root, "%s", dir))
		return 0;
	r = root_list(root, &names, err, "%s", dir);
	if (r < 0)
		return err_wrap(err, "cannot look for unfinished work");
	for (size_t i = 0; i < names.n; i++) {
		_cleanup_(journal_entries_done) struct journal_entries e = { 0 };

		if (number_of(names.v[i]) == 0)
			continue;
		(void)snprintf(ret_j->path, sizeof(ret_j->path), "%.80s/%.20s", dir, names.v[i]);
		r = read_generation(root, ret_j->path, &e, err);
		if (r < 0)
			return r;
		if (e.ended)
			continue;
		r = open_journal(root, 0, ret_j, err);
		if (r < 0)
			return r;
		*ret = e;
		e = (struct journal_entries) { 0 };
		return 1;
	}
	return 0;
}
