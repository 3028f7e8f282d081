/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Changes nothing: fails unless each kernel line that will be booted has an argument (or has it
 * no more). Target: the path of what the boot loader reads, '*' in its last part; value: see
 * step_set_proof(). What is not there is passed over: not each host has it.
 */
#include "actions/action.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "boot/boot.h"
#include "formats/kernel-lines.h"
#include "model/step-value.h"

#define FILE_MAX ((size_t)512 << 20) /* a unified kernel image with firmware for all GPUs */

static enum kernel_lines_kind kind_of(enum edit_proof_kind kind)
{
	switch (kind) {
	case EDIT_PROOF_GRUB:
		return KERNEL_LINES_GRUB;
	case EDIT_PROOF_BLS:
		return KERNEL_LINES_BLS;
	case EDIT_PROOF_LIMINE:
		return KERNEL_LINES_LIMINE;
	case EDIT_PROOF_UKI:
		return KERNEL_LINES_UKI;
	case EDIT_PROOF_REFIND:
		return KERNEL_LINES_REFIND;
	case EDIT_PROOF_TEXT:
		break;
	}
	return KERNEL_LINES_TEXT;
}

/* The line is right when asking for the argument would not change it. */
static int is_right(const struct edit_proof *proof, const char *text, struct err *err)
{
	const struct boot_evidence nothing = { 0 };
	const char *const asked[] = { proof->token, NULL }, *const none[] = { NULL };
	const struct boot_ask ask = {
		.evidence = &nothing,
		.running = "",
		.add = proof->absent ? none : asked,
		.drop = proof->absent ? asked : none,
	};
	_cleanup_free_ char *changed = NULL;
	int r = boot_edit_cmdline(text, &ask, &changed, err);

	return r < 0 ? r : r == 0;
}

static int fault(const struct root *root, const char *path, const struct edit_proof *proof,
	const struct kernel_line *line, struct err *err)
{
	char where[160] = "";

	if (line->title[0])
		(void)snprintf(where, sizeof(where), " in the entry '%.100s'", line->title);
	else if (line->line > 0)
		(void)snprintf(where, sizeof(where), " in line %u", line->line);
	return err_set(err, EBADMSG,
		"%s/%s %s %s%s: the program that makes it did not take it over", root->path, path,
		proof->absent ? "still has" : "has no", proof->token, where);
}

static int prove_file(
	const struct root *root, const char *path, const struct edit_proof *proof, struct err *err)
{
	_cleanup_(kernel_lines_done) struct kernel_lines lines = { 0 };
	_cleanup_(root_file_done) struct root_file file = { 0 };
	int r = root_read_bytes(root, FILE_MAX, &file, err, path);

	if (r == -ENOENT || r == -ENOTDIR)
		return 0;
	if (r == 0)
		r = kernel_lines_find(
			kind_of(proof->kind), bytes_of(file.text, file.size), &lines, err);
	if (r < 0)
		return err_wrap(
			err, "cannot see whether %s/%s has %s", root->path, path, proof->token);
	for (size_t i = 0; i < lines.n; i++) {
		r = is_right(proof, lines.v[i].text, err);
		if (r == 0)
			return fault(root, path, proof, &lines.v[i], err);
		if (r < 0)
			return r;
	}
	return 0;
}

/* Each file of the folder whose name fits the pattern. */
static int prove_folder(const struct root *root, const char *path, const char *pattern,
	const struct edit_proof *proof, struct err *err)
{
	_cleanup_(names_done) struct names names = { 0 };
	int folder = (int)(pattern - path - 1), r;

	r = root_list(root, &names, err, "%.*s", folder, path);
	if (r == -ENOENT || r == -ENOTDIR)
		return 0;
	for (size_t i = 0; i < names.n && r == 0; i++) {
		char full[STEP_TARGET + 256];

		if (fnmatch(pattern, names.v[i], FNM_PERIOD) != 0)
			continue;
		(void)snprintf(full, sizeof(full), "%.*s/%s", folder, path, names.v[i]);
		r = prove_file(root, full, proof, err);
	}
	return r;
}

static int apply(const struct site *site, const struct step *step, struct err *err)
{
	const char *slash = strrchr(step->target, '/');
	struct edit_proof proof;
	int r = step_get_proof(step->value, &proof, err);

	if (r < 0)
		return r;
	if (slash && strchr(slash, '*'))
		return prove_folder(site->root, step->target, slash + 1, &proof, err);
	return prove_file(site->root, step->target, &proof, err);
}

static int reached(const struct site *site, const struct step *step, struct err *err)
{
	struct err why;
	int r = apply(site, step, &why);

	if (r < 0 && r != -EBADMSG)
		*err = why;
	return r == -EBADMSG ? 0 : r < 0 ? r : 1;
}

static int save(
	const struct site *site, const struct step *step, struct saved *ret, struct err *err)
{
	(void)site;
	(void)step;
	return saved_set(ret, "", err);
}

static int undo(const struct site *site, const struct step *step, const struct saved *saved,
	struct err *err)
{
	(void)site;
	(void)step;
	(void)saved;
	(void)err;
	return 0;
}

const struct action action_proof = {
	.id = "proof",
	.save = save,
	.apply = apply,
	.undo = undo,
	.reached = reached,
	.follows = true,
	.doing = "verifying",
	.target_is_path = true,
};
