/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Entries that somebody wrote, as on Arch: their options lines are all there is. A trial has an
 * entry of its own; its name is sorted last, so that no default falls on it by itself.
 */
#include "boot/kernel-line.h"

#include <fnmatch.h>

#include "base/mem.h"
#include "base/str.h"

static bool matches(const struct boot_evidence *e)
{
	return boot_by_systemd_boot(e) && !e->stub[0] && e->entry[0];
}

static const char *const files[] = { "@boot/loader/entries/*.conf", NULL };

static int edit(const struct boot_ask *ask, struct edits *edits, struct err *err)
{
	size_t n = edits->n_files;
	int r = 0;

	for (size_t i = 0; i < n && r >= 0; i++) {
		struct edit_file *f = &edits->files[i];
		_cleanup_free_ char *path = NULL;

		if (fnmatch("*/loader/entries/*.conf", f->path, 0) != 0 ||
			fnmatch("*/" BOOT_TRIAL_ENTRY, f->path, 0) == 0)
			continue;
		path = str_printf("%s", f->path);
		if (!path)
			return err_oom(err);
		r = boot_edit_entry(ask, edits, f, err);
		if (r > 0)
			r = boot_prove(ask, EDIT_PROOF_BLS, path, edits, err);
	}
	return r < 0 ? r : 0;
}

static const char *const trial_files[] = { BOOT_TRIAL_ENTRY_FILES, NULL };

const struct boot boot_systemd_boot = {
	.words = {
		.id = "systemd-boot",
		.title = "systemd-boot",
		.add = "sudo find \"$(bootctl -x)/loader/entries\" -name '*.conf' -exec sed -i "
			"-E '\\#^options.*[[:space:]]%s([[:space:]]|$)#! s#^options.*#& %s#' "
			"'{}' +",
		.remove = "sudo find \"$(bootctl -x)/loader/entries\" -name '*.conf' -exec sed "
			"-i -E '/^options/ { :a; s#([[:space:]])%s([[:space:]]|$)#\\1\\2#; ta "
			"}' '{}' +",
		.try = "entry=$(tail -c +5 "
			"/sys/firmware/efi/efivars/LoaderEntrySelected-"
			"4a67b082-0a4c-41cf-b6c7-440b29bb8c4f | tr -d '\\000')\n"
			"sudo sed -E 's#^options.*#& %s#' \"$(bootctl "
			"-x)/loader/entries/$entry\" | sudo tee \"$(bootctl "
			"-x)/loader/entries/-virtfn-trial.conf\"\n"
			"sudo bootctl set-oneshot -- -virtfn-trial.conf",
	},
	.matches = matches,
	.files = files,
	.edit = edit,
	.trial_files = trial_files,
	.trial = boot_trial_entry,
};
