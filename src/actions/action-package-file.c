/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Install a package out of a file; undo removes it, but where another version of it was there
 * before, it stays: nobody has that one's file. Target: the file's path; value: four argv: what
 * installs (the path is added), what removes, what tells the version (program and answer as in
 * struct package_manager), and SHA-256, name, version and the answer when it is installed.
 */
#include "actions/program.h"

#include <errno.h>
#include <string.h>
#include <strings.h>

#include "actions/package-file.h"
#include "base/mem.h"
#include "model/step-value.h"

enum which {
	WHICH_INSTALL,
	WHICH_REMOVE,
	WHICH_QUERY,
	WHICH_WORDS,
};

enum word {
	WORD_SHA256,
	WORD_NAME,
	WORD_VERSION,
	WORD_ANSWER,
	WORDS,
};

#define ARGV_MAX 32

static int read_words(const struct step *step, struct step_argv *ret, struct err *err)
{
	size_t n = 0;
	int r = step_get_argv(step->value, WHICH_WORDS, ret, err);

	if (r < 0)
		return r;
	while (ret->v && ret->v[n])
		n++;
	return n == WORDS ? 0
			  : err_set(err, EINVAL, "the step for %.100s does not say what it is",
				    step->target);
}

/* What the package manager says of it now; "" when it is not there. To be free()d. */
static int ask(const struct site *site, const struct step *step, char **ret, struct err *err)
{
	_cleanup_(step_argv_done) struct step_argv argv = { 0 };
	_cleanup_free_ char *output = NULL;
	int r = step_get_argv(step->value, WHICH_QUERY, &argv, err);

	if (r < 0)
		return r;
	if (!argv.v)
		return err_set(err, EINVAL, "the step for %.100s lacks a command", step->target);
	r = program_ask(site, (const char *const *)argv.v, &output, err);
	if (r < 0)
		return r;
	if (r > 0 || strstr(output, "config-files") || strstr(output, "not-installed"))
		output[0] = '\0';
	*ret = str_printf("%s", str_strip(output));
	return *ret ? 0 : err_oom(err);
}

static int reached(const struct site *site, const struct step *step, struct err *err)
{
	_cleanup_(step_argv_done) struct step_argv words = { 0 };
	_cleanup_free_ char *now = NULL;
	int r = read_words(step, &words, err);

	if (r == 0)
		r = ask(site, step, &now, err);
	return r < 0 ? r : str_eq(now, words.v[WORD_ANSWER]);
}

static int save(
	const struct site *site, const struct step *step, struct saved *ret, struct err *err)
{
	_cleanup_free_ char *now = NULL;
	int r = ask(site, step, &now, err);

	return r < 0 ? r : saved_set(ret, now[0] ? "there" : "", err);
}

/* What is in the cache must be what was planned for, to the byte and by its own words. */
static int check_file(
	const struct site *site, const struct step *step, char *const *words, struct err *err)
{
	_cleanup_(package_file_done) struct package_file p = { 0 };
	_cleanup_(root_file_done) struct root_file file = { 0 };
	char hash[SHA256_TEXT];
	int r = root_read_bytes(site->root, PACKAGE_FILE_MAX, &file, err, step->target);

	if (r == 0)
		r = package_file_sha256(bytes_of(file.text, file.size), hash, err);
	if (r < 0)
		return err_wrap(err, "cannot read the package");
	if (strcasecmp(hash, words[WORD_SHA256]) != 0)
		return err_set(err, EBADMSG, "%s/%s was changed: its SHA-256 is %s",
			site->root->path, step->target, hash);
	r = package_file_read(bytes_of(file.text, file.size), &p, err);
	if (r < 0)
		return err_wrap(err, "%s/%s", site->root->path, step->target);
	if (str_eq(p.meta.name, words[WORD_NAME]) && str_eq(p.meta.version, words[WORD_VERSION]))
		return 0;
	return err_set(err, EINVAL, "%s/%s is %s %s, not %s %s as its name says", site->root->path,
		step->target, p.meta.name, p.meta.version, words[WORD_NAME], words[WORD_VERSION]);
}

static int install(const struct site *site, const struct step *step, struct err *err)
{
	_cleanup_(step_argv_done) struct step_argv argv = { 0 };
	_cleanup_free_ char *path = str_printf("/%s", step->target);
	_cleanup_free_ char *output = NULL;
	const char *words[ARGV_MAX + 2] = { 0 };
	size_t n = 0;
	int r = path ? step_get_argv(step->value, WHICH_INSTALL, &argv, err) : err_oom(err);

	if (r < 0)
		return r;
	for (; argv.v && argv.v[n] && n < ARGV_MAX; n++)
		words[n] = argv.v[n];
	words[n] = path;
	r = program_ask(site, words, &output, err);
	if (r <= 0)
		return r;
	(void)err_set(err, EIO, "the package manager could not install %s (status %d)", path, r);
	return program_hint(site, output, err);
}

static int apply(const struct site *site, const struct step *step, struct err *err)
{
	_cleanup_(step_argv_done) struct step_argv words = { 0 };
	int r = reached(site, step, err);

	if (r != 0)
		return r < 0 ? r : 0;
	r = read_words(step, &words, err);
	if (r == 0)
		r = check_file(site, step, words.v, err);
	if (r == 0)
		r = install(site, step, err);
	if (r == 0)
		r = reached(site, step, err);
	if (r == 0)
		return err_set(err, EIO, "/%s was installed, but %s %s is not there now",
			step->target, words.v[WORD_NAME], words.v[WORD_VERSION]);
	return r < 0 ? r : 0;
}

static int undo(const struct site *site, const struct step *step, const struct saved *saved,
	struct err *err)
{
	_cleanup_free_ char *now = NULL;
	int r;

	if (saved->text[0])
		return 0;
	r = ask(site, step, &now, err);
	return r < 0 || !now[0] ? r : program_run(site, step, WHICH_REMOVE, err);
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

const struct action action_package_file = {
	.id = "package-file",
	.save = save,
	.apply = apply,
	.undo = undo,
	.reached = reached,
	.may_apply = may_apply,
	.may_undo = may_undo,
	.sort = ACTION_PROGRAM,
	.doing = "installing",
	.target_is_path = true,
	.value_is_argv = true,
};
