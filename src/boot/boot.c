/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which chain booted this host? The table is made from the rows in meson.build: a boot_x is
 * defined in boot-x.c. The first that matches wins. Collecting the evidence is facts/ work.
 */
#include "boot/boot.h"

#include <stddef.h>
#include <string.h>

#define ROW(name) extern const struct boot boot_##name;
#include "boot/boot-rows.h"
#undef ROW

const struct boot *const boot_rows[] = {
#define ROW(name) &boot_##name,
#include "boot/boot-rows.h"
#undef ROW
	NULL,
};

const char *const boot_clue_paths[BOOT_CLUES][4] = {
	[BOOT_CLUE_LIMINE_UPDATE] = { "usr/bin/limine-update", "usr/local/bin/limine-update" },
	[BOOT_CLUE_LIMINE_CONF] = { "boot/limine.conf", "boot/limine/limine.conf" },
	[BOOT_CLUE_SDBOOT_MANAGE] = { "usr/bin/sdboot-manage" },
	[BOOT_CLUE_SDBOOT_MANAGE_CONF] = { "etc/sdboot-manage.conf" },
	[BOOT_CLUE_KERNELSTUB] = { "usr/bin/kernelstub" },
	[BOOT_CLUE_KERNELSTUB_CONF] = { "etc/kernelstub/configuration" },
	[BOOT_CLUE_REINSTALL_KERNELS] = { "usr/bin/reinstall-kernels" },
	[BOOT_CLUE_SDBOOTUTIL] = { "usr/bin/sdbootutil" },
	[BOOT_CLUE_UPDATE_BOOTLOADER] = { "usr/sbin/update-bootloader", "usr/bin/update-bootloader",
		"sbin/update-bootloader" },
	[BOOT_CLUE_GRUBBY] = { "usr/sbin/grubby", "usr/bin/grubby" },
	[BOOT_CLUE_UPDATE_GRUB] = { "usr/sbin/update-grub", "usr/bin/update-grub" },
	[BOOT_CLUE_GRUB] = { "boot/grub/grub.cfg", "boot/grub" },
	[BOOT_CLUE_GRUB2] = { "boot/grub2/grub.cfg", "boot/grub2" },
	[BOOT_CLUE_REFIND_CONF] = { "boot/refind_linux.conf" },
	[BOOT_CLUE_MKINITCPIO] = { "usr/bin/mkinitcpio" },
};

const struct boot *boot_of(const struct boot_evidence *e)
{
	for (size_t i = 0; boot_rows[i]; i++)
		if (boot_rows[i]->matches(e))
			return boot_rows[i];
	return NULL;
}

bool boot_by_systemd_boot(const struct boot_evidence *e)
{
	return strncmp(e->loader, "systemd-boot", 12) == 0;
}

bool boot_by_limine(const struct boot_evidence *e)
{
	if (e->uefi == TRI_NO)
		return e->clue[BOOT_CLUE_LIMINE_CONF] && !e->boot_image &&
		       !e->clue[BOOT_CLUE_GRUB] && !e->clue[BOOT_CLUE_GRUB2];
	return strncmp(e->loader, "Limine", 6) == 0;
}

/* GRUB before 2.12 sets no LoaderInfo, but each GRUB sets BOOT_IMAGE=. */
bool boot_by_grub(const struct boot_evidence *e)
{
	if (e->loader[0])
		return strncmp(e->loader, "GRUB", 4) == 0;
	if (!e->clue[BOOT_CLUE_GRUB] && !e->clue[BOOT_CLUE_GRUB2])
		return false;
	if (e->uefi == TRI_NO)
		return e->boot_image || !e->clue[BOOT_CLUE_LIMINE_CONF];
	return e->boot_image && !e->stub[0];
}
