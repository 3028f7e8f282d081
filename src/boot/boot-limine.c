/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CachyOS, Omarchy: limine-entry-tool makes limine.conf from /etc/default/limine, which is read
 * last: a "+=" at its end is not wiped by an "=" in front of it.
 */
#include "boot/kernel-line.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "boot/shell-line.h"

#define START     "KERNEL_CMDLINE["
#define KEY_CHARS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._+-*"

static bool matches(const struct boot_evidence *e)
{
	return boot_by_limine(e) && e->clue[BOOT_CLUE_LIMINE_UPDATE];
}

/* In the order in which they are read; a plain "=" forgets what was in front of it. */
static const char *const files[] = { "usr/share/limine-entry-tool.d/*.conf",
	"etc/limine-entry-tool.conf", "etc/limine-entry-tool.d/*.conf", "etc/default/limine",
	BOOT_KERNEL_CMDLINE_FILES, NULL };

#define N_SETTINGS 4 /* of them are settings */

/* KERNEL_CMDLINE[default], and those of kernels that have a line of their own. */
struct keys {
	char v[16][80];
	size_t n;
};

static int add_key(struct keys *keys, const char *line, struct err *err)
{
	size_t start = strlen(START), len = start;

	while (line[len] && strchr(KEY_CHARS, line[len]))
		len++;
	if (len == start || line[len] != ']' || len + 2 > sizeof(keys->v[0]))
		return err_set(err, EOPNOTSUPP,
			"\"%.*s\" is not a setting of limine-entry-tool that is understood",
			(int)strcspn(line, "\n"), line);
	for (size_t i = 0; i < keys->n; i++)
		if (strncmp(keys->v[i], line, len + 1) == 0 && !keys->v[i][len + 1])
			return 0;
	if (keys->n == ARRAY_SIZE(keys->v))
		return err_set(err, EOPNOTSUPP, "more than %zu settings " START "...]", keys->n);
	(void)snprintf(keys->v[keys->n++], sizeof(keys->v[0]), "%.*s", (int)len + 1, line);
	return 0;
}

static int list_keys_of(const char *text, struct keys *ret, struct err *err)
{
	for (const char *p = text; *p; p += *p == '\n') {
		p += strspn(p, " \t");
		if (strncmp(p, START, strlen(START)) == 0 && add_key(ret, p, err) < 0)
			return -err->code;
		p += strcspn(p, "\n");
	}
	return 0;
}

static int list_keys(const struct edits *edits, struct keys *ret, struct err *err)
{
	int r = 0;

	for (size_t i = 0; i < N_SETTINGS && r == 0; i++) {
		struct edit_file *f;
		size_t at = 0;

		while (r == 0 && (f = edits_next(edits, files[i], &at)))
			r = f->text ? list_keys_of(f->text, ret, err) : 0;
	}
	return r;
}

/* Without a setting, limine-entry-tool takes /etc/kernel/cmdline, or this very boot's line. */
static int edit_without_keys(const struct boot_ask *ask, struct edits *edits, struct err *err)
{
	const struct edit_file *f = edits_find(edits, "etc/kernel/cmdline");

	if (f && f->text)
		return boot_edit_kernel_cmdline(ask, edits, err);
	return err_set(err, EOPNOTSUPP,
		"/etc/default/limine has no KERNEL_CMDLINE[default]=, so the line is copied from "
		"whatever was booted; write one there that has all of this boot's line, without "
		"BOOT_IMAGE= and initrd=");
}

/* Snapshots and other systems in limine.conf keep their lines: one kernel's is enough. */
static int prove(const struct boot_ask *ask, struct edits *edits, struct err *err)
{
	int r = 0;

	if (ask->evidence->uki[0])
		return boot_prove_uki(ask, edits, err);
	for (size_t i = 0; ask->add && ask->add[i] && r == 0; i++) {
		const struct edit_proof proof = {
			.kind = EDIT_PROOF_LIMINE,
			.path = "boot/limine.conf",
			.token = ask->add[i],
			.some = true,
		};

		r = edits_proof(edits, &proof, err);
	}
	return r;
}

static int edit(const struct boot_ask *ask, struct edits *edits, struct err *err)
{
	static const char *const argv[] = { "limine-update", NULL };
	struct keys keys = { .n = 0 };
	int changed = 0;
	int r = list_keys(edits, &keys, err);

	if (r == 0 && keys.n == 0)
		changed = r = edit_without_keys(ask, edits, err);
	for (size_t i = 0; i < keys.n && r >= 0; i++) {
		struct shell_line line = {
			.name = keys.v[i], .files = files, .n_files = N_SETTINGS
		};

		r = shell_line_edit(&line, ask, edits, err);
		changed |= r;
	}
	if (r < 0 || !changed)
		return r;
	r = edits_remake(edits, argv, "writes the boot entries again", err);
	return r < 0 ? r : prove(ask, edits, err);
}

const struct boot boot_limine = {
	.words = {
		.id = "limine",
		.title = "Limine with limine-entry-tool",
		.add = "grep -qE '^KERNEL_CMDLINE.*[\"'\\'' ]%s[\"'\\'' ]' /etc/default/limine "
			"||\n"
			"  echo 'KERNEL_CMDLINE[default]+=\" %s\"' | sudo tee -a "
			"/etc/default/limine\n"
			"sudo limine-update",
		.remove = "sudo " BOOT_SED_QUOTED_REMOVE("KERNEL_CMDLINE") " "
			"/etc/default/limine\n"
		"sudo limine-update",
	},
	.matches = matches,
	.files = files,
	.edit = edit,
};
