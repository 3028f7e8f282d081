/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FACTS_BLOCK_USE_H
#define FACTS_BLOCK_USE_H

#include "base/err.h"
#include "base/root.h"

/*
 * Whether the host uses a disk or partition, or will: it, or a partition of it, is mounted, swap,
 * in /etc/fstab, or a member of LVM, RAID, ZFS or the like. 1 with the reason, to be free()d
 * ("sda2 is mounted at /"); 0 when it does not. -EACCES: it could not be looked at.
 */
int block_use(
	const struct root *root, unsigned major, unsigned minor, char **ret_why, struct err *err);

#endif
