/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FORMATS_OPTION_ROM_RULES_H
#define FORMATS_OPTION_ROM_RULES_H

#include "formats/option-rom.h"

/* What an option ROM has to keep to, rule by rule, so that a guest's firmware takes it. */
enum option_rom_verdict {
	OPTION_ROM_OK,
	OPTION_ROM_WARNING, /* some firmware takes it all the same, OVMF among them */
	OPTION_ROM_BAD,
};

struct option_rom_finding {
	const char *rule;  /* a word that never changes: "checksum" */
	const char *title; /* what should be so */
	int image;         /* its number from 1; 0: the whole ROM */
	enum option_rom_verdict verdict;
	char text[160]; /* what is so */
};

/* The device that it is to be given to. */
struct option_rom_target {
	bool given;
	uint16_t vendor, device;
	uint32_t class; /* 0xBBSSII; 0 unknown */
};

/*
 * Tells of each rule once that it is kept, or of each image that breaks it. A rule that does
 * not apply is not told of.
 */
void option_rom_judge(const struct option_rom *rom, const struct option_rom_target *target,
	void (*tell)(void *arg, const struct option_rom_finding *f), void *arg);

/* Whether something of it is wrong that option_rom_repair() makes right. */
bool option_rom_can_mend(const struct option_rom *rom);

#endif
