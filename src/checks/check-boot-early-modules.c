/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Are modules for the initramfs listed where the tool that makes it looks? Files of the other
 * tools stay behind, or are written from a guide for another distribution.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"

/* Whose file it is, or NULL: modules-load.d, which is read by all. */
static const char *tool_of(const char *file)
{
	static const struct {
		const char *start, *tool;
	} files[] = {
		{ "/etc/initramfs-tools/", "initramfs-tools" },
		{ "/etc/dracut.conf", "dracut" },
		{ "/etc/mkinitcpio", "mkinitcpio" },
	};

	for (size_t i = 0; file && i < sizeof(files) / sizeof(files[0]); i++)
		if (strncmp(file, files[i].start, strlen(files[i].start)) == 0)
			return files[i].tool;
	return NULL;
}

static void judge(struct judge *j)
{
	const struct kernel *k = &j->host->kernel;
	const struct kernel_conf *foreign = NULL;
	const char *tool = j->host->initramfs ? j->host->initramfs->id : NULL;
	char where[200];
	size_t n = 0;

	for (size_t i = 0; i < k->n_conf; i++) {
		const char *of =
			k->conf[i].kind == KERNEL_CONF_LOAD ? tool_of(k->conf[i].file) : NULL;

		n += of != NULL;
		if (of && tool && !str_eq(of, tool))
			foreign = &k->conf[i];
	}
	if (k->conf_seen != TRI_YES || (n > 0 && !tool)) {
		judge_unknown(
			j, n > 0 ? "which tool makes the initramfs is not known"
				 : "which modules the initramfs shall have could not be read");
	} else if (!foreign) {
		judge_ok(j,
			n > 0 ? "modules for the initramfs are listed where %s looks"
			      : "no modules are listed for the initramfs",
			tool ? tool : "");
	} else {
		judge_warning(j, "%s is listed for another tool than %s, which makes the initramfs",
			foreign->module, tool);
		(void)snprintf(where, sizeof(where), "%s:%u", foreign->file, foreign->line);
		judge_seen(j, where, foreign->module);
		fix_early_module(j, foreign->module);
	}
}

const struct check check_boot_early_modules = {
	.id = "boot-early-modules",
	.group = "boot",
	.title = "Modules for the initramfs are listed where its tool looks",
	.why = "initramfs-tools reads /etc/initramfs-tools/modules, dracut force_drivers+= in "
	       "/etc/dracut.conf.d, mkinitcpio MODULES+=() in /etc/mkinitcpio.conf.d. dracut's "
	       "update-initramfs on Debian and Ubuntu succeeds and ignores the first of them.",
	.source = "host.md 2.1",
	.judge = judge,
};
