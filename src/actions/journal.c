/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The file that makes undo outlive us: writing it. Reading is journal-read.c's, who may write
 * the runner's lock's, and which old ones go prune.c's business.
 */
#include "actions/journal.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/root-file.h"
#include "base/str.h"

#define KEEP 20

void journal_done(struct journal *j)
{
	mem_closep(&j->fd);
}

void journal_escape(struct str_buf *b, const char *text)
{
	for (; *text; text++) {
		if (isalnum((unsigned char)*text) || strchr("/.:_-=,+", *text))
			str_buf_add_n(b, text, 1);
		else
			str_buf_printf(b, "%%%02x", (unsigned char)*text);
	}
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
		journal_escape(&line, parts[i]);
	}
	str_buf_add(&line, "\n");
	return add_line(j, &line, err);
}

int journal_about(struct journal *j, const struct root *root, const char *about, struct err *err)
{
	struct str_buf line = { 0 };
	char boot[40];

	journal_boot_id(root, boot);
	str_buf_printf(&line, "about\t%lld\t", (long long)time(NULL));
	journal_escape(&line, boot);
	str_buf_add(&line, "\t");
	journal_escape(&line, about);
	str_buf_add(&line, "\n");
	return add_line(j, &line, err);
}

/* In front of these may be a line that was cut off: it must not swallow them. */
int journal_undo(struct journal *j, struct err *err)
{
	struct str_buf line = { 0 };

	str_buf_printf(&line, "\nundo\t%lld\n", (long long)time(NULL));
	return add_line(j, &line, err);
}

int journal_end(struct journal *j, bool undone, struct err *err)
{
	struct str_buf line = { 0 };

	str_buf_printf(&line, "%send\t%s\n", undone ? "\n" : "", undone ? "undone" : "done");
	return add_line(j, &line, err);
}

/* ret->path says which. */
static int open_path(const struct root *root, int flags, struct journal *ret, struct err *err)
{
	int fd = root_open_file(root, O_WRONLY | O_APPEND | flags, err, ret->path);

	if (fd < 0)
		return err_wrap(err, "cannot open the journal");
	ret->fd = fd;
	return 0;
}

int journal_open(const struct root *root, const char *dir, unsigned number, struct journal *ret,
	struct err *err)
{
	(void)snprintf(ret->path, sizeof(ret->path), "%.80s/%06u", dir, number);
	return open_path(root, 0, ret, err);
}

/* Generations are files named by a number; other names are not ours. */
unsigned journal_number(const char *path)
{
	const char *name = str_base_name(path);
	unsigned n;

	while (*name == '0')
		name++;
	return name[0] && !strchr(name, 'x') && str_to_uint(name, 999999, &n) == 0 ? n : 0;
}

static void drop_old(
	const struct root *root, const char *dir, const struct names *names, unsigned last)
{
	for (size_t i = 0; i < names->n; i++) {
		char path[128];
		struct err ignored;
		unsigned n = journal_number(names->v[i]);

		if (n == 0 || n + KEEP > last)
			continue;
		(void)snprintf(path, sizeof(path), "%.80s/%.20s", dir, names->v[i]);
		(void)root_remove(root, &ignored, path);
	}
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
		if (journal_number(names.v[i]) > last)
			last = journal_number(names.v[i]);
	if (!str_eq(dir, JOURNAL_PERSISTENT))
		drop_old(root, dir, &names, last);
	(void)snprintf(ret->path, sizeof(ret->path), "%.80s/%06u", dir, last + 1);
	r = open_path(root, O_CREAT | O_EXCL, ret, err);
	if (r == 0)
		r = root_sync_folder_of(root, ret->path, err);
	return r;
}
