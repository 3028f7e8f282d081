/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What has a trial boot on its command line, and where is there one at all? A boot for once helps
 * only when the machine resets after a failure, and by itself neither the kernel, the initramfs
 * nor systemd does.
 */
#include "boot/boot.h"

#include <errno.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"

#define FEATURE_ONESHOT (UINT64_C(1) << 3) /* LoaderFeatures: an entry for one boot */
#define RESETS          12

/* The kernel's own (Documentation/admin-guide/kernel-parameters.txt): half a minute to read. */
static const char *const kernel_resets[] = { "panic=30", "oops=panic", "softlockup_panic=1",
	"hung_task_panic=1", "systemd.watchdog_sec=60" };

/* dracut.cmdline(7): either alone ends in a shell. */
static const char *const dracut_resets[] = { "rd.shell=0", "rd.emergency=reboot" };

static void list_resets(const struct boot_trial *trial, const char *ret[RESETS])
{
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_SIZE(kernel_resets); i++)
		ret[n++] = kernel_resets[i];
	/* systemd.crash_action= is of 256; a word that systemd does not know it passes over. */
	ret[n++] = trial->ask->evidence->systemd >= 256 ? "systemd.crash_action=reboot"
							: "systemd.crash_reboot=yes";
	/* initramfs-tools takes panic= for itself, too: it resets instead of opening a shell. */
	if (str_eq(trial->tool, "dracut"))
		for (size_t i = 0; i < ARRAY_SIZE(dracut_resets); i++)
			ret[n++] = dracut_resets[i];
	ret[n] = NULL;
}

int boot_trial_line(const char *line, const struct boot_trial *trial, char **ret, struct err *err)
{
	const char *resets[RESETS];
	const struct boot_ask reset = { .add = resets };
	const char *mark[2] = { NULL, NULL };
	const struct boot_ask marked = { .add = mark };
	_cleanup_free_ char *token = str_printf("virtfn.trial=%s", trial->id);
	_cleanup_free_ char *asked = NULL, *resetting = NULL;
	char *made = NULL;
	int r;

	if (!token)
		return err_oom(err);
	mark[0] = token;
	list_resets(trial, resets);
	r = boot_edit_cmdline(line, trial->ask, &asked, err);
	if (r >= 0)
		r = boot_edit_cmdline(asked, &reset, &resetting, err);
	if (r >= 0)
		r = boot_edit_cmdline(resetting, &marked, &made, err);
	if (r < 0)
		return r;
	*ret = made;
	return 0;
}

int boot_trial_allowed(const struct boot_evidence *e, struct err *err)
{
	if (e->efivars != TRI_YES)
		return err_set(err, EOPNOTSUPP,
			"no trial boot: the EFI variables cannot be read here, and an entry for "
			"one boot is named in one of them");
	if (!e->has_features)
		return err_set(err, EOPNOTSUPP,
			"no trial boot: the boot loader (%s) does not say that it takes an entry "
			"for one boot",
			e->loader[0] ? e->loader : "without a name");
	if (!(e->features & FEATURE_ONESHOT))
		return err_set(err, EOPNOTSUPP,
			"no trial boot: %s takes no entry for one boot (LoaderFeatures, bit 3)",
			e->loader);
	return 0;
}

static int join(const char *const *args, struct str_buf *b)
{
	size_t n = 0;

	for (; args && args[n]; n++)
		str_buf_printf(b, "%s%s", n > 0 ? " " : "", args[n]);
	return n > 0;
}

int boot_trial_by_hand(const struct boot_trial *trial, struct edits *edits, struct err *err)
{
	const struct boot *row = boot_of(trial->ask->evidence);
	struct str_buf add = { 0 }, drop = { 0 };
	int r;

	bool adds = join(trial->ask->add, &add), drops = join(trial->ask->drop, &drop);
	_cleanup_free_ char *added = str_buf_take(&add);
	_cleanup_free_ char *dropped = str_buf_take(&drop);

	if (!added || !dropped)
		return err_oom(err);
	r = edits_note(edits, err,
		"To try it once: press %s on the entry in the boot menu%s%s%s%s%s, then boot "
		"it. Nothing of that is kept: the next boot has the old line.",
		row && row->words.menu ? row->words.menu : "\"e\"",
		adds ? ", put this at the end of its line: " : "", added, adds && drops ? "," : "",
		drops ? " take this out of its line: " : "", dropped);
	return r;
}
