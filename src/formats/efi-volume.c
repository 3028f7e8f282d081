/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Firmware volumes and their files. Volumes are searched by their signature in all of the
 * bytes: what should say where they are is wrong too often. Inside files see efi-section.c.
 */
#include "formats/efi-volume.h"

#include <string.h>

#include "base/mem.h"
#include "formats/efi-walk.h"

#define SIGNATURE_OFF 0x28
#define HEADER_MIN    0x38
#define FILE_HEADER   0x18
#define FILE_LARGE    0x20

#define SLOW 16 /* times slower than looking for bytes */

#define ATTR_LARGE    0x01 /* of a file; its tail in revision 1 */
#define ATTR_CHECKSUM 0x40
#define ATTR_ERASED_1 0x800 /* of a volume: free space is ones */

static const struct efi_guid ffs3 =
	EFI_GUID(0x5473C07A, 0x3DCB, 0x4DCA, 0xBD, 0x6F, 0x1E, 0x96, 0x89, 0xE7, 0x34, 0x9A);

/* These hold variables, in forms that have no files. */
static const struct efi_guid no_files[] = {
	EFI_GUID(0xFFF12B8D, 0x7696, 0x4C8B, 0xA9, 0x85, 0x27, 0x47, 0x07, 0x5B, 0x4F, 0x50),
	EFI_GUID(0xCEF5B9A3, 0x476D, 0x497F, 0x9F, 0xDC, 0xE9, 0x81, 0x43, 0xE0, 0x42, 0x2C),
};

struct volume {
	uint64_t length; /* as the header says */
	uint16_t header;
	size_t files; /* where the first one is */
	uint8_t revision;
	uint8_t erased; /* what free space is full of */
	bool sum_ok, large, bad_ext, bad_map, bad_length;
	struct efi_guid system, name;
};

struct file {
	struct efi_guid guid;
	uint8_t type, attr;
	uint64_t size;
	size_t header, tail;
	bool sum_ok;
};

/* The blocks of flash that it lies in, from the end of the fixed part to {0, 0}; 0: no sense. */
static uint64_t map_length(struct bytes b, size_t header)
{
	uint32_t n, length;
	uint64_t sum = 0;

	for (size_t off = HEADER_MIN; off + 8 <= header; off += 8) {
		(void)bytes_u32(b, off, &n);
		(void)bytes_u32(b, off + 4, &length);
		if (n == 0 && length == 0)
			return sum;
		if (n == 0 || length == 0 || (uint64_t)n * length > UINT32_MAX)
			return 0;
		sum += (uint64_t)n * length;
	}
	return 0;
}

static bool is_volume(struct bytes b, struct volume *v)
{
	uint32_t signature;

	*v = (struct volume) { 0 };
	if (!bytes_u32(b, SIGNATURE_OFF, &signature) ||
		memcmp(b.data + SIGNATURE_OFF, "_FVH", 4) != 0)
		return false;
	(void)bytes_u64(b, 0x20, &v->length);
	(void)bytes_u16(b, 0x30, &v->header);
	if (!bytes_u8(b, 0x37, &v->revision) || (v->revision != 1 && v->revision != 2))
		return false;
	if (v->header < HEADER_MIN || v->header > b.size)
		return false;
	/* Some say 0: then the blocks must make sense. */
	if (v->length < v->header) {
		v->length = map_length(b, v->header);
		v->bad_length = v->length >= v->header && v->length <= b.size;
		return v->bad_length;
	}
	return true;
}

static void read_ext_header(struct bytes b, struct volume *v)
{
	uint16_t off;
	uint32_t size;

	(void)bytes_u16(b, 0x34, &off);
	if (v->revision < 2 || off == 0)
		return;
	if (!bytes_u32(b, (size_t)off + 16, &size) || size < 20 || !bytes_has(b, off, size)) {
		v->bad_ext = true;
		return;
	}
	(void)efi_guid_read(b, off, &v->name);
	v->files = (size_t)off + size;
}

static void read_volume(struct bytes b, struct volume *v)
{
	uint32_t attr;
	uint16_t sum = 0, word;

	(void)bytes_u32(b, 0x2c, &attr);
	(void)efi_guid_read(b, 0x10, &v->system);
	v->erased = attr & ATTR_ERASED_1 ? 0xff : 0;
	v->large = efi_guid_eq(&v->system, &ffs3);
	for (size_t i = 0; i + 1 < v->header; i += 2) {
		(void)bytes_u16(b, i, &word);
		sum = (uint16_t)(sum + word);
	}
	v->sum_ok = sum == 0;
	v->bad_map = map_length(b, v->header) != v->length;
	v->files = v->header;
	read_ext_header(b, v);
	v->files = (v->files + 7) & ~(size_t)7;
}

/* Header bytes but the state and the checksum of the contents add up to 0. */
static bool file_sum_ok(struct bytes b, size_t off, size_t header)
{
	uint8_t sum = 0;

	for (size_t i = 0; i < header; i++)
		if (i != 0x11 && i != 0x17)
			sum = (uint8_t)(sum + b.data[off + i]);
	return sum == 0;
}

static void read_large(struct bytes b, size_t off, const struct volume *v, struct file *f)
{
	uint32_t size32;

	if (!(f->attr & ATTR_LARGE))
		return;
	if (v->revision == 1) {
		f->tail = 2;
	} else if (v->large) {
		f->header = FILE_LARGE;
		(void)bytes_u64(b, off + FILE_HEADER, &f->size);
	} else if (f->size == 0) {
		/* Lenovo's way to have large files in FFSv2. */
		f->header = FILE_HEADER + 4;
		(void)bytes_u32(b, off + FILE_HEADER, &size32);
		f->size = size32;
	}
}

/* False when there is no file here that could be. */
static bool read_file(struct bytes b, size_t off, const struct volume *v, struct file *f)
{
	uint32_t size;

	*f = (struct file) { .header = FILE_HEADER };
	if (!bytes_has(b, off, FILE_HEADER))
		return false;
	(void)efi_guid_read(b, off, &f->guid);
	(void)bytes_u8(b, off + 0x12, &f->type);
	(void)bytes_u8(b, off + 0x13, &f->attr);
	(void)bytes_u32(b, off + 0x14, &size);
	f->size = size & 0xffffff;
	read_large(b, off, v, f);
	if (f->size < f->header + f->tail || !bytes_has(b, off, f->header))
		return false;
	f->sum_ok = file_sum_ok(b, off, f->header);
	return f->sum_ok || f->size <= b.size - off;
}

static bool contents_sum_ok(struct bytes body, uint8_t want, const struct file *f, uint8_t revision)
{
	uint8_t sum = 0;

	if (!(f->attr & ATTR_CHECKSUM))
		return want == (revision == 1 ? 0x5a : 0xaa);
	for (size_t i = 0; i < body.size; i++)
		sum = (uint8_t)(sum + body.data[i]);
	return (uint8_t)(sum + want) == 0;
}

static int walk_contents(struct efi_walk *w, const struct efi_span *in, const struct efi_node *node)
{
	bool any = false;
	int r = 0;

	if (node->type == EFI_FILE_PAD) {
		uint8_t first = in->b.size ? in->b.data[0] : 0;

		if (efi_run_of(in->b, first) == in->b.size)
			return 0;
	} else if (node->type != EFI_FILE_RAW) {
		if (efi_sections_are(in->b, false))
			r = efi_walk_sections(w, in, &any);
		else if (in->b.size > 0)
			r = efi_walk_trouble(w, in, 0, "there are no sections in this file");
	}
	return r < 0 || any ? r : efi_walk_raw(w, in, node);
}

static int walk_file(struct efi_walk *w, const struct efi_span *s, size_t off,
	const struct volume *v, const struct file *f)
{
	struct efi_node node = { .kind = EFI_FILE, .type = f->type, .guid = f->guid };
	size_t rest = s->b.size - off, size = f->size > rest ? rest : (size_t)f->size, tail;
	struct efi_span in;
	bool sum_ok;
	int r;

	tail = f->tail && size >= f->header + f->tail ? f->tail : 0;
	in.b = bytes_slice(s->b, off + f->header, size - f->header - tail);
	sum_ok = f->size <= rest && contents_sum_ok(in.b, s->b.data[off + 0x11], f, v->revision);
	node.size = size;
	node.header = f->header;
	node.flags = f->size > rest ? EFI_FLAG_CUT : 0;
	if (!f->sum_ok || (!tail && !sum_ok))
		node.flags |= EFI_FLAG_BAD_CHECKSUM;
	r = efi_walk_work(w, s, size);
	if (r == 0)
		r = efi_walk_node(w, s, off, &node);
	if (r == 0 && node.flags & EFI_FLAG_CUT)
		r = efi_walk_trouble(w, s, off, "this file is longer than its volume");
	else if (r == 0 && node.flags & EFI_FLAG_BAD_CHECKSUM)
		r = efi_walk_doubt(w, s, off, "a checksum of this file is wrong");
	in = efi_span_in(s, &node, off, f->header, size - f->header - tail);
	if (r == 0 && in.depth >= w->limits.depth)
		return efi_walk_trouble(w, &in, 0, "packed too deep: not looked into");
	return r < 0 ? r : walk_contents(w, &in, &node);
}

/* The next place from off on where a file could be, beyond doubt; or the end. */
static size_t search_file(struct bytes b, size_t off, const struct volume *v)
{
	struct file f;

	for (; bytes_has(b, off, FILE_HEADER); off += 8) {
		size_t free_space = efi_run_of(bytes_slice(b, off, b.size - off), v->erased);

		if (free_space >= 8) {
			off = (off + free_space) & ~(size_t)7;
			if (!bytes_has(b, off, FILE_HEADER))
				break;
		}
		if (read_file(b, off, v, &f) && f.sum_ok && f.size <= b.size - off &&
			(f.type <= 0x0f || f.type == EFI_FILE_PAD))
			return off;
	}
	return b.size;
}

static bool is_free(struct bytes b, size_t off, const struct volume *v)
{
	return efi_run_of(bytes_slice(b, off, FILE_HEADER), v->erased) == FILE_HEADER;
}

/* Where to go on behind what is no file; tells what was left out. */
static int skip_to_file(
	struct efi_walk *w, const struct efi_span *s, const struct volume *v, size_t *off)
{
	bool free_space = is_free(s->b, *off, v);
	size_t next = search_file(s->b, *off, v), from = *off;
	int r = 0;

	*off = next;
	if (!free_space)
		r = efi_walk_trouble(w, s, from, "this is no file: skipped");
	return r < 0 ? r : efi_walk_work(w, s, (uint64_t)(next - from) * SLOW);
}

/* *ret_end: behind the last file. */
static int walk_files(
	struct efi_walk *w, const struct efi_span *s, const struct volume *v, size_t *ret_end)
{
	size_t off = v->files;
	struct file f;

	*ret_end = v->files < s->b.size ? v->files : s->b.size;
	while (bytes_has(s->b, off, FILE_HEADER)) {
		int r;

		if (is_free(s->b, off, v) || !read_file(s->b, off, v, &f)) {
			r = skip_to_file(w, s, v, &off);
			if (r < 0)
				return r;
			continue;
		}
		r = walk_file(w, s, off, v, &f);
		if (r < 0)
			return r;
		if (f.size > s->b.size - off)
			break;
		off += (size_t)((f.size + 7) & ~(uint64_t)7);
		*ret_end = off < s->b.size ? off : s->b.size;
	}
	return 0;
}

static int tell_trouble(struct efi_walk *w, const struct efi_span *s, size_t off,
	const struct efi_node *node, const struct volume *v)
{
	int r = 0;

	if (node->flags & EFI_FLAG_CUT)
		r = efi_walk_trouble(w, s, off, "this volume is longer than what holds it");
	if (r == 0 && node->flags & EFI_FLAG_BAD_CHECKSUM)
		r = efi_walk_doubt(w, s, off, "the checksum of this volume's header is wrong");
	if (r == 0 && v->bad_length)
		r = efi_walk_doubt(w, s, off, "this volume's length makes no sense");
	if (r == 0 && v->bad_map)
		r = efi_walk_doubt(w, s, off, "this volume's blocks do not add up to its length");
	if (r == 0 && v->bad_ext)
		r = efi_walk_trouble(w, s, off, "this volume's extended header makes no sense");
	return r;
}

/* *ret_size: how far it reaches as far as that can be believed. */
static int walk_volume(struct efi_walk *w, const struct efi_span *s, size_t off, struct volume *v,
	size_t *ret_size)
{
	struct efi_node node = { .kind = EFI_VOLUME };
	size_t rest = s->b.size - off, size = v->length > rest ? rest : (size_t)v->length;
	struct efi_span in;
	size_t end;
	int r;

	read_volume(bytes_slice(s->b, off, size), v);
	node.guid = efi_guid_is_zero(&v->name) ? v->system : v->name;
	node.size = size;
	node.header = v->header;
	node.flags =
		(v->length > rest ? EFI_FLAG_CUT : 0) | (v->sum_ok ? 0 : EFI_FLAG_BAD_CHECKSUM);
	w->volumes++;
	r = efi_walk_node(w, s, off, &node);
	if (r == 0)
		r = tell_trouble(w, s, off, &node, v);
	if (r < 0)
		return r;
	*ret_size = size;
	in = efi_span_in(s, &node, off, 0, size);
	for (size_t i = 0; i < ARRAY_SIZE(no_files); i++)
		if (efi_guid_eq(&no_files[i], &v->system))
			return w->ops->leaf(w->ops->arg, &node, in.b);
	if (in.depth >= w->limits.depth)
		return efi_walk_trouble(w, &in, 0, "packed too deep: not looked into");
	r = walk_files(w, &in, v, &end);
	/* A length that is not vouched for may hide the volumes behind. */
	if (r == 0 && (!v->sum_ok || v->length > rest))
		*ret_size = end;
	return r;
}

/* What is between volumes, unless it is empty flash. */
static int walk_gap(struct efi_walk *w, const struct efi_span *s, size_t from, size_t to)
{
	struct efi_node node = { .kind = EFI_DATA, .size = to - from };
	struct bytes b = bytes_slice(s->b, from, to - from);
	struct efi_span in;
	bool any;
	int r;

	if (b.size == 0 || efi_run_of(b, b.data[0]) == b.size)
		return 0;
	r = efi_walk_node(w, s, from, &node);
	if (r < 0)
		return r;
	in = efi_span_in(s, &node, from, 0, b.size);
	r = efi_walk_rom(w, &in, &any);
	return r < 0 || any ? r : w->ops->leaf(w->ops->arg, &node, in.b);
}

static int tell_no_volume(struct efi_walk *w, const struct efi_span *s, size_t off)
{
	/* The signature alone is also in programs that look for it. */
	if (s->flags & EFI_FLAG_PACKED || s->depth > 0 || off % 8 != 0)
		return 0;
	return efi_walk_trouble(w, s, off, "this volume's header makes no sense: skipped");
}

int efi_walk_volumes(struct efi_walk *w, const struct efi_span *s, bool *ret_any)
{
	size_t from = 0, at = 0;
	int r = efi_walk_work(w, s, s->b.size);

	*ret_any = false;
	while (r == 0 && s->b.size - at > SIGNATURE_OFF) {
		const uint8_t *hit = memmem(
			s->b.data + at + SIGNATURE_OFF, s->b.size - at - SIGNATURE_OFF, "_FVH", 4);
		struct volume v;
		size_t size = 0;

		if (!hit)
			break;
		at = (size_t)(hit - s->b.data) - SIGNATURE_OFF;
		if (!is_volume(bytes_slice(s->b, at, s->b.size - at), &v)) {
			r = tell_no_volume(w, s, at);
			at += 4;
			continue;
		}
		*ret_any = true;
		r = walk_gap(w, s, from, at);
		if (r == 0)
			r = walk_volume(w, s, at, &v, &size);
		at += size;
		from = at;
	}
	return r < 0 || !*ret_any ? r : walk_gap(w, s, from, s->b.size);
}

const char *efi_file_type_text(uint8_t type)
{
	static const char *const texts[] = { "all types", "raw", "freeform", "SEC core", "PEI core",
		"DXE core", "PEI module", "DXE driver", "PEI/DXE module", "application",
		"SMM module", "volume image", "SMM/DXE module", "SMM core", "MM standalone module",
		"MM standalone core" };

	if (type == EFI_FILE_PAD)
		return "padding";
	return type < ARRAY_SIZE(texts) ? texts[type] : NULL;
}
