/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * NixOS: the command line is a setting, and every file that could be edited is made anew from
 * it. So the words name the setting.
 */
#include "boot/kernel-line.h"

#include <errno.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "formats/cmdline.h"

#define OURS  "etc/nixos/virtfn.nix"
#define FIRST "# Made by virtfn, which reads it again: change nothing by hand.\n"
#define BEGIN "  boot.kernelParams = [\n"
#define END   "  ];\n"

static bool matches(const struct boot_evidence *e)
{
	return e->nixos;
}

static const char *const files[] = { OURS, "etc/nixos/configuration.nix", "etc/nixos/flake.nix",
	NULL };

/* One argument a line, as a text of Nix: \", \\ and \$ stand for themselves. */
static void read_param(const char *line, size_t len, struct str_buf *b)
{
	const char *p = memchr(line, '"', len), *end = line + len;

	if (!p)
		return;
	str_buf_add(b, b->len > 0 ? " " : "");
	for (p++; p < end && *p != '"'; p++) {
		p += *p == '\\' && p + 1 < end;
		str_buf_add_n(b, p, 1);
	}
}

/* The arguments in our file as a line; NULL without memory. */
static char *read_params(const char *text)
{
	const char *p = text ? strstr(text, BEGIN) : NULL;
	struct str_buf b = { 0 };

	for (p = p ? p + strlen(BEGIN) : ""; *p && strncmp(p, END, strlen(END)) != 0;) {
		size_t len = strcspn(p, "\n");

		read_param(p, len, &b);
		p += len + (p[len] == '\n');
	}
	return str_buf_take(&b);
}

static void write_param(struct str_buf *b, const char *arg, size_t len)
{
	str_buf_add(b, "    \"");
	for (size_t i = 0; i < len; i++) {
		str_buf_add(b, strchr("\"\\$", arg[i]) ? "\\" : "");
		str_buf_add_n(b, arg + i, 1);
	}
	str_buf_add(b, "\"\n");
}

/* Our file with these arguments; NULL without memory. */
static char *write_module(const char *line)
{
	struct cmdline_iter it = { .text = line };
	struct str_buf b = { 0 };
	struct cmdline_arg a;

	str_buf_add(&b, FIRST "{ ... }:\n{\n" BEGIN);
	while (cmdline_next(&it, &a))
		write_param(&b, line + a.off, a.len);
	str_buf_add(&b, END "}\n");
	return str_buf_take(&b);
}

static bool is_imported(const struct edits *edits)
{
	const struct edit_file *f = edits_find(edits, "etc/nixos/configuration.nix");

	return f && f->text && strstr(f->text, "virtfn.nix");
}

/* What this boot has from elsewhere, only its owner can take out. */
static int note_dropped(
	const struct boot_ask *ask, const char *ours, struct edits *edits, struct err *err)
{
	int r = 0;

	for (size_t i = 0; ask->drop && ask->drop[i] && r == 0; i++) {
		const char *one[] = { ask->drop[i], NULL };
		const struct boot_ask drop = { .drop = one };
		_cleanup_free_ char *rest = NULL;
		_cleanup_free_ char *mine = NULL;
		int here = boot_edit_cmdline(ours, &drop, &mine, err);

		if (here == 0)
			here = boot_edit_cmdline(ask->running, &drop, &rest, err);
		else if (here > 0)
			continue;
		if (here < 0)
			return here;
		if (here > 0)
			r = edits_note(edits, err,
				"Take \"%s\" out of boot.kernelParams in your NixOS "
				"configuration, then run: nixos-rebuild boot",
				ask->drop[i]);
	}
	return r;
}

static int note_import(struct edits *edits, struct err *err)
{
	const struct edit_file *flake = edits_find(edits, "etc/nixos/flake.nix");

	return edits_note(edits, err,
		"Put ./virtfn.nix into \"imports\" in /etc/nixos/configuration.nix%s, then run: "
		"nixos-rebuild boot",
		flake && flake->there ? " and add it to git, because a flake sees no other files"
				      : "");
}

static int set_module(const char *line, struct edits *edits, struct err *err)
{
	static const char *const argv[] = { "nixos-rebuild", "boot", NULL };
	bool imported = is_imported(edits);
	bool empty = !line[strspn(line, " ")];
	_cleanup_free_ char *text = write_module(line);
	int r;

	if (!text)
		return err_oom(err);
	/* A file that is imported must be there. */
	r = edits_set(edits, OURS, empty && !imported ? NULL : text,
		"the kernel parameters, as a module of the NixOS configuration", err);
	if (r == 0 && imported)
		return edits_remake(edits, argv, "builds the configuration for the next boot", err);
	return r < 0 || empty ? r : note_import(edits, err);
}

static int edit(const struct boot_ask *ask, struct edits *edits, struct err *err)
{
	const struct edit_file *f = edits_find(edits, OURS);
	const char *text = f ? f->text : NULL;
	_cleanup_free_ char *ours = NULL, *made = NULL;
	int r;

	if (text && strncmp(text, FIRST, strlen(FIRST)) != 0)
		return err_set(err, EEXIST,
			"/" OURS " is there and was not made by virtfn; move it away first");
	ours = read_params(text);
	if (!ours)
		return err_oom(err);
	r = note_dropped(ask, ours, edits, err);
	if (r == 0)
		r = boot_edit_cmdline(ours, ask, &made, err);
	return r <= 0 ? r : set_module(made, edits, err);
}

static const char *const trial_files[] = { BOOT_TRIAL_ENTRY_FILES, NULL };

const struct boot boot_nixos = {
	.words = {
		.id = "nixos",
		.title = "NixOS",
		.add = "# add \"%s\" to boot.kernelParams in /etc/nixos/configuration.nix, "
			"then:\n"
			"sudo nixos-rebuild boot",
		.remove = "# take \"%s\" out of boot.kernelParams in "
			"/etc/nixos/configuration.nix, then:\n"
			"sudo nixos-rebuild boot",
	},
	.matches = matches,
	.files = files,
	.edit = edit,
	.trial_files = trial_files,
	.trial = boot_trial_entry,
};
