/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Proxmox VE on UEFI and ZFS without Secure Boot: /etc/kernel/cmdline has one line, which
 * proxmox-boot-tool copies to each ESP. Its people are root and have no sudo. With GRUB on top of
 * the same tool, grub-proxmox is the row.
 */
#include "boot/kernel-line.h"

#include <errno.h>
#include <string.h>

static bool matches(const struct boot_evidence *e)
{
	return e->proxmox_uuids && boot_by_systemd_boot(e);
}

static const char *const files[] = { BOOT_KERNEL_CMDLINE_FILES, NULL };

static bool is_one_line(const char *text)
{
	const char *end = strchr(text, '\n');

	return text[0] != '#' && (!end || !end[strspn(end, " \t\r\n")]);
}

static int edit(const struct boot_ask *ask, struct edits *edits, struct err *err)
{
	static const char *const argv[] = { "proxmox-boot-tool", "refresh", NULL };
	const struct edit_file *f = edits_find(edits, files[0]);
	int r;

	if (f && f->text && !is_one_line(f->text))
		return err_set(err, EOPNOTSUPP,
			"/etc/kernel/cmdline has several lines, and proxmox-boot-tool copies them "
			"as they are; make one line of them first");
	r = boot_edit_kernel_cmdline(ask, edits, err);
	if (r <= 0)
		return r;
	r = edits_remake(edits, argv, "writes the entries of each ESP again", err);
	if (r < 0)
		return r;
	return boot_prove(ask, EDIT_PROOF_TEXT, "etc/kernel/cmdline", edits, err);
}

const struct boot boot_proxmox = {
	.words = {
		.id = "proxmox",
		.title = "systemd-boot of Proxmox VE",
		.add = "grep -qE '(^| )%s( |$)' /etc/kernel/cmdline || sed -i '1 s#$# %s#' "
			"/etc/kernel/cmdline\n"
			"proxmox-boot-tool refresh",
		.remove = "sed -i -E ':a; s#(^| )%s( |$)#\\1\\2#; ta' /etc/kernel/cmdline\n"
			"proxmox-boot-tool refresh",
	},
	.matches = matches,
	.files = files,
	.edit = edit,
};
