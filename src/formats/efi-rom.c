/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The images of a PCI option ROM inside a firmware, as far as the walk needs them: where the
 * next one starts, and the program in an EFI one (PCI Firmware 3.3, section 5; UEFI 2.10,
 * section 14.4). Whether firmware would run them is not asked here.
 */
#include <stdlib.h>

#include "formats/efi-pe.h"
#include "formats/efi-walk.h"
#include "formats/tiano.h"

#define CODE_TYPE_EFI 3
#define EFI_SIGNATURE 0x0ef1

struct image {
	size_t size;
	uint8_t code;
	bool last;
};

static bool read_image(struct bytes b, size_t off, struct image *ret)
{
	uint16_t signature, pcir, units;
	uint32_t magic;
	uint8_t indicator;
	size_t at;

	if (!bytes_u16(b, off, &signature) || signature != 0xaa55 ||
		!bytes_u16(b, off + 0x18, &pcir))
		return false;
	at = off + pcir;
	if (!bytes_u32(b, at, &magic) || magic != 0x52494350)
		return false;
	(void)bytes_u16(b, at + 0x10, &units);
	(void)bytes_u8(b, at + 0x14, &ret->code);
	if (!bytes_u8(b, at + 0x15, &indicator) || units == 0)
		return false;
	ret->size = (size_t)units * 512;
	ret->last = indicator & 0x80;
	if (ret->size > b.size - off)
		ret->size = b.size - off;
	return true;
}

static int walk_efi(struct efi_walk *w, const struct efi_span *in, const struct efi_node *node)
{
	uint32_t signature;
	uint16_t compressed, start;
	struct bytes body, out;
	int r;

	(void)bytes_u32(in->b, 4, &signature);
	(void)bytes_u16(in->b, 0x0c, &compressed);
	(void)bytes_u16(in->b, 0x16, &start);
	if (signature != EFI_SIGNATURE || start == 0 || start >= in->b.size)
		return efi_walk_trouble(w, in, 0, "the EFI header of this image makes no sense");
	body = bytes_slice(in->b, start, in->b.size - start);
	if (!compressed)
		return w->ops->leaf(w->ops->arg, node, body);
	if (efi_walk_tiano(w, body, TIANO_EFI, &out) < 0)
		return efi_walk_trouble(w, in, start, "this image cannot be unpacked: skipped");
	r = w->ops->buffer(w->ops->arg, node->id, out);
	if (r == 0)
		r = w->ops->leaf(w->ops->arg, node, out);
	free((void *)(uintptr_t)out.data);
	return r;
}

int efi_walk_rom(struct efi_walk *w, const struct efi_span *s, bool *ret_any)
{
	struct image image = { 0 };
	size_t off = 0;
	int r = 0;

	*ret_any = false;
	while (r == 0 && !image.last && read_image(s->b, off, &image)) {
		struct efi_node node = { .kind = EFI_ROM, .type = image.code, .size = image.size };
		struct efi_span in;

		*ret_any = true;
		r = efi_walk_node(w, s, off, &node);
		in = efi_span_in(s, &node, off, 0, image.size);
		if (r == 0)
			r = image.code == CODE_TYPE_EFI ? walk_efi(w, &in, &node)
							: w->ops->leaf(w->ops->arg, &node, in.b);
		off += image.size;
	}
	return r;
}
