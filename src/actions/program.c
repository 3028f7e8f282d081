/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Programs of steps: on this host, or on a root that is not this host through another program
 * (chroot, arch-chroot). What they say is kept, and its end goes into the error.
 */
#include "actions/program.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/root-user.h"
#include "base/run.h"
#include "base/str.h"
#include "model/step-value.h"

/* An initramfs for each kernel on a slow disk, a package manager on a slow line. */
#define TIMEOUT_MS (30 * 60 * 1000)
#define LAST_LINES 4

struct words {
	const char **v; /* owned; what it points to is not */
	size_t n;
};

static void words_done(struct words *w)
{
	free(w->v);
}

static int add_word(struct words *w, const char *word)
{
	const char **slot = mem_append(&w->v, &w->n, sizeof(*slot));

	if (!slot)
		return -ENOMEM;
	*slot = word;
	return 0;
}

/* The argv as it is run from here. */
static int from_here(
	const struct site *site, const char *const argv[], struct words *ret, struct err *err)
{
	_cleanup_(words_done) struct words w = { 0 };
	int r = 0;

	if (!site->root->host && !site->via)
		return err_set(err, EINVAL,
			"cannot run %s on %s: that is not this host; --via chroot says how",
			argv[0], site->root->path);
	if (!site->root->host && add_word(&w, site->via) == 0)
		r = add_word(&w, site->root->path);
	for (size_t i = 0; r == 0 && argv[i]; i++)
		r = add_word(&w, argv[i]);
	if (r == 0)
		r = add_word(&w, NULL);
	if (r < 0)
		return err_oom(err);
	*ret = w;
	w.v = NULL;
	return 0;
}

static void add_argv(struct str_buf *b, const char *const argv[])
{
	for (size_t i = 0; argv[i]; i++)
		str_buf_printf(b, "%s%s", i ? " " : "", argv[i]);
}

/* Going on without a log is better than failing because of it. */
static void keep_output(
	const struct site *site, const char *const argv[], const char *output, int status)
{
	_cleanup_close_ int fd = -1;
	struct str_buf b = { 0 };
	struct err ignored;

	if (!site->log)
		return;
	fd = root_open_file(site->root, O_WRONLY | O_APPEND | O_CREAT, &ignored, site->log);
	str_buf_add(&b, "$ ");
	add_argv(&b, argv);
	str_buf_printf(
		&b, "\n%s%s", output, output[0] && output[strlen(output) - 1] != '\n' ? "\n" : "");
	str_buf_printf(
		&b, "[%s %d]\n", status < 0 ? "failed" : "status", status < 0 ? -status : status);
	if (fd >= 0 && !b.failed)
		(void)root_write_all(fd, b.text, b.len);
	str_buf_done(&b);
}

static int ask(const struct site *site, const char *etc, const char *const argv[],
	char **ret_output, struct err *err)
{
	_cleanup_(words_done) struct words w = { 0 };
	_cleanup_free_ char *output = NULL;
	int r = from_here(site, argv, &w, err);

	if (r < 0)
		return r;
	r = etc ? run_admin_over(etc, w.v, TIMEOUT_MS, &output, err)
		: run_admin(w.v, TIMEOUT_MS, &output, err);
	if (output)
		keep_output(site, argv, output, r);
	if (r >= 0)
		*ret_output = TAKE_PTR(output);
	return r;
}

int program_ask(
	const struct site *site, const char *const argv[], char **ret_output, struct err *err)
{
	return ask(site, NULL, argv, ret_output, err);
}

/* The last lines with anything in them, in one line. */
static void add_last_lines(struct err *err, char *output)
{
	char *lines[LAST_LINES] = { 0 };
	struct str_buf b = { 0 };

	for (char *rest = output, *line; (line = strsep(&rest, "\r\n"));) {
		line = str_strip(line);
		if (!line[0])
			continue;
		memmove(lines, lines + 1, sizeof(lines) - sizeof(lines[0]));
		lines[LAST_LINES - 1] = line;
	}
	for (size_t i = 0; i < LAST_LINES; i++)
		if (lines[i])
			str_buf_printf(&b, "%s%.120s", b.len ? " / " : "", lines[i]);
	if (b.len > 0)
		(void)err_hint(err, "it said: %s", b.text);
	str_buf_done(&b);
}

int program_hint(const struct site *site, char *output, struct err *err)
{
	add_last_lines(err, output);
	if (!site->log)
		return -err->code;
	return err_hint(err, "all of it is in %s/%s", site->root->path, site->log);
}

static int failed(const struct site *site, const char *const argv[], int status, char *output,
	struct err *err)
{
	struct str_buf b = { 0 };

	add_argv(&b, argv);
	(void)err_set(
		err, EIO, "'%.200s' failed with status %d", b.failed ? argv[0] : b.text, status);
	str_buf_done(&b);
	return program_hint(site, output, err);
}

static int run_nth(const struct site *site, const char *etc, const struct step *step, unsigned nth,
	struct err *err)
{
	_cleanup_(step_argv_done) struct step_argv argv = { 0 };
	_cleanup_free_ char *output = NULL;
	int r = step_get_argv(step->value, nth, &argv, err);

	if (r < 0 || !argv.v)
		return r;
	r = ask(site, etc, (const char *const *)argv.v, &output, err);
	if (r <= 0)
		return r;
	return failed(site, (const char *const *)argv.v, r, output, err);
}

int program_run(const struct site *site, const struct step *step, unsigned nth, struct err *err)
{
	return run_nth(site, NULL, step, nth, err);
}

int program_run_over(
	const struct site *site, const char *etc, const struct step *step, struct err *err)
{
	return run_nth(site, etc, step, 0, err);
}

static bool is_there(const struct root *root, const char *program)
{
	static const char *const folders[] = { "usr/sbin", "usr/bin", "sbin", "bin" };

	if (strchr(program, '/'))
		return root_exists(root, "%s", program + strspn(program, "/"));
	for (size_t i = 0; i < ARRAY_SIZE(folders); i++)
		if (root_exists(root, "%s/%s", folders[i], program))
			return true;
	return false;
}

int program_may_run(const struct site *site, const struct step *step, unsigned nth, struct err *err)
{
	_cleanup_(step_argv_done) struct step_argv argv = { 0 };
	_cleanup_(words_done) struct words w = { 0 };
	int r = step_get_argv(step->value, nth, &argv, err);

	if (r < 0 || !argv.v)
		return r;
	if (site->root->host && !is_there(site->root, argv.v[0]))
		return err_set(err, ENOENT, "cannot run %s: there is no such program in %s",
			argv.v[0], RUN_PATH);
	return from_here(site, (const char *const *)argv.v, &w, err);
}
