/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef GUEST_GUEST_ROM_H
#define GUEST_GUEST_ROM_H

#include "model/pci.h"
#include "model/tri.h"

/* Whether a guest needs a ROM file for a device. */
enum guest_rom_need {
	GUEST_ROM_UNKNOWN,
	GUEST_ROM_NO,
	GUEST_ROM_SOMETIMES, /* the words say when */
	GUEST_ROM_YES,
};

#define GUEST_ROM_WORDS 4

struct guest_rom {
	enum guest_rom_need need;
	const char *why[GUEST_ROM_WORDS];  /* sentences; NULL behind the last */
	const char *what[GUEST_ROM_WORDS]; /* what to do when one is needed; likewise */
};

/* has_rom: the device shows a ROM of its own. Pure. */
struct guest_rom guest_rom_needed(const struct pci_dev *d, enum tri has_rom);

#endif
