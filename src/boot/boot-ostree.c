/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Fedora from an image (Silverblue, Bazzite): arguments are the deployment's, and the files in
 * /boot are not to be touched. Each change makes a new deployment.
 */
#include "boot/boot.h"

static bool matches(const struct boot_evidence *e)
{
	return e->ostree;
}

const struct boot boot_ostree = {
	.words = {
		.id = "ostree",
		.title = "rpm-ostree",
		.add = "sudo rpm-ostree kargs --append-if-missing='%s'",
		.remove = "sudo rpm-ostree kargs --delete-if-present='%s'",
	},
	.matches = matches,
};
