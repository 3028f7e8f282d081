/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pop!_OS: kernelstub writes the entries of systemd-boot, at once; both commands do nothing when
 * nothing is left to do.
 */
#include "boot/kernel-line.h"

#include <errno.h>
#include <string.h>

#include "base/mem.h"
#include "formats/bls-entry.h"

static bool matches(const struct boot_evidence *e)
{
	return boot_by_systemd_boot(e) && e->clue[BOOT_CLUE_KERNELSTUB] &&
	       e->clue[BOOT_CLUE_KERNELSTUB_CONF];
}

static const char *const files[] = { "@boot/loader/entries/Pop_OS-*.conf", NULL };

/* kernelstub splits what it is given at blanks, whatever quotes are around them. */
static int check_blanks(char *const *tokens, struct err *err)
{
	for (size_t i = 0; tokens[i]; i++)
		if (strpbrk(tokens[i], " \t"))
			return err_set(err, EOPNOTSUPP,
				"%s has a blank in it, and kernelstub cannot be given such an "
				"argument",
				tokens[i]);
	return 0;
}

static int call(char *const *tokens, const char *option, const char *back, struct edits *edits,
	struct err *err)
{
	int r = check_blanks(tokens, err);

	for (size_t i = 0; tokens[i] && r == 0; i++) {
		const char *const argv[] = { "kernelstub", option, tokens[i], NULL };
		const char *const undo[] = { "kernelstub", back, tokens[i], NULL };

		r = edits_command(edits, argv, undo, "writes the options of the boot entries", err);
	}
	return r;
}

static int edit(const struct boot_ask *ask, struct edits *edits, struct err *err)
{
	const struct boot_evidence *e = ask->evidence;
	_cleanup_(bls_values_freep) char **gone = NULL;
	_cleanup_(bls_values_freep) char **come = NULL;
	_cleanup_free_ char *line = NULL;
	int r;

	if (!e->has_kernelstub)
		return err_set(err, EACCES,
			"/etc/kernelstub/configuration could not be read, so what kernelstub would "
			"change is not known");
	r = boot_edit_cmdline(e->kernelstub, ask, &line, err);
	if (r <= 0)
		return r;
	gone = boot_tokens_without(e->kernelstub, line);
	come = boot_tokens_without(line, e->kernelstub);
	if (!gone || !come)
		return err_oom(err);
	r = call(gone, "-d", "-a", edits, err);
	if (r == 0)
		r = call(come, "-a", "-d", edits, err);
	return r < 0 ? r : boot_prove_entries(ask, edits, err);
}

static const char *const trial_files[] = { BOOT_TRIAL_ENTRY_FILES, NULL };

const struct boot boot_popos = {
	.words = {
		.id = "popos",
		.title = "kernelstub (Pop!_OS)",
		.add = "sudo kernelstub -a \"%s\"",
		.remove = "sudo kernelstub -d \"%s\"",
	},
	.matches = matches,
	.files = files,
	.edit = edit,
	.trial_files = trial_files,
	.trial = boot_trial_entry,
};
