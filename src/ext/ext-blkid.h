/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EXT_EXT_BLKID_H
#define EXT_EXT_BLKID_H

#include "base/err.h"

/* What is on a disk or a partition, by its first and last blocks; "" for what is not. */
struct ext_blkid {
	char type[32];       /* "ext4", "LVM2_member", "swap" */
	char uuid[80];       /* of that, */
	char label[80];      /* likewise */
	char part_uuid[40];  /* of the partition's entry */
	char part_label[80]; /* likewise */
};

/* Of an open disk, partition or image. -EIO when it cannot be read; nothing on it is no error. */
int ext_blkid_probe(int fd, struct ext_blkid *ret, struct err *err);

#endif
