/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FORMATS_OPTION_ROM_WRITE_H
#define FORMATS_OPTION_ROM_WRITE_H

#include "base/err.h"
#include "formats/option-rom.h"

struct option_rom_wish {
	uint16_t vendor, device;
	uint32_t class; /* 0xBBSSII */
	bool compress;
};

/*
 * An EFI driver as a PCI option ROM of one image, to be free()d. Its bytes are kept as they
 * are, a signature behind the sections too. -EINVAL when it is no driver that firmware would
 * load out of one, -EFBIG over the 16 MiB of a ROM BAR.
 */
int option_rom_wrap(struct bytes program, const struct option_rom_wish *wish, uint8_t **ret,
	size_t *ret_size, struct err *err);

#define OPTION_ROM_CHANGES 64

struct option_rom_change {
	uint64_t offset; /* in the repaired ROM */
	char text[120];
};

struct option_rom_repair {
	uint8_t *data; /* owned */
	size_t size;
	struct option_rom_change changes[OPTION_ROM_CHANGES];
	size_t n_changes;
};

struct option_rom_repair_wish {
	bool trim; /* cut what is behind the images for firmware */
	bool ids;  /* make it one for this device */
	uint16_t vendor, device;
};

/*
 * What can be mended without touching a program: what is in front of the images, lengths, last
 * image bits, checksums. -EINVAL without an image, -ENOMEM. Needs option_rom_repair_done().
 */
int option_rom_repair(struct bytes file, const struct option_rom_repair_wish *wish,
	struct option_rom_repair *ret, struct err *err);
void option_rom_repair_done(struct option_rom_repair *r);

#endif
