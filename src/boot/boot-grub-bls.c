/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fedora, Nobara, RHEL: each kernel has an entry with options of its own, and grub2-mkconfig
 * leaves those alone. grubby replaces an argument of the same name: it cannot hold two of them.
 */
#include "boot/boot.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "boot/kernel-line.h"
#include "boot/grub-default.h"
#include "boot/grub-trial.h"
#include "formats/grub-env.h"

#define ENTRIES    "boot/loader/entries/*.conf"
#define GRUBENV    "boot/grub2/grubenv"
#define KERNELOPTS "kernelopts"

/* In this order: kernel-install makes its template again when /etc/default/grub is newer. */
static const char *const files[] = { GRUB_DEFAULT, "etc/kernel/cmdline", ENTRIES, GRUBENV, NULL };

static bool matches(const struct boot_evidence *e)
{
	return boot_by_grub(e) && e->blscfg && e->clue[BOOT_CLUE_GRUBBY];
}

static bool is_edited(const struct edit_file *f)
{
	return !strstr(f->path, "-0-rescue") &&
	       fnmatch("*/" BOOT_TRIAL_GRUB ".conf", f->path, 0) != 0;
}

/* RHEL 8 keeps the arguments of all entries in one variable of GRUB's environment. */
static int edit_environment(const struct boot_ask *ask, struct edits *edits, struct err *err)
{
	const struct edit_file *f = edits_find(edits, GRUBENV);
	_cleanup_free_ char *old = NULL, *now = NULL, *set = NULL, *back = NULL;
	int r;

	if (!f || !f->text)
		return err_set(err, EOPNOTSUPP,
			"boot entries have their arguments from $kernelopts, but /" GRUBENV
			" could not be read");
	r = grub_env_get(f->text, KERNELOPTS, &old, err);
	if (r == 0)
		r = boot_edit_cmdline(old, ask, &now, err);
	if (r < 0)
		return err_wrap(err, "/" GRUBENV);
	if (r == 0)
		return 0;
	set = str_printf(KERNELOPTS "=%s", now);
	back = str_printf(KERNELOPTS "=%s", old);
	if (!set || !back)
		return err_oom(err);
	r = grub_env_fits(f->text, strlen(now), strlen(old), err);
	if (r < 0)
		return err_wrap(err, "/" GRUBENV);
	r = edits_command(edits, (const char *const[]) { "grub2-editenv", "-", "set", set, NULL },
		(const char *const[]) { "grub2-editenv", "-", "set", back, NULL },
		"gives all boot entries the arguments, which they have from $" KERNELOPTS, err);
	return r < 0 ? r : boot_prove(ask, EDIT_PROOF_TEXT, GRUBENV, edits, err);
}

static int edit_entries(const struct boot_ask *ask, struct edits *edits, struct err *err)
{
	bool environment = false, any = false;
	struct edit_file *f;
	size_t at = 0;
	int r = 0;

	while ((f = edits_next(edits, ENTRIES, &at)) && r >= 0) {
		if (!is_edited(f))
			continue;
		any = true;
		if (f->text && strstr(f->text, "$" KERNELOPTS)) {
			environment = true;
			continue;
		}
		r = boot_edit_entry(ask, edits, f, err);
		if (r > 0)
			r = boot_prove(ask, EDIT_PROOF_BLS, f->path, edits, err);
	}
	if (r < 0)
		return r;
	if (!any)
		return err_set(err, EOPNOTSUPP,
			"there is no boot entry in /boot/loader/entries, so nothing was found that "
			"GRUB takes the kernel's arguments from");
	return environment ? edit_environment(ask, edits, err) : 0;
}

/* All that grubby edits for "--update-kernel=ALL". */
static int edit(const struct boot_ask *ask, struct edits *edits, struct err *err)
{
	const struct grub_default how = { "GRUB_CMDLINE_LINUX", false };
	const struct edit_file *template = edits_find(edits, "etc/kernel/cmdline");
	const struct edit_file *settings = edits_find(edits, GRUB_DEFAULT);
	int r = grub_check_args(ask, err);

	if (r == 0)
		r = edit_entries(ask, edits, err);
	if (r >= 0 && template && (template->text || template->unreadable))
		r = boot_edit_kernel_cmdline(ask, edits, err);
	if (r >= 0 && settings && (settings->text || settings->unreadable))
		r = grub_edit_default(&how, ask, edits, err);
	return r < 0 ? r : 0;
}

static const char *const trial_files[] = { GRUB2_TRIAL_FILES, ENTRIES, NULL };

const struct boot boot_grub_bls = {
	.words = {
		.id = "grub-bls",
		.title = "GRUB with boot loader entries (Fedora)",
		.add = "sudo grubby --update-kernel=ALL --args='%s'",
		.remove = "sudo grubby --update-kernel=ALL --remove-args='%s'",
	},
	.matches = matches,
	.files = files,
	.edit = edit,
	.trial_files = trial_files,
	.trial = grub_trial_entry,
};
