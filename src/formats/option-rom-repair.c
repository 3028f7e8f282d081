/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An option ROM as its maker meant it: without what a flashing tool puts in front, and with
 * lengths, last bits and checksums that are right. Programs are never touched.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "formats/option-rom-write.h"

static void __attribute__((format(printf, 3, 4)))
say(struct option_rom_repair *r, uint64_t offset, const char *fmt, ...)
{
	struct option_rom_change *c;
	va_list ap;

	if (r->n_changes == OPTION_ROM_CHANGES)
		return;
	c = &r->changes[r->n_changes++];
	c->offset = offset;
	va_start(ap, fmt);
	(void)vsnprintf(c->text, sizeof(c->text), fmt, ap);
	va_end(ap);
}

static void put16(uint8_t *at, uint16_t v)
{
	at[0] = (uint8_t)v;
	at[1] = (uint8_t)(v >> 8);
}

/* The bytes that are kept. */
static int cut(
	struct bytes file, const struct option_rom *rom, bool trim, struct option_rom_repair *ret)
{
	uint64_t end = trim && rom->how == OPTION_ROM_END_LAST ? rom->end : file.size;
	struct bytes kept = bytes_slice(file, rom->start, end - rom->start);

	ret->data = malloc(kept.size);
	if (!ret->data)
		return -ENOMEM;
	memcpy(ret->data, kept.data, kept.size);
	ret->size = kept.size;
	if (rom->start > 0)
		say(ret, 0, "cut 0x%llx bytes in front of the first image%s",
			(unsigned long long)rom->start,
			rom->wrapper == OPTION_ROM_NVGI ? ": NVIDIA's header of the flash chip"
							: "");
	if (end < file.size)
		say(ret, kept.size, "cut 0x%llx bytes behind the last image",
			(unsigned long long)(file.size - end));
	return 0;
}

/* All are there: option_rom_header() looked at the PCIR, and at the first 26 bytes. */
static void mend_length(struct option_rom_repair *r, const struct option_rom_image *i, size_t n)
{
	if (!(i->wrong & OPTION_ROM_BAD_CHAIN))
		return;
	put16(r->data + i->offset + i->pcir + 0x10, i->size_units);
	say(r, i->offset + i->pcir + 0x10, "image %zu: the length is %u units, not %u", n + 1,
		i->size_units, i->units);
}

static void mend_last(struct option_rom_repair *r, const struct option_rom_image *i, size_t n)
{
	uint64_t at = i->offset + i->pcir + 0x15;

	if (i->wrong & (OPTION_ROM_BAD_CUT | OPTION_ROM_BAD_LENGTH) ||
		!(i->wrong & (OPTION_ROM_BAD_EARLY | OPTION_ROM_BAD_NO_LAST)))
		return;
	r->data[at] ^= 0x80;
	say(r, at, "image %zu: it %s the last one", n + 1,
		i->wrong & OPTION_ROM_BAD_EARLY ? "is not" : "is");
}

static void mend_ids(struct option_rom_repair *r, const struct option_rom_image *i, size_t n,
	const struct option_rom_repair_wish *wish)
{
	uint8_t *pcir = r->data + i->offset + i->pcir;

	if (!wish->ids || option_rom_image_is_for(i, wish->vendor, wish->device))
		return;
	put16(pcir + 4, wish->vendor);
	put16(pcir + 6, wish->device);
	say(r, i->offset + i->pcir + 4, "image %zu: it is for %04x:%04x, not %04x:%04x", n + 1,
		wish->vendor, wish->device, i->vendor, i->device);
}

/* In its last byte, where its makers put it too. */
static void mend_checksum(struct option_rom_repair *r, const struct option_rom_image *i, size_t n)
{
	uint64_t size = (uint64_t)i->size_units * OPTION_ROM_UNIT;
	uint8_t sum;

	if (i->code != OPTION_ROM_BIOS || size == 0 || i->offset > r->size ||
		size > r->size - i->offset)
		return;
	sum = option_rom_sum(bytes_of(r->data + i->offset, size));
	if (sum == 0)
		return;
	r->data[i->offset + size - 1] = (uint8_t)(r->data[i->offset + size - 1] - sum);
	say(r, i->offset + size - 1, "image %zu: the checksum", n + 1);
}

int option_rom_repair(struct bytes file, const struct option_rom_repair_wish *wish,
	struct option_rom_repair *ret, struct err *err)
{
	_cleanup_free_ struct option_rom *rom = malloc(sizeof(*rom));
	struct option_rom_repair out = { 0 };
	int r;

	if (!rom)
		return err_oom(err);
	r = option_rom_read(file, NULL, rom);
	if (r == -EINVAL)
		return err_set(err, EINVAL, "there is no option ROM in it");
	if (r == 0)
		r = cut(file, rom, wish->trim, &out);
	if (r < 0)
		return err_oom(err);
	for (size_t n = 0; n < rom->n_images; n++) {
		struct option_rom_image i = rom->images[n];

		if (i.flags & OPTION_ROM_PRIVATE || i.wrong & OPTION_ROM_BAD_PCIR)
			continue;
		i.offset -= rom->start;
		mend_length(&out, &i, n);
		mend_last(&out, &i, n);
		mend_ids(&out, &i, n, wish);
		mend_checksum(&out, &i, n);
	}
	*ret = out;
	return 0;
}

void option_rom_repair_done(struct option_rom_repair *r)
{
	free(r->data);
	*r = (struct option_rom_repair) { 0 };
}
