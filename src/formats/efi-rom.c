/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The images of a PCI option ROM inside a firmware, as far as the walk needs them: where the
 * next one starts, and the program in an EFI one (PCI Firmware 3.3, section 5; UEFI 2.10,
 * section 14.4). Whether firmware would run them is not asked here.
 */
#include <stdlib.h>

#include "formats/efi-pe.h"
#include "formats/efi-walk.h"
#include "formats/option-rom.h"
#include "formats/tiano.h"

static int walk_efi(struct efi_walk *w, const struct efi_span *in, const struct efi_node *node)
{
	uint32_t signature;
	uint16_t compressed, start;
	struct bytes body, out;
	int r;

	(void)bytes_u32(in->b, 4, &signature);
	(void)bytes_u16(in->b, 0x0c, &compressed);
	(void)bytes_u16(in->b, 0x16, &start);
	if (signature != OPTION_ROM_EFI_MAGIC || start == 0 || start >= in->b.size)
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
	struct option_rom_image image = { 0 };
	size_t off = 0;
	int r = 0;

	*ret_any = false;
	while (r == 0 && !(image.flags & OPTION_ROM_LAST) &&
		option_rom_header(s->b, off, &image) == 0 && image.size > 0) {
		struct efi_node node = { .kind = EFI_ROM, .type = image.code, .size = image.space };
		struct efi_span in;

		*ret_any = true;
		r = efi_walk_node(w, s, off, &node);
		in = efi_span_in(s, &node, off, 0, image.space);
		if (r == 0)
			r = image.code == OPTION_ROM_EFI ? walk_efi(w, &in, &node)
							 : w->ops->leaf(w->ops->arg, &node, in.b);
		off += image.space;
	}
	return r;
}
