/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a generation's file says, whoever wrote it: lines that are not ours are passed over.
 * Writing is journal.c's.
 */
#include "actions/journal.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

#define FILE_MAX ((size_t)16 << 20)
#define PARTS    5

void generation_done(struct generation *g)
{
	free(g->v);
	*g = (struct generation) { 0 };
}

void generations_done(struct generations *g)
{
	for (size_t i = 0; i < g->n; i++)
		generation_done(&g->v[i]);
	free(g->v);
	*g = (struct generations) { 0 };
}

const char *generation_state_text(enum generation_state state)
{
	static const char *const words[] = {
		[GENERATION_UNFINISHED] = "unfinished",
		[GENERATION_DONE] = "done",
		[GENERATION_UNDOING] = "undoing",
		[GENERATION_UNDONE] = "undone",
	};

	return words[state];
}

void journal_boot_id(const struct root *root, char ret[40])
{
	_cleanup_free_ char *text = NULL;
	struct err ignored;

	ret[0] = '\0';
	if (root_read(root, &text, &ignored, "proc/sys/kernel/random/boot_id") == 0)
		(void)snprintf(ret, 40, "%.39s", text);
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

bool journal_unescape(char *to, size_t size, char *part)
{
	if (!part || strlen(part) >= 3 * size)
		return false;
	unescape(part);
	if (strlen(part) >= size)
		return false;
	(void)snprintf(to, size, "%s", part);
	return true;
}

static int read_step(struct generation *g, char *part[PARTS])
{
	struct journal_entry *e = mem_append(&g->v, &g->n, sizeof(*e));

	if (!e)
		return -ENOMEM;
	if (!journal_unescape(e->step.action, sizeof(e->step.action), part[1]) ||
		!journal_unescape(e->step.target, sizeof(e->step.target), part[2]) ||
		!journal_unescape(e->step.value, sizeof(e->step.value), part[3]) ||
		!journal_unescape(e->saved.text, sizeof(e->saved.text), part[4]))
		g->n--; /* not a line of ours: nothing to take back by it */
	return 0;
}

static void read_about(struct generation *g, char *part[PARTS])
{
	uint64_t when;

	if (part[1] && str_to_u64(part[1], 10, INT64_MAX, &when) == 0)
		g->when = (long long)when;
	(void)journal_unescape(g->boot, sizeof(g->boot), part[2]);
	(void)journal_unescape(g->about, sizeof(g->about), part[3]);
}

static int read_line(struct generation *g, char *line)
{
	char *part[PARTS] = { 0 };

	for (size_t i = 0; i < PARTS; i++)
		part[i] = strsep(&line, "\t");
	if (str_eq(part[0], "end"))
		g->state = str_eq(part[1], "undone") ? GENERATION_UNDONE : GENERATION_DONE;
	else if (str_eq(part[0], "undo"))
		g->state = GENERATION_UNDOING;
	else if (str_eq(part[0], "about"))
		read_about(g, part);
	else if (str_eq(part[0], "step"))
		return read_step(g, part);
	return 0;
}

static const char *end(const struct root_file *file)
{
	return file->text + file->size;
}

static int read_file(
	const struct root *root, const char *path, struct generation *ret, struct err *err)
{
	_cleanup_(generation_done) struct generation g = { .number = journal_number(path) };
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
		if (strlen(line) == (size_t)(newline - line) && read_line(&g, line) < 0)
			return err_oom(err);
	}
	*ret = g;
	g = (struct generation) { 0 };
	return 0;
}

int journal_read(const struct root *root, const char *dir, unsigned number, struct generation *ret,
	struct err *err)
{
	char path[128];

	(void)snprintf(path, sizeof(path), "%.80s/%06u", dir, number);
	return read_file(root, path, ret, err);
}

int journal_list(const struct root *root, const char *dir, struct generations *ret, struct err *err)
{
	_cleanup_(generations_done) struct generations all = { 0 };
	_cleanup_(names_done) struct names names = { 0 };
	int r;

	r = root_list(root, &names, err, "%s", dir);
	if (r < 0)
		return r == -ENOENT ? 0 : err_wrap(err, "cannot look into the journal");
	for (size_t i = 0; i < names.n; i++) {
		struct generation *g;
		unsigned n = journal_number(names.v[i]);
		char path[128];

		/* Ours have six digits: "7" beside "000007" is somebody else's. */
		if (n == 0 || strlen(names.v[i]) != 6)
			continue;
		g = mem_append(&all.v, &all.n, sizeof(*g));
		if (!g)
			return err_oom(err);
		(void)snprintf(path, sizeof(path), "%.80s/%s", dir, names.v[i]);
		r = read_file(root, path, g, err);
		if (r < 0)
			return r;
	}
	*ret = all;
	all = (struct generations) { 0 };
	return 0;
}
