/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_ROM_RULES_H
#define CLI_ROM_RULES_H

#include "base/doc.h"
#include "formats/option-rom-rules.h"

/* A table of all rules that apply; how many times one is broken, warnings not counted. */
unsigned rom_rules_doc(
	struct doc *doc, const struct option_rom *rom, const struct option_rom_target *target);

#endif
