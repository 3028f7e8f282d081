/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The sections of a firmware file, and what is packed in them. LZMA and the like are
 * unpacked by whoever asked for the walk; EFI 1.1 and Tiano by tiano.c.
 */
#include "formats/efi-section.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "formats/efi-walk.h"
#include "formats/tiano.h"

#define SECTION_HEADER 4
#define SECTION_LARGE  8
#define GUIDED_HEADER  20 /* GUID, offset of the data, attributes; behind the section's own */
#define ATTR_UNPACK    1  /* of a GUID-defined one: cannot be read as it is */

enum method {
	METHOD_NONE, /* sections as they are */
	METHOD_LZMA,
	METHOD_LZMA_X86,
	METHOD_ZLIB,
	METHOD_GZIP,
	METHOD_BROTLI,
	METHOD_EFI,
	METHOD_TIANO,
};

struct section {
	uint8_t type;
	size_t header, size;
};

/* One way to unpack a section: the method, and where its data starts. */
struct way {
	enum method method;
	size_t skip;
};

#define WAYS 3

struct guided {
	struct efi_guid guid;
	struct way ways[WAYS]; /* tried in this order; METHOD_NONE at 0 ends the list */
	size_t skip;           /* of METHOD_NONE: more than the section says */
};

static const struct guided guided[] = {
	{ EFI_GUID(0xEE4E5898, 0x3914, 0x4259, 0x9D, 0x6E, 0xDC, 0x7B, 0xD7, 0x94, 0x03, 0xCF),
		{ { METHOD_LZMA, 0 } }, 0 },
	{ EFI_GUID(0x0ED85E23, 0xF253, 0x413F, 0xA0, 0x3C, 0x90, 0x19, 0x87, 0xB0, 0x43, 0x97),
		{ { METHOD_LZMA, 0 } }, 0 },
	{ EFI_GUID(0xD42AE6BD, 0x1352, 0x4BFB, 0x90, 0x9A, 0xCA, 0x72, 0xA6, 0xEA, 0xE8, 0x89),
		{ { METHOD_LZMA_X86, 0 }, { METHOD_LZMA, 0 } }, 0 },
	{ EFI_GUID(0xA31280AD, 0x481E, 0x41B6, 0x95, 0xE8, 0x12, 0x7F, 0x4C, 0x98, 0x47, 0x79),
		{ { METHOD_TIANO, 0 }, { METHOD_EFI, 0 } }, 0 },
	{ EFI_GUID(0x1D301FE9, 0xBE79, 0x4353, 0x91, 0xC2, 0xD2, 0x3B, 0xC9, 0x59, 0xAE, 0x0C),
		{ { METHOD_GZIP, 0 } }, 0 },
	{ EFI_GUID(0xCE3233F5, 0x2CD6, 0x4D87, 0x91, 0x52, 0x4A, 0x23, 0x8B, 0xB6, 0xD1, 0xC4),
		{ { METHOD_ZLIB, 0x100 }, { METHOD_ZLIB, 0 } }, 0 },
	{ EFI_GUID(0x991EFAC0, 0xE260, 0x416B, 0xA4, 0xB8, 0x3B, 0x15, 0x30, 0x72, 0xB8, 0x04),
		{ { METHOD_ZLIB, 0x100 }, { METHOD_ZLIB, 0 } }, 0 },
	{ EFI_GUID(0x3D532050, 0x5CDA, 0x4FD0, 0x87, 0x9E, 0x0F, 0x7F, 0x63, 0x0D, 0x5A, 0xFB),
		{ { METHOD_BROTLI, 16 }, { METHOD_BROTLI, 0 } }, 0 },
	/* Signed: the key and the signature stand in front, if DataOffset does not count them. */
	{ EFI_GUID(0xA7717414, 0xC616, 0x4977, 0x94, 0x20, 0x84, 0x47, 0x12, 0xA7, 0x35, 0xBF),
		{ { 0 } }, 0x210 },
};

static const struct efi_guid crc32_guid =
	EFI_GUID(0xFC1BCDB0, 0x7D31, 0x49AA, 0x93, 0x6A, 0xA4, 0x60, 0x0D, 0x9D, 0xD0, 0x83);
static const struct efi_guid signed_guid =
	EFI_GUID(0x0F9D89E8, 0x9259, 0x4F76, 0xA5, 0xAF, 0x0C, 0x89, 0xE3, 0x40, 0x23, 0xDF);

/* Which ones the compression types of section 0x01 mean; some old ones have 4 more bytes. */
static const struct way standard_ways[WAYS] = { { METHOD_EFI, 0 }, { METHOD_TIANO, 0 } };
static const struct way custom_ways[WAYS] = { { METHOD_LZMA, 0 }, { METHOD_LZMA, 4 } };
static const struct way x86_ways[WAYS] = { { METHOD_LZMA_X86, 0 } };

/* False when what is there cannot be a section at all. Its size may be more than is there. */
static bool read_section(struct bytes b, size_t off, struct section *ret)
{
	uint32_t word, large;

	if (!bytes_u32(b, off, &word))
		return false;
	ret->type = (uint8_t)(word >> 24);
	ret->size = word & 0xffffff;
	ret->header = SECTION_HEADER;
	if (ret->size == 0xffffff && bytes_u32(b, off + 4, &large)) {
		ret->size = large;
		ret->header = SECTION_LARGE;
	}
	return ret->size >= ret->header;
}

/* Some count the padding behind the last one into it. */
static bool fits(struct bytes b, size_t off, const struct section *sec)
{
	size_t rest = b.size - off;

	return sec->size <= rest || sec->size - rest < 4;
}

static bool is_padding(struct bytes b, size_t off)
{
	struct bytes rest = bytes_slice(b, off, b.size - off);

	return rest.size < 4 || (rest.data[0] == 0 && efi_run_of(rest, 0) == rest.size) ||
	       (rest.data[0] == 0xff && efi_run_of(rest, 0xff) == rest.size);
}

bool efi_sections_are(struct bytes b, bool all)
{
	size_t off = 0, n = 0, known = 0;
	struct section sec;

	while (off < b.size && !(off > 0 && is_padding(b, off))) {
		if (!read_section(b, off, &sec) || !fits(b, off, &sec))
			return false;
		n++;
		known += efi_section_type_text(sec.type) != NULL;
		/* One of a vendor's own may come first: then the chain must be whole. */
		if (!all && n == 1 && known == 1)
			return true;
		off = (off + sec.size + 3) & ~(size_t)3;
	}
	return known > 0 && (!all || known == n);
}

/* 0 with the bytes, or why not. */
static int try_way(struct efi_walk *w, const struct efi_span *s, struct way way, struct bytes *ret)
{
	static const enum efi_packing packings[] = {
		[METHOD_LZMA] = EFI_PACKING_LZMA,
		[METHOD_LZMA_X86] = EFI_PACKING_LZMA_X86,
		[METHOD_ZLIB] = EFI_PACKING_ZLIB,
		[METHOD_GZIP] = EFI_PACKING_GZIP,
		[METHOD_BROTLI] = EFI_PACKING_BROTLI,
	};
	struct bytes in = bytes_slice(s->b, way.skip, s->b.size - way.skip);
	size_t left = w->limits.total - w->total;
	int r;

	if (way.skip >= s->b.size)
		return -EINVAL;
	if (way.method == METHOD_EFI || way.method == METHOD_TIANO)
		return efi_walk_tiano(
			w, in, way.method == METHOD_EFI ? TIANO_EFI : TIANO_TIANO, ret);
	if (left > w->limits.stream)
		left = w->limits.stream;
	r = w->ops->unpack(w->ops->arg, packings[way.method], in, left, ret);
	if (r == 0)
		w->total += ret->size;
	return r;
}

static const char *why_not(int r)
{
	switch (r) {
	case -EFBIG:
		return "more is packed in this section than is allowed: skipped";
	case -ENOTSUP:
		return "the library that unpacks this section is not there: skipped";
	case -ENOMEM:
		return "no memory to unpack this section: skipped";
	default:
		return "this section cannot be unpacked: skipped";
	}
}

static int walk_unpacked(struct efi_walk *w, const struct efi_span *s, struct bytes out)
{
	struct efi_span in = *s;
	int r;

	in.b = out;
	in.base = 0;
	in.flags |= EFI_FLAG_PACKED;
	r = w->ops->buffer(w->ops->arg, s->parent, out);
	return r < 0 ? r : efi_walk_contents(w, &in);
}

/* The first way whose result is sections, else the first that has a result. */
static int unpack(struct efi_walk *w, const struct efi_span *s, const struct way *ways)
{
	struct bytes best = { 0 };
	int r = 0, failed = -EINVAL;
	bool clean = false;

	for (size_t i = 0; i < WAYS && ways[i].method != METHOD_NONE && !clean; i++) {
		struct bytes out = { 0 };

		r = try_way(w, s, ways[i], &out);
		if (r < 0) {
			failed = r == -EINVAL ? failed : r;
			continue;
		}
		clean = efi_sections_are(out, true);
		if (clean || !best.data) {
			free((void *)(uintptr_t)best.data);
			best = out;
		} else {
			free((void *)(uintptr_t)out.data);
		}
	}
	if (!best.data)
		return efi_walk_trouble(w, s, 0, why_not(failed));
	r = walk_unpacked(w, s, best);
	free((void *)(uintptr_t)best.data);
	return r;
}

static int walk_compression(struct efi_walk *w, const struct efi_span *s)
{
	struct efi_span in = *s;
	uint8_t type;

	if (!bytes_u8(s->b, 4, &type))
		return efi_walk_trouble(w, s, 0, "this section is too short");
	in.b = bytes_slice(s->b, 5, s->b.size - 5);
	in.base += 5;
	switch (type) {
	case 0:
		return efi_walk_contents(w, &in);
	case 1:
		return unpack(w, &in, standard_ways);
	case 2:
		return unpack(w, &in, custom_ways);
	case 0x86:
		return unpack(w, &in, x86_ways);
	default:
		return efi_walk_trouble(w, s, 0, "an unknown kind of compression: skipped");
	}
}

static uint32_t crc32_of(struct bytes b)
{
	uint32_t table[256], crc = UINT32_MAX;

	for (uint32_t i = 0; i < 256; i++) {
		table[i] = i;
		for (int bit = 0; bit < 8; bit++)
			table[i] = table[i] & 1 ? table[i] >> 1 ^ 0xedb88320 : table[i] >> 1;
	}
	for (size_t i = 0; i < b.size; i++)
		crc = table[(crc ^ b.data[i]) & 0xff] ^ crc >> 8;
	return ~crc;
}

static int check_crc(struct efi_walk *w, const struct efi_span *s, const struct efi_span *in)
{
	uint32_t want;

	if (bytes_u32(s->b, GUIDED_HEADER, &want) && want == crc32_of(in->b))
		return 0;
	return efi_walk_doubt(w, s, 0, "the CRC32 of this section is wrong");
}

/* In front of signed contents may be what signs them. */
static void skip_signature(
	const struct efi_guid *guid, const struct guided *row, struct efi_span *in)
{
	uint32_t skip = row ? (uint32_t)row->skip : 0;

	if (efi_guid_eq(guid, &signed_guid))
		(void)bytes_u32(in->b, 0, &skip);
	if (skip == 0 || skip >= in->b.size || efi_sections_are(in->b, true))
		return;
	in->b = bytes_slice(in->b, skip, in->b.size - skip);
	in->base += skip;
}

/* s is behind the section's own header, header long. */
static int walk_guided(struct efi_walk *w, const struct efi_span *s, size_t header)
{
	const struct guided *row = NULL;
	struct efi_span in = *s;
	struct efi_guid guid;
	uint16_t off;
	int r = 0;

	(void)efi_guid_read(s->b, 0, &guid);
	(void)bytes_u16(s->b, 16, &off);
	if (s->b.size < GUIDED_HEADER || off < header + GUIDED_HEADER || off - header > s->b.size)
		return efi_walk_trouble(
			w, s, 0, "where this section's data starts makes no sense: skipped");
	in.b = bytes_slice(s->b, off - header, s->b.size - (off - header));
	in.base += off - header;
	for (size_t i = 0; i < ARRAY_SIZE(guided); i++)
		if (efi_guid_eq(&guided[i].guid, &guid))
			row = &guided[i];
	if (row && row->ways[0].method != METHOD_NONE)
		return unpack(w, &in, row->ways);
	if (efi_guid_eq(&crc32_guid, &guid))
		r = check_crc(w, s, &in);
	skip_signature(&guid, row, &in);
	return r < 0 ? r : efi_walk_contents(w, &in);
}

static int walk_inside(struct efi_walk *w, const struct efi_span *in, const struct efi_node *node)
{
	struct efi_span rest = *in;

	switch (node->type) {
	case EFI_SECTION_COMPRESSION:
		return walk_compression(w, in);
	case EFI_SECTION_GUID_DEFINED:
		return walk_guided(w, in, (size_t)node->header);
	case EFI_SECTION_DISPOSABLE:
	case EFI_SECTION_VOLUME:
		return efi_walk_contents(w, in);
	case EFI_SECTION_FREEFORM:
		if (in->b.size < sizeof(node->guid.b))
			return efi_walk_trouble(w, in, 0, "this section is too short");
		rest.b = bytes_slice(in->b, 16, in->b.size - 16);
		rest.base += 16;
		return efi_walk_raw(w, &rest, node);
	case EFI_SECTION_RAW:
		return efi_walk_raw(w, in, node);
	default:
		return w->ops->leaf(w->ops->arg, node, in->b);
	}
}

static int walk_section(
	struct efi_walk *w, const struct efi_span *s, size_t off, const struct section *sec)
{
	struct efi_node node = { .kind = EFI_SECTION, .type = sec->type, .header = sec->header };
	size_t rest = s->b.size - off;
	struct efi_span in;
	int r;

	node.size = sec->size > rest ? rest : sec->size;
	if (sec->type == EFI_SECTION_GUID_DEFINED || sec->type == EFI_SECTION_FREEFORM)
		(void)efi_guid_read(s->b, off + sec->header, &node.guid);
	r = efi_walk_node(w, s, off, &node);
	in = efi_span_in(s, &node, off, sec->header, (size_t)node.size - sec->header);
	if (r == 0 && in.depth >= w->limits.depth)
		return efi_walk_trouble(w, &in, 0, "packed too deep: not looked into");
	return r < 0 ? r : walk_inside(w, &in, &node);
}

int efi_walk_sections(struct efi_walk *w, const struct efi_span *s, bool *ret_any)
{
	size_t off = 0;
	bool ignored;

	*ret_any = false;
	while (off < s->b.size && !(off > 0 && is_padding(s->b, off))) {
		struct efi_span rest = efi_span_in(
			s, &(struct efi_node) { .id = s->parent }, off, 0, s->b.size - off);
		struct section sec;
		int r;

		if (!read_section(s->b, off, &sec) || !fits(s->b, off, &sec)) {
			r = efi_walk_trouble(w, s, off, "the chain of sections is broken here");
			/* What follows may still have volumes. */
			return r < 0 ? r : efi_walk_volumes(w, &rest, &ignored);
		}
		*ret_any = true;
		r = walk_section(w, s, off, &sec);
		if (r < 0)
			return r;
		off = (off + sec.size + 3) & ~(size_t)3;
	}
	return 0;
}

/* GUID at off: the section that has it as its own, if there is a whole one. */
static bool ahead_at(struct bytes b, size_t off, struct efi_ahead_section *ret)
{
	for (size_t header = SECTION_HEADER; header <= SECTION_LARGE; header += 4) {
		struct section sec;
		uint16_t data;
		uint64_t size;

		if (off < header || !read_section(b, off - header, &sec) || sec.header != header ||
			sec.type != EFI_SECTION_GUID_DEFINED || !bytes_u16(b, off + 16, &data) ||
			data < header + GUIDED_HEADER || data >= sec.size ||
			!bytes_has(b, off - header, sec.size))
			continue;
		ret->in = bytes_slice(b, off - header + data, sec.size - data);
		if (!bytes_u64(ret->in, 5, &size) || size == 0 || size > efi_limits.stream)
			continue;
		ret->size = (size_t)size;
		return true;
	}
	return false;
}

bool efi_section_ahead(struct efi_ahead *a, struct efi_ahead_section *ret)
{
	while (a->off < a->b.size) {
		size_t first = 0;

		for (size_t i = 0; i < EFI_AHEAD_METHODS; i++) {
			const uint8_t *hit = NULL;

			if (a->next[i] < a->off || a->off == 0)
				hit = memmem(a->b.data + a->off, a->b.size - a->off,
					guided[i].guid.b, sizeof(guided[i].guid.b));
			else
				hit = a->next[i] < a->b.size ? a->b.data + a->next[i] : NULL;
			a->next[i] = hit ? (size_t)(hit - a->b.data) : a->b.size;
			first = a->next[i] < a->next[first] ? i : first;
		}
		a->off = a->next[first] + 1;
		ret->x86 = guided[first].ways[0].method == METHOD_LZMA_X86;
		if (a->next[first] < a->b.size && ahead_at(a->b, a->next[first], ret))
			return true;
	}
	return false;
}

const char *efi_section_type_text(uint8_t type)
{
	static const char *const packed[] = { "compression", "GUID-defined", "disposable" };
	static const char *const leaves[] = { "PE32", "PIC", "TE", "DXE dependencies", "version",
		"user interface", "16-bit code", "volume image", "freeform", "raw", NULL,
		"PEI dependencies", "MM dependencies" };

	if (type >= EFI_SECTION_COMPRESSION && type <= EFI_SECTION_DISPOSABLE)
		return packed[type - EFI_SECTION_COMPRESSION];
	if (type == EFI_SECTION_INSYDE_POSTCODE || type == EFI_SECTION_PHOENIX_POSTCODE)
		return "POST code";
	if (type < EFI_SECTION_PE32 || type >= EFI_SECTION_PE32 + ARRAY_SIZE(leaves))
		return NULL;
	return leaves[type - EFI_SECTION_PE32];
}
