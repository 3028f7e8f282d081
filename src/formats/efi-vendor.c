/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is in the containers that AMI and Dell made up? Archives that everybody knows are for
 * efi-open.c. Dell's firmware in BIOS Guard blocks is not put in order: nobody says how.
 */
#include "formats/efi-vendor.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "formats/efi-walk.h"

#define PFAT_TAG     8
#define BLOCK_HEADER 0x30
#define SCRIPT_MAX   0x10000
#define DATA_MAX     ((uint32_t)16 << 20)
#define VERSION_MAX  16

#define PFS_HEADER  16 /* of the stream, in front of it and behind it */
#define PFS_MAGIC   5  /* where the header has its magic */
#define VOLUME_HEAD 16 /* "PFS.HDR.", version, size of the entries */
#define ENTRY_BASE  0x38

struct block {
	uint32_t script, data;
};

static bool read_block(struct bytes b, size_t off, struct block *ret)
{
	uint16_t version;
	size_t rest;

	if (!bytes_has(b, off, BLOCK_HEADER))
		return false;
	(void)bytes_u16(b, off, &version);
	(void)bytes_u32(b, off + 0x1c, &ret->script);
	(void)bytes_u32(b, off + 0x20, &ret->data);
	rest = b.size - off - BLOCK_HEADER;
	return version > 0 && version <= VERSION_MAX && ret->script > 0 && ret->script % 8 == 0 &&
	       ret->script <= SCRIPT_MAX && ret->data <= DATA_MAX && ret->script <= rest &&
	       ret->data <= rest - ret->script;
}

/* Behind a block may be its signature, of RSA with 2048 or 3072 bits; the next one tells. */
static size_t next_block(struct bytes b, size_t off)
{
	static const size_t signatures[] = { 0, 0x20c, 0x30c };
	struct block next;

	for (size_t i = 0; i < ARRAY_SIZE(signatures); i++)
		if (read_block(b, off + signatures[i], &next))
			return off + signatures[i];
	return b.size;
}

int efi_pfat_join(struct bytes b, size_t max, struct bytes *ret, size_t *ret_end)
{
	_cleanup_free_ uint8_t *joined = NULL;
	size_t cap = b.size < max ? b.size : max, size = 0;
	struct block block;
	uint32_t table;

	if (!bytes_has(b, 0, 17) || memcmp(b.data + PFAT_TAG, "_AMIPFAT", 8) != 0)
		return -EINVAL;
	(void)bytes_u32(b, 0, &table);
	if (table < 17 || !read_block(b, table, &block))
		return -EINVAL;
	joined = malloc(cap + 1);
	if (!joined)
		return -ENOMEM;
	for (size_t off = table; read_block(b, off, &block); off = next_block(b, off)) {
		off += BLOCK_HEADER + block.script;
		if (block.data > cap - size)
			return -EFBIG;
		memcpy(joined + size, b.data + off, block.data);
		size += block.data;
		off += block.data;
		*ret_end = off;
	}
	*ret = bytes_of(TAKE_PTR(joined), size);
	return 0;
}

static uint8_t xor_of(struct bytes b, size_t off, size_t n)
{
	uint8_t x = 0;

	for (size_t i = 0; i < n; i++)
		x ^= b.data[off + i];
	return x;
}

bool efi_pfs_next(struct bytes b, size_t *off, struct efi_pfs_part *ret)
{
	static const char magic[] = "\xee\xaa\x76\x1b\xec\xbb\x20\xf1\xe6\x51";
	static const char footer[] = "\xee\xaa\xee\x8f\x49\x1b\xe8\xae\x14\x37\x90";
	size_t n = sizeof(magic) - 1;

	while (*off < b.size) {
		const uint8_t *hit = memmem(b.data + *off, b.size - *off, magic, n);
		size_t at = hit ? (size_t)(hit - b.data) : b.size, rest;
		uint32_t size;

		*off = hit ? at + 1 : b.size;
		if (at < PFS_MAGIC || !bytes_has(b, at - PFS_MAGIC, PFS_HEADER + 2))
			continue;
		at -= PFS_MAGIC;
		if (b.data[at + PFS_HEADER] != 0x78)
			continue;
		(void)bytes_u32(b, at, &size);
		ret->firmware = b.data[at + 4] == 0xaa;
		ret->sound = xor_of(b, at, PFS_HEADER - 1) == b.data[at + PFS_HEADER - 1];
		at += PFS_HEADER;
		rest = b.size - at;
		ret->sound = ret->sound && size < rest && rest - size >= PFS_HEADER &&
			     memmem(b.data + at + size, PFS_HEADER, footer, sizeof(footer) - 1);
		ret->stream = bytes_slice(b, at, ret->sound ? size : rest);
		*off = at + (ret->sound ? size : 0);
		return true;
	}
	return false;
}

bool efi_pfs_entry(struct bytes b, size_t *off, struct bytes *ret, bool *ret_broken)
{
	uint32_t version, sizes[4];
	size_t head;

	*ret_broken = false;
	if (*off == 0)
		*off = VOLUME_HEAD;
	if (bytes_has(b, *off, 8) && memcmp(b.data + *off, "PFS.FTR.", 8) == 0)
		return false;
	if (*off + 16 == b.size)
		return false;
	*ret_broken = true;
	if (!bytes_u32(b, *off + 16, &version) || (version != 1 && version != 2))
		return false;
	head = ENTRY_BASE + (version == 1 ? 16 : 32);
	if (!bytes_has(b, *off, head))
		return false;
	*off += head;
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++)
		(void)bytes_u32(b, *off - head + 0x28 + 4 * i, &sizes[i]);
	if (!bytes_has(b, *off, sizes[0]))
		return false;
	*ret = bytes_slice(b, *off, sizes[0]);
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		if (!bytes_has(b, *off, sizes[i]))
			return false;
		*off += sizes[i];
	}
	*ret_broken = false;
	return true;
}

static int walk_entries(struct efi_walk *w, const struct efi_span *s)
{
	size_t off = 0, n = 0;
	struct bytes entry;
	bool broken;
	char name[32];
	int r = 0;

	while (r == 0 && efi_pfs_entry(s->b, &off, &entry, &broken)) {
		(void)snprintf(name, sizeof(name), "entry %zu", ++n);
		r = efi_walk_member(w, s, name, entry, 0);
	}
	if (r == 0 && broken)
		r = efi_walk_trouble(w, s, off, "the chain of PFS entries is broken here");
	return r;
}

static int walk_pfs(struct efi_walk *w, const struct efi_span *s, bool *ret_any)
{
	int r;

	if (w->pfs > 0)
		return efi_walk_trouble(
			w, s, 0, "this is cut into BIOS Guard blocks, whose order is not known");
	*ret_any = true;
	w->pfs++;
	r = walk_entries(w, s);
	w->pfs--;
	return r;
}

static int walk_part(struct efi_walk *w, const struct efi_span *s, const struct efi_pfs_part *part,
	size_t number)
{
	size_t left = w->limits.total - w->total;
	struct bytes out = { 0 };
	char name[40];
	int r;

	if (left > w->limits.stream)
		left = w->limits.stream;
	(void)snprintf(
		name, sizeof(name), "%s %zu", part->firmware ? "firmware" : "utilities", number);
	r = w->ops->unpack(w->ops->arg, EFI_PACKING_ZLIB, part->stream, left, &out);
	if (r == -ENOMEM)
		return r;
	r = efi_walk_member(w, s, name, out, r < 0 && r != -EFBIG && r != -ENOTSUP ? -EINVAL : r);
	free((void *)(uintptr_t)out.data);
	return r;
}

static int walk_parts(struct efi_walk *w, const struct efi_span *s, bool *ret_any)
{
	struct efi_pfs_part part;
	size_t off = 0, n = 0;
	int r = 0;

	while (r == 0 && efi_pfs_next(s->b, &off, &part)) {
		*ret_any = true;
		r = efi_walk_work(w, s, part.stream.size);
		if (r == 0 && !part.sound)
			r = efi_walk_doubt(w, s, (size_t)(part.stream.data - s->b.data),
				"the header or footer of this PFS part is wrong");
		if (r == 0)
			r = walk_part(w, s, &part, ++n);
	}
	return r;
}

/* What is behind the blocks is flashed in other ways, if at all: it is looked at too. */
static int walk_pfat(struct efi_walk *w, const struct efi_span *s, bool *ret_any)
{
	size_t left = w->limits.total - w->total, end = 0;
	struct bytes joined, rest;
	int r = efi_pfat_join(s->b, left, &joined, &end);

	if (r == -EINVAL)
		return efi_walk_trouble(
			w, s, 0, "the blocks of this BIOS Guard file make no sense");
	if (r == -EFBIG)
		return efi_walk_trouble(w, s, 0, "more is in this than is allowed: skipped");
	if (r < 0)
		return r;
	*ret_any = true;
	r = efi_walk_member(w, s, "BIOS Guard blocks", joined, 0);
	free((void *)(uintptr_t)joined.data);
	rest = bytes_slice(s->b, end, s->b.size - end);
	if (r == 0 && rest.size > 0 && efi_run_of(rest, rest.data[0]) < rest.size)
		r = efi_walk_member(w, s, "behind the blocks", rest, 0);
	return r;
}

int efi_walk_vendor(
	struct efi_walk *w, const struct efi_span *s, const struct efi_image *image, bool *ret_any)
{
	switch ((int)image->container) {
	case EFI_CONTAINER_PFAT:
		return walk_pfat(w, s, ret_any);
	case EFI_CONTAINER_PFS:
		return walk_pfs(w, s, ret_any);
	case EFI_CONTAINER_PROGRAM:
	case EFI_CONTAINER_INNO:
	case EFI_CONTAINER_FUJITSU:
		return walk_parts(w, s, ret_any);
	default:
		return 0;
	}
}
