/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libblkid: which file system, member of an array, swap space or the like is on a disk?
 */
#include "ext/ext-blkid.h"

#include <blkid/blkid.h>
#include <errno.h>
#include <stdio.h>

#include "base/mem.h"

static void probep(blkid_probe *p)
{
	if (*p)
		blkid_free_probe(*p);
}

static void value(blkid_probe p, const char *name, char *text, size_t size)
{
	const char *data = NULL;

	if (blkid_probe_lookup_value(p, name, &data, NULL) == 0 && data)
		(void)snprintf(text, size, "%s", data);
}

int ext_blkid_probe(int fd, struct ext_blkid *ret, struct err *err)
{
	_cleanup_(probep) blkid_probe p = blkid_new_probe();
	struct ext_blkid b = { 0 };
	int r;

	if (!p)
		return err_oom(err);
	if (blkid_probe_set_device(p, fd, 0, 0) < 0)
		return err_sys(err, errno ? errno : EIO, "cannot look at what is on it");
	(void)blkid_probe_enable_superblocks(p, 1);
	(void)blkid_probe_set_superblocks_flags(
		p, BLKID_SUBLKS_TYPE | BLKID_SUBLKS_UUID | BLKID_SUBLKS_LABEL);
	(void)blkid_probe_enable_partitions(p, 1);
	(void)blkid_probe_set_partitions_flags(p, BLKID_PARTS_ENTRY_DETAILS);
	r = blkid_do_safeprobe(p);
	if (r == -1)
		return err_set(err, EIO, "cannot read what is on it");
	/* Signatures of several: whoever owns it, it is not free. */
	if (r == -2)
		(void)snprintf(b.type, sizeof(b.type), "several");
	else
		value(p, "TYPE", b.type, sizeof(b.type));
	value(p, "UUID", b.uuid, sizeof(b.uuid));
	value(p, "LABEL", b.label, sizeof(b.label));
	value(p, "PART_ENTRY_UUID", b.part_uuid, sizeof(b.part_uuid));
	value(p, "PART_ENTRY_NAME", b.part_label, sizeof(b.part_label));
	*ret = b;
	return 0;
}
