/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rEFInd leaves no LoaderInfo behind; the kernel is its own EFI program then, and gets its
 * initrd by name. Whether newer releases set it is not verified.
 */
#include "boot/kernel-line.h"

#include <errno.h>
#include <stdlib.h>

#include "base/mem.h"
#include "formats/bls-entry.h"
#include "formats/refind-linux.h"

static bool matches(const struct boot_evidence *e)
{
	return e->uefi == TRI_YES && e->efivars == TRI_YES && !e->loader[0] && !e->stub[0] &&
	       !e->boot_image && e->initrd && e->clue[BOOT_CLUE_REFIND_CONF];
}

static const char *const files[] = { "boot/refind_linux.conf", NULL };

/* The options of each line, to be freed as bls_values(); NULL without memory. */
static char **options_of(const char *text)
{
	struct refind_iter it = { .text = text };
	struct refind_line line;
	size_t n = 0;
	char **v;

	while (refind_next(&it, &line))
		n++;
	v = calloc(n + 1, sizeof(*v));
	it.off = 0;
	for (size_t i = 0; v && i < n && refind_next(&it, &line); i++) {
		v[i] = refind_options(text, &line);
		if (!v[i]) {
			bls_values_free(v);
			return NULL;
		}
	}
	return v;
}

static int edit_options(char **options, const struct boot_ask *ask, struct err *err)
{
	int r = 0;

	for (size_t i = 0; options[i] && r >= 0; i++) {
		char *one[] = { options[i], NULL };

		r = boot_edit_parts(one, ask, err);
		options[i] = one[0];
	}
	return r;
}

static int edit(const struct boot_ask *ask, struct edits *edits, struct err *err)
{
	const struct edit_file *f = edits_find(edits, files[0]);
	_cleanup_(bls_values_freep) char **options = NULL;
	_cleanup_free_ char *made = NULL;
	int r;

	if (!f || !f->text)
		return err_set(
			err, EACCES, "/%s could not be read, so it is not changed", files[0]);
	options = options_of(f->text);
	if (!options)
		return err_oom(err);
	if (!options[0])
		return err_set(err, EOPNOTSUPP,
			"/%s has no line with a title and options, both in double quotes",
			files[0]);
	r = edit_options(options, ask, err);
	if (r >= 0)
		r = refind_set(f->text, options, &made, err);
	if (r <= 0)
		return r;
	r = edits_set(edits, files[0], made, "the options of each line", err);
	return r < 0 ? r : boot_prove(ask, EDIT_PROOF_REFIND, files[0], edits, err);
}

const struct boot boot_refind = {
	.words = {
		.id = "refind",
		.title = "rEFInd",
		.add = "sudo sed -i -E '\\#[\" ]%s[\" ]#! "
			"s#^(\"[^\"]*\"[[:space:]]+\"[^\"]*)\"#\\1 %s\"#' "
			"/boot/refind_linux.conf",
		/* The first opens the entry's menu, the second its line (rEFInd 0.14, menu.c). */
		.menu = "F2 twice",
		.remove = "sudo sed -i -E 's#([\" ])%s([\" ])#\\1\\2#g' /boot/refind_linux.conf",
	},
	.matches = matches,
	.files = files,
	.edit = edit,
};
