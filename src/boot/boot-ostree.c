/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fedora from an image (Silverblue, Bazzite): arguments are the deployment's, and the files in
 * /boot are not to be touched. Each change makes a new deployment.
 */
#include "boot/kernel-line.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "formats/bls-entry.h"

static bool matches(const struct boot_evidence *e)
{
	return e->ostree;
}

static const char *const files[] = { "boot/loader/entries/ostree-*.conf", NULL };

/* ostree numbers its entries: the highest is of the deployment that is booted next. */
static const struct edit_file *next_entry(const struct edits *edits)
{
	const struct edit_file *best = NULL, *f;
	unsigned long highest = 0;
	size_t at = 0;

	while ((f = edits_next(edits, files[0], &at))) {
		struct bls_iter it = { .text = f->text ? f->text : "" };
		struct bls_field version;
		unsigned long n;

		if (!bls_next_of(&it, "version", &version))
			continue;
		n = strtoul(f->text + version.off, NULL, 10);
		if (!best || n > highest) {
			best = f;
			highest = n;
		}
	}
	return best;
}

/* The line as it is set for the next boot; this boot's where no entry can be read. */
static char *line_now(const struct boot_ask *ask, const struct edits *edits)
{
	const struct edit_file *f = next_entry(edits);
	_cleanup_(bls_values_freep) char **options = f ? bls_values(f->text, "options") : NULL;

	return str_printf("%s", options && options[0] ? options[0] : ask->running);
}

struct argv {
	const char *v[128];
	char *made[128]; /* owned */
	size_t n;
};

static void argv_done(struct argv *a)
{
	for (size_t i = 0; i < a->n; i++)
		free(a->made[i]);
}

static bool argv_add(struct argv *a, const char *option, const char *token)
{
	if (a->n + 1 == ARRAY_SIZE(a->v))
		return false;
	a->made[a->n] = str_printf("%s%s", option, token);
	a->v[a->n] = a->made[a->n];
	return a->v[a->n++];
}

static bool argv_fill(struct argv *a, char *const *gone, char *const *come)
{
	bool ok = argv_add(a, "rpm-ostree", "") && argv_add(a, "kargs", "");

	for (size_t i = 0; gone[i] && ok; i++)
		ok = argv_add(a, "--delete-if-present=", gone[i]);
	for (size_t i = 0; come[i] && ok; i++)
		ok = argv_add(a, "--append-if-missing=", come[i]);
	return ok;
}

static int edit(const struct boot_ask *ask, struct edits *edits, struct err *err)
{
	_cleanup_free_ char *now = line_now(ask, edits);
	_cleanup_free_ char *line = NULL;
	_cleanup_(bls_values_freep) char **gone = NULL;
	_cleanup_(bls_values_freep) char **come = NULL;
	_cleanup_(argv_done) struct argv argv = { 0 };
	_cleanup_(argv_done) struct argv undo = { 0 };
	int r;

	if (!now)
		return err_oom(err);
	r = boot_edit_cmdline(now, ask, &line, err);
	if (r <= 0)
		return r;
	gone = boot_tokens_without(now, line);
	come = boot_tokens_without(line, now);
	if (!gone || !come || !argv_fill(&argv, gone, come) || !argv_fill(&undo, come, gone))
		return err_oom(err);
	return edits_command(edits, argv.v, undo.v,
		"makes a new deployment with this command line; the one before it stays", err);
}

const struct boot boot_ostree = {
	.words = {
		.id = "ostree",
		.title = "rpm-ostree",
		.add = "sudo rpm-ostree kargs --append-if-missing='%s'",
		.remove = "sudo rpm-ostree kargs --delete-if-present='%s'",
	},
	.matches = matches,
	.files = files,
	.edit = edit,
};
