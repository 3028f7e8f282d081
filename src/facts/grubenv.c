/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Can GRUB write to its environment while it boots? That depends on what /boot/grub is on. A
 * capture keeps the two words of it: the mounts themselves are kept as far as facts-mounts.c asks.
 */
#include "facts/grubenv.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "ext/ext-mount.h"
#include "facts/look.h"

#define KEPT ".virtfn/grubenv"

/* Device mapper (LVM, LUKS) and RAID stand between GRUB and the disk; others are the disk. */
static bool is_plain(const char *source)
{
	static const char *const layers[] = { "/dev/mapper/", "/dev/dm-", "/dev/md" };

	for (size_t i = 0; i < ARRAY_SIZE(layers); i++)
		if (strncmp(source, layers[i], strlen(layers[i])) == 0)
			return false;
	return strncmp(source, "/dev/", 5) == 0;
}

static void read_mounts(const struct root *root, struct boot_evidence *e)
{
	static const char *const folders[] = { "boot/grub", "boot/grub2" };
	_cleanup_free_ char *mounts = NULL;
	struct ext_mount mount;
	struct err ignored;

	for (size_t i = 0; i < ARRAY_SIZE(folders); i++) {
		_cleanup_free_ char *path = str_printf("/%s", folders[i]);

		if (!path || look_for(root, "%s", folders[i]) != TRI_YES ||
			root_read(root, &mounts, &ignored, "proc/self/mountinfo") < 0)
			continue;
		if (ext_mount_of(mounts, path, &mount, &ignored) == 0) {
			(void)snprintf(e->grubenv_fs, sizeof(e->grubenv_fs), "%s", mount.type);
			e->grubenv_plain = is_plain(mount.source);
		}
		return;
	}
}

void facts_grubenv(const struct root *root, struct boot_evidence *e)
{
	const struct root quiet = root_quiet(root);
	_cleanup_free_ char *kept = NULL;
	struct err ignored;

	if (!root->host && root_read(&quiet, &kept, &ignored, KEPT) == 0) {
		(void)snprintf(e->grubenv_fs, sizeof(e->grubenv_fs), "%.*s",
			(int)strcspn(kept, " \n"), kept);
		e->grubenv_plain = strstr(kept, " plain");
	} else {
		read_mounts(&quiet, e);
	}
	free(kept);
	kept = e->grubenv_fs[0]
		       ? str_printf("%s%s", e->grubenv_fs, e->grubenv_plain ? " plain" : "")
		       : NULL;
	if (kept)
		root_offer(root, KEPT, kept);
}
