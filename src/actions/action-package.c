/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Install packages; undo removes those that were not there before. Target: their names, with
 * blanks between them; value: three argv: what installs, what removes (names are added to both),
 * and what tells of one package whether it is there (its status is 0, and it does not say
 * "config-files" or "not-installed": dpkg-query -W -f=${db:Status-Status}, rpm -q, pacman -Q).
 */
#include "actions/program.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/step-value.h"

enum which {
	WHICH_INSTALL,
	WHICH_REMOVE,
	WHICH_QUERY,
};

#define WORDS_MAX 64

/* Calls fn for each name in a text with blanks between them. */
static int each_name(const char *names, int (*fn)(void *arg, const char *name), void *arg)
{
	_cleanup_free_ char *copy = str_printf("%s", names);
	int r = copy ? 0 : -ENOMEM;

	for (char *rest = copy, *name; r == 0 && (name = strsep(&rest, " "));)
		if (name[0])
			r = fn(arg, name);
	return r;
}

struct query {
	const struct site *site;
	const struct step *step;
	struct str_buf missing; /* names with a blank in front */
	struct err *err;
};

struct order {
	enum which which;
	const char *names;
};

static int run_with(const struct site *site, const struct step *step, struct order o,
	char **ret_output, struct err *err)
{
	_cleanup_(step_argv_done) struct step_argv argv = { 0 };
	_cleanup_free_ char *copy = str_printf("%s", o.names);
	const char *words[WORDS_MAX + 1] = { 0 };
	size_t n = 0;
	int r = copy ? step_get_argv(step->value, o.which, &argv, err) : err_oom(err);

	if (r < 0)
		return r;
	if (!argv.v)
		return err_set(err, EINVAL, "the step for %.60s lacks a command", step->target);
	for (; argv.v[n] && n < WORDS_MAX; n++)
		words[n] = argv.v[n];
	for (char *rest = copy, *name; (name = strsep(&rest, " "));) {
		if (!name[0])
			continue;
		if (n >= WORDS_MAX)
			return err_set(err, E2BIG, "too many packages in one step");
		words[n++] = name;
	}
	return program_ask(site, words, ret_output, err);
}

static int query_one(void *arg, const char *name)
{
	struct query *q = arg;
	_cleanup_free_ char *output = NULL;
	int r = run_with(q->site, q->step, (struct order) { WHICH_QUERY, name }, &output, q->err);

	if (r < 0)
		return r;
	if (r > 0 || strstr(output, "config-files") || strstr(output, "not-installed"))
		str_buf_printf(&q->missing, " %s", name);
	return q->missing.failed ? err_oom(q->err) : 0;
}

/* Those that are not there; to be free()d. */
static int find_missing(const struct site *site, const struct step *step, const char *names,
	char **ret, struct err *err)
{
	struct query q = { .site = site, .step = step, .err = err };
	int r;

	err->code = 0;
	r = each_name(names, query_one, &q);
	if (r < 0) {
		str_buf_done(&q.missing);
		return err->code ? r : err_oom(err);
	}
	*ret = str_buf_take(&q.missing);
	return *ret ? 0 : err_oom(err);
}

static int save(
	const struct site *site, const struct step *step, struct saved *ret, struct err *err)
{
	_cleanup_free_ char *missing = NULL;
	int r = find_missing(site, step, step->target, &missing, err);

	return r < 0 ? r : saved_set(ret, missing, err);
}

static int reached(const struct site *site, const struct step *step, struct err *err)
{
	_cleanup_free_ char *missing = NULL;
	int r = find_missing(site, step, step->target, &missing, err);

	return r < 0 ? r : !missing[0];
}

static int change(const struct site *site, const struct step *step, enum which which,
	const char *names, struct err *err)
{
	_cleanup_free_ char *output = NULL;
	int r;

	if (!names[0])
		return 0;
	r = run_with(site, step, (struct order) { which, names }, &output, err);
	if (r <= 0)
		return r;
	(void)err_set(err, EIO, "the package manager could not %s%s%s (status %d)",
		which == WHICH_INSTALL ? "install" : "remove", names[0] == ' ' ? "" : " ", names,
		r);
	return program_hint(site, output, err);
}

static int apply(const struct site *site, const struct step *step, struct err *err)
{
	_cleanup_free_ char *missing = NULL;
	int r = find_missing(site, step, step->target, &missing, err);

	return r < 0 ? r : change(site, step, WHICH_INSTALL, missing, err);
}

/* Of those that we installed, the ones that are there still. */
static int undo(const struct site *site, const struct step *step, const struct saved *saved,
	struct err *err)
{
	_cleanup_free_ char *gone = NULL;
	_cleanup_free_ char *ours = str_printf("%s", saved->text);
	struct str_buf there = { 0 };
	int r = ours ? find_missing(site, step, saved->text, &gone, err) : err_oom(err);

	for (char *rest = ours, *name; r == 0 && (name = strsep(&rest, " "));) {
		_cleanup_free_ char *one = str_printf(" %s ", name);
		_cleanup_free_ char *all = str_printf("%s ", gone);

		if (!one || !all)
			r = err_oom(err);
		else if (name[0] && !strstr(all, one))
			str_buf_printf(&there, " %s", name);
	}
	if (r == 0 && there.failed)
		r = err_oom(err);
	if (r == 0)
		r = change(site, step, WHICH_REMOVE, there.text ? there.text : "", err);
	str_buf_done(&there);
	return r;
}

static int may_apply(const struct site *site, const struct step *step, struct err *err)
{
	int r = 0;

	for (unsigned i = WHICH_INSTALL; i <= WHICH_QUERY && r == 0; i++)
		r = program_may_run(site, step, i, err);
	return r;
}

static int may_undo(const struct site *site, const struct step *step, const struct saved *saved,
	struct err *err)
{
	(void)saved;
	return may_apply(site, step, err);
}

const struct action action_package = {
	.id = "package",
	.save = save,
	.apply = apply,
	.undo = undo,
	.reached = reached,
	.may_apply = may_apply,
	.may_undo = may_undo,
	.sort = ACTION_PROGRAM,
	.doing = "installing",
	.value_is_argv = true,
};
