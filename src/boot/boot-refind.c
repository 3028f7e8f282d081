/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rEFInd leaves no LoaderInfo behind; the kernel is its own EFI program then, and gets its
 * initrd by name. Whether newer releases set it is not verified.
 */
#include "boot/boot.h"

static bool matches(const struct boot_evidence *e)
{
	return e->uefi == TRI_YES && e->efivars == TRI_YES && !e->loader[0] && !e->stub[0] &&
	       !e->boot_image && e->initrd && e->clue[BOOT_CLUE_REFIND_CONF];
}

const struct boot boot_refind = {
	.words = {
		.id = "refind",
		.title = "rEFInd",
		.add = "sudo sed -i -E '\\#[\" ]%s[\" ]#! "
			"s#^(\"[^\"]*\"[[:space:]]+\"[^\"]*)\"#\\1 %s\"#' "
			"/boot/refind_linux.conf",
		.remove = "sudo sed -i -E 's#([\" ])%s([\" ])#\\1\\2#g' /boot/refind_linux.conf",
	},
	.matches = matches,
};
