/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An EFI driver as an option ROM that any UEFI firmware takes. It looks as edk2's EfiRom
 * makes it: a program that is not packed ends with the image. Repairing one that is there is
 * option-rom-repair.c's.
 */
#include "formats/option-rom-write.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "formats/tiano.h"

#define HEADER  0x1c
#define PCIR    0x1c /* of revision 3 */
#define START   (HEADER + PCIR)
#define ROM_MAX ((size_t)16 << 20)

static void put16(uint8_t *at, uint32_t v)
{
	at[0] = (uint8_t)v;
	at[1] = (uint8_t)(v >> 8);
}

static int check(struct bytes program, struct efi_pe *pe, struct err *err)
{
	if (efi_pe_parse(program, pe) < 0)
		return err_set(err, EINVAL, "it is no EFI program");
	if (pe->te)
		return err_set(err, EINVAL, "it is a TE image, which firmware does not load");
	if (pe->cut)
		return err_set(err, EINVAL, "the program is cut short");
	if (pe->subsystem != EFI_SUBSYSTEM_BOOT_DRIVER &&
		pe->subsystem != EFI_SUBSYSTEM_RUNTIME_DRIVER)
		return err_set(err, EINVAL,
			"it is no EFI driver (subsystem %u): firmware loads only drivers out of "
			"option ROMs",
			pe->subsystem);
	return 0;
}

static void write_header(uint8_t *rom, size_t units, const struct efi_pe *pe,
	const struct option_rom_wish *wish, size_t start)
{
	uint8_t *pcir = rom + HEADER;

	put16(rom, OPTION_ROM_SIGNATURE);
	put16(rom + 0x02, (uint32_t)units);
	put16(rom + 0x04, OPTION_ROM_EFI_MAGIC);
	put16(rom + 0x08, pe->subsystem);
	put16(rom + 0x0a, pe->machine);
	put16(rom + 0x0c, wish->compress);
	put16(rom + 0x16, (uint32_t)start);
	put16(rom + 0x18, HEADER);
	memcpy(pcir, "PCIR", 4);
	put16(pcir + 0x04, wish->vendor);
	put16(pcir + 0x06, wish->device);
	put16(pcir + 0x0a, PCIR);
	pcir[0x0c] = 3;
	pcir[0x0d] = (uint8_t)wish->class;
	put16(pcir + 0x0e, wish->class >> 8);
	put16(pcir + 0x10, (uint32_t)units);
	pcir[0x14] = OPTION_ROM_EFI;
	pcir[0x15] = 0x80;
}

static int build(struct bytes body, const struct efi_pe *pe, const struct option_rom_wish *wish,
	uint8_t **ret, size_t *ret_size)
{
	/* One more byte, so that there is always one to make the sum right. */
	size_t units = (START + body.size + 1 + OPTION_ROM_UNIT - 1) / OPTION_ROM_UNIT;
	size_t size = units * OPTION_ROM_UNIT, pad = size - START - body.size;
	/* What is packed ends by itself; padding behind it does not move the program. */
	size_t start = wish->compress ? START : START + pad;
	uint8_t *rom, *fill;

	if (size > ROM_MAX)
		return -EFBIG;
	rom = calloc(1, size);
	if (!rom)
		return -ENOMEM;
	write_header(rom, units, pe, wish, start);
	memcpy(rom + start, body.data, body.size);
	fill = wish->compress ? rom + start + body.size : rom + START;
	memset(fill, 0xff, pad);
	fill[pad - 1] = 0;
	fill[pad - 1] = (uint8_t)-option_rom_sum(bytes_of(rom, size));
	*ret = rom;
	*ret_size = size;
	return 0;
}

int option_rom_wrap(struct bytes program, const struct option_rom_wish *wish, uint8_t **ret,
	size_t *ret_size, struct err *err)
{
	_cleanup_free_ uint8_t *packed = NULL;
	struct bytes body = program;
	struct efi_pe pe;
	int r = check(program, &pe, err);

	if (r < 0)
		return r;
	if (program.size > ROM_MAX)
		return err_set(err, EFBIG, "it has more than the 16 MiB of a ROM BAR");
	if (wish->compress) {
		size_t size;

		r = tiano_pack(program, TIANO_EFI, &packed, &size);
		if (r < 0)
			return err_oom(err);
		body = bytes_of(packed, size);
	}
	r = build(body, &pe, wish, ret, ret_size);
	if (r == -EFBIG)
		return err_set(err, EFBIG, "it does not fit the 16 MiB of a ROM BAR");
	return r < 0 ? err_oom(err) : 0;
}
