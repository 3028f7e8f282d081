/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Arch and its like: mkinitcpio puts the command line into the image. Its drop-ins are read only
 * beside a command line of its own, or the root would be lost.
 */
#include "boot/kernel-line.h"

#include <errno.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

#define OURS "etc/cmdline.d/virtfn.conf"

static bool matches(const struct boot_evidence *e)
{
	return e->stub[0] && e->clue[BOOT_CLUE_MKINITCPIO] && !e->layout_uki;
}

static const char *const files[] = { BOOT_KERNEL_CMDLINE_FILES, "etc/cmdline.d/*.conf", OURS,
	"etc/mkinitcpio.d/*.preset", NULL };

/* A preset that names a file with the line ("default_cmdline=") makes the others count no more. */
static int check_presets(const struct edits *edits, struct err *err)
{
	struct edit_file *f;
	size_t at = 0;

	while ((f = edits_next(edits, "etc/mkinitcpio.d/*.preset", &at))) {
		struct boot_lines l = { 0 };
		bool named = false;

		if (f->text && boot_lines_split(f->text, &l) < 0)
			return err_oom(err);
		for (size_t i = 0; i < l.n; i++)
			named |= strstr(l.parts[i], "_cmdline=") ||
				 strstr(l.parts[i], "--cmdline") ||
				 strstr(l.parts[i], "--kernelcmdline");
		boot_lines_done(&l);
		if (named || f->unreadable)
			return err_set(err, EOPNOTSUPP,
				"/%s %s; edit the file that it names, then run mkinitcpio -P",
				f->path,
				named ? "has a kernel command line of its own, so that no other "
					"file counts"
				      : "could not be read");
	}
	return 0;
}

/* The files that make up the line, in mkinitcpio's order but for ours, which is the last. */
struct sources {
	struct edit_file *files[32];
	struct boot_lines lines[32];
	char **parts; /* borrowed texts; ends with NULL */
	size_t n, n_parts;
};

static void sources_done(struct sources *s)
{
	for (size_t i = 0; i < s->n; i++)
		boot_lines_done(&s->lines[i]);
	free(s->parts);
}

static int add_source(struct sources *s, struct edit_file *f, struct err *err)
{
	if (!f || !f->text)
		return 0;
	if (s->n == ARRAY_SIZE(s->files))
		return err_set(err, EOPNOTSUPP, "/etc/cmdline.d has more than %zu files", s->n - 2);
	s->files[s->n] = f;
	if (boot_lines_split(f->text, &s->lines[s->n]) < 0)
		return err_oom(err);
	s->n_parts += s->lines[s->n++].n;
	return 0;
}

static int list_sources(const struct edits *edits, struct sources *s, struct err *err)
{
	struct edit_file *f;
	size_t at = 0;
	int r;

	r = add_source(s, edits_find(edits, "etc/kernel/cmdline"), err);
	if (r == 0 && s->n == 0)
		r = add_source(s, edits_find(edits, "usr/lib/kernel/cmdline"), err);
	while (r == 0 && (f = edits_next(edits, "etc/cmdline.d/*.conf", &at))) {
		if (f->unreadable)
			return err_set(err, EACCES, "/%s could not be read", f->path);
		if (!str_eq(f->path, OURS))
			r = add_source(s, f, err);
	}
	return r;
}

/* Of all files; the last one is ours, "" when there is none yet. */
static int gather(const struct edits *edits, struct sources *s, struct err *err)
{
	struct edit_file *ours = edits_find(edits, OURS);
	size_t n = 0;
	int r = add_source(s, ours, err);

	if (r < 0)
		return r;
	s->parts = calloc(s->n_parts + 2, sizeof(*s->parts));
	if (!s->parts)
		return err_oom(err);
	for (size_t i = 0; i < s->n; i++)
		for (size_t k = 0; k < s->lines[i].n; k++)
			s->parts[n++] = s->lines[i].parts[k];
	s->parts[n] = str_printf("%s", "");
	return s->parts[n] ? 0 : err_oom(err);
}

/* The texts are where they were before, some of them others now. */
static void give_back(struct sources *s)
{
	size_t n = 0;

	for (size_t i = 0; i < s->n; i++)
		for (size_t k = 0; k < s->lines[i].n; k++)
			s->lines[i].parts[k] = s->parts[n++];
}

/* A package's own file is not changed: the one in /etc counts instead of it. */
static int set_sources(const struct sources *s, struct edits *edits, struct err *err)
{
	static const char why[] = "the command line that mkinitcpio puts into the image";
	const char *added = s->parts[s->n_parts];
	bool extend = false;
	int r = 0;

	for (size_t i = 0; i < s->n && r == 0; i++) {
		bool ours = str_eq(s->files[i]->path, OURS);
		_cleanup_free_ char *text = boot_lines_join(&s->lines[i]);
		_cleanup_free_ char *more = NULL;

		if (!text)
			return err_oom(err);
		if (str_eq(s->files[i]->text, text) && !(ours && added[0]))
			continue;
		extend |= ours;
		more = str_printf("%s%s%s", text, ours ? added : "", ours && added[0] ? "\n" : "");
		if (!more)
			return err_oom(err);
		r = edits_set(edits,
			strncmp(s->files[i]->path, "usr/", 4) == 0 ? "etc/kernel/cmdline"
								   : s->files[i]->path,
			ours && !more[strspn(more, " \n")] ? NULL : more, why, err);
	}
	if (r == 0 && added[0] && !extend) {
		_cleanup_free_ char *text = str_printf("%s\n", added);

		r = text ? edits_set(edits, OURS, text, why, err) : err_oom(err);
	}
	return r;
}

static int edit_files(const struct boot_ask *ask, struct edits *edits, struct err *err)
{
	_cleanup_(sources_done) struct sources s = { 0 };
	int r;

	r = list_sources(edits, &s, err);
	if (r < 0)
		return r;
	/* A drop-in beside nothing would be the whole line, without a root. */
	if (s.n_parts == 0)
		return boot_edit_kernel_cmdline(ask, edits, err);
	r = gather(edits, &s, err);
	if (r < 0)
		return r;
	r = boot_edit_parts(s.parts, ask, err);
	give_back(&s);
	if (r > 0)
		r = set_sources(&s, edits, err) < 0 ? -err->code : 1;
	free(s.parts[s.n_parts]);
	return r;
}

static int edit(const struct boot_ask *ask, struct edits *edits, struct err *err)
{
	static const char *const argv[] = { "mkinitcpio", "-P", NULL };
	int r = check_presets(edits, err);

	if (r == 0)
		r = edit_files(ask, edits, err);
	if (r > 0)
		r = edits_remake(
			edits, argv, "makes the unified image with its command line again", err);
	else
		return r;
	return r < 0 ? r : boot_prove_uki(ask, edits, err);
}

/* mkinitcpio takes this boot's line only where no file has one. */
static int trial(const struct boot_trial *trial, struct edits *edits, struct err *err)
{
	_cleanup_(sources_done) struct sources s = { 0 };
	int r = list_sources(edits, &s, err);

	if (r < 0)
		return r;
	return s.n_parts > 0 ? boot_trial_entry(trial, edits, err)
			     : boot_trial_kernel_install(trial, edits, err);
}

static const char *const trial_files[] = { BOOT_TRIAL_ENTRY_FILES, BOOT_KERNEL_CMDLINE_FILES,
	"etc/cmdline.d/*.conf", NULL };

const struct boot boot_uki_mkinitcpio = {
	.words = {
		.id = "uki-mkinitcpio",
		.title = "unified kernel image by mkinitcpio",
		.add = "[ -s /usr/lib/kernel/cmdline ] || [ -n \"$(ls /etc/cmdline.d "
			"2>/dev/null)\" ] ||\n"
			"  [ -s /etc/kernel/cmdline ] || sed -E 's#(^| )(BOOT_IMAGE|initrd)=[^ "
			"]*##g' /proc/cmdline | sudo tee /etc/kernel/cmdline\n"
			"sudo mkdir -p /etc/cmdline.d\n"
			"grep -qsxF '%s' /etc/cmdline.d/virtfn.conf || echo '%s' | sudo tee -a "
			"/etc/cmdline.d/virtfn.conf\n"
			"sudo mkinitcpio -P",
		.remove = "sudo find /etc/cmdline.d /etc/kernel -type f '(' -name '*.conf' -o "
			"-name cmdline ')' -exec sed -i -E ':a; s#(^| )%s( |$)#\\1\\2#; ta' "
			"'{}' +\n"
			"sudo mkinitcpio -P",
	},
	.matches = matches,
	.files = files,
	.edit = edit,
	.trial_files = trial_files,
	.trial = trial,
};
