/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any bytes as a firmware image: limits hold, parts lie in what they are part of, and a scan
 * is the same after it was sent. What libraries would unpack is taken as it is, so that the
 * fuzzer gets inside.
 */
#include "fuzz.h"

#include <errno.h>
#include <string.h>

#include "formats/efi-scan.h"
#include "formats/efi-section.h"

#define LZMA_HEADER 13
#define ZIP_HEADER  4

static const struct efi_limits limits = {
	.depth = 24,
	.archives = 3,
	.members = 50,
	.nodes = 500,
	.stream = 65536,
	.total = 1 << 20,
	.work = 32 << 20,
};

static int unpack(
	void *arg, enum efi_packing packing, struct bytes in, size_t max, struct bytes *ret)
{
	size_t skip =
		packing == EFI_PACKING_LZMA || packing == EFI_PACKING_LZMA_X86 ? LZMA_HEADER : 0;
	uint8_t *out;

	(void)arg;
	if (in.size <= skip)
		return -EINVAL;
	if (in.size - skip > max)
		return -EFBIG;
	out = malloc(in.size - skip);
	FUZZ_CHECK(out);
	memcpy(out, in.data + skip, in.size - skip);
	*ret = bytes_of(out, in.size - skip);
	return 0;
}

/* A zip as it might be: members of a length and bytes; the highest bits say what is wrong. */
static int open_zip(void *arg, struct bytes b, size_t max, const struct efi_sink *sink)
{
	static const int why[] = { 0, -EIO, -EACCES, -EFBIG };
	size_t off = ZIP_HEADER;
	uint16_t word;
	int r = 0;

	(void)arg;
	if (b.size < ZIP_HEADER || memcmp(b.data, "PK\3\4", ZIP_HEADER) != 0)
		return -EINVAL;
	while (r == 0 && bytes_u16(b, off, &word)) {
		size_t size = word & 0x3fff, rest = b.size - off - 2;

		size = size < rest ? size : rest;
		r = sink->member(sink->arg, "a\xff\n",
			bytes_slice(b, off + 2, word >> 15 || size > max ? 0 : size),
			why[word >> 14]);
		off += 2 + size;
	}
	return r < 0 ? r : off == b.size ? 0 : -EIO;
}

static void check_item(const struct efi_scan *scan, const struct efi_item *item, size_t size)
{
	const struct efi_node *n = &item->node;
	unsigned depth = 0;

	FUZZ_CHECK(n->size >= n->header && n->parent < n->id);
	if (!(n->flags & EFI_FLAG_PACKED))
		FUZZ_CHECK(n->offset <= size && n->size <= size - n->offset);
	for (const struct efi_item *i = item; i->node.parent; depth++)
		i = &scan->items[i->node.parent - 1];
	FUZZ_CHECK(depth <= limits.depth);
	FUZZ_CHECK(item->body <= n->size || item->node.kind == EFI_ROM);
}

static void check_wire(const struct efi_scan *scan)
{
	struct str_buf first = { 0 }, second = { 0 };
	struct efi_scan again;

	efi_scan_write(scan, &first);
	FUZZ_CHECK(efi_scan_read(bytes_of(first.text, first.len), &again) == 0);
	efi_scan_write(&again, &second);
	FUZZ_CHECK(first.len == second.len && memcmp(first.text, second.text, first.len) == 0);
	efi_scan_done(&again);
	str_buf_done(&first);
	str_buf_done(&second);
}

/* Guesses lie inside, go forward, and come to an end. */
static void check_ahead(struct bytes b)
{
	struct efi_ahead a = { .b = b };
	struct efi_ahead_section s;
	size_t before = 0;

	while (efi_section_ahead(&a, &s)) {
		FUZZ_CHECK(a.off > before && a.off <= b.size);
		FUZZ_CHECK(s.in.data >= b.data && s.in.size > 0 &&
			   s.in.size <= b.size - (size_t)(s.in.data - b.data));
		FUZZ_CHECK(s.size > 0 && s.size <= efi_limits.stream);
		before = a.off;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct efi_guid guid = EFI_GUID(
		0x11111111, 0x2222, 0x3333, 0x44, 0x44, 0x55, 0x55, 0x55, 0x55, 0x55, 0x55);
	struct efi_scan_wish wish = {
		.patterns = { bytes_of("MZ", 2), bytes_of("G\0O\0P\0", 6) },
		.guid = &guid,
		.unpack = unpack,
		.open = open_zip,
	};
	struct efi_scan scan;

	FUZZ_CHECK(efi_scan(bytes_of(data, size), &wish, &limits, &scan) == 0);
	FUZZ_CHECK(scan.n_items <= limits.nodes && scan.n_troubles <= scan.all_troubles);
	FUZZ_CHECK(!scan.limited || scan.broken > 0);
	for (size_t i = 0; i < scan.n_items; i++)
		check_item(&scan, &scan.items[i], size);
	check_wire(&scan);
	check_ahead(bytes_of(data, size));
	efi_scan_done(&scan);
	return 0;
}
