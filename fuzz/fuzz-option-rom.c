/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any bytes as an option ROM: what is found lies inside, what was repaired needs no repair, and
 * what was wrapped comes back as it was.
 */
#include "fuzz.h"

#include <string.h>

#include "formats/option-rom-rules.h"
#include "formats/option-rom-write.h"

static void tell(void *arg, const struct option_rom_finding *f)
{
	unsigned *n = arg;

	FUZZ_CHECK(f->rule && f->title && memchr(f->text, 0, sizeof(f->text)));
	FUZZ_CHECK(f->image >= 0 && f->image <= OPTION_ROM_IMAGES);
	*n += f->verdict == OPTION_ROM_BAD;
}

static unsigned judge(const struct option_rom *rom)
{
	static const struct option_rom_target target = { true, 0x8086, 0xa780, 0x030000 };
	unsigned n = 0;

	option_rom_judge(rom, &target, tell, &n);
	return n;
}

/* From one image to the next without a gap, in the file. */
static void check_chain(struct bytes file, const struct option_rom *rom)
{
	uint64_t at = rom->start;

	FUZZ_CHECK(option_rom_valid(rom, file.size));
	FUZZ_CHECK(!option_rom_valid(rom, file.size + 1));
	for (size_t n = 0; n < rom->n_images; n++) {
		FUZZ_CHECK(rom->images[n].offset == at);
		at += rom->images[n].space;
	}
	FUZZ_CHECK(at == rom->private_end);
}

static void check_repair(struct bytes file, const struct option_rom *rom, bool trim)
{
	static const uint32_t mended = OPTION_ROM_BAD_CHAIN | OPTION_ROM_BAD_EARLY;
	const struct option_rom_repair_wish wish = { .trim = trim };
	struct option_rom_repair once = { 0 }, twice = { 0 };
	struct option_rom *now = calloc(1, sizeof(*now));
	struct err err;

	FUZZ_CHECK(now && option_rom_repair(file, &wish, &once, &err) == 0);
	FUZZ_CHECK(once.size <= file.size - rom->start && once.size > 0);
	FUZZ_CHECK(option_rom_read(bytes_of(once.data, once.size), NULL, now) == 0);
	FUZZ_CHECK(now->wrapper == OPTION_ROM_BARE && now->n_images > 0);
	FUZZ_CHECK(judge(now) <= judge(rom) || now->n_images != rom->n_images);
	if (now->n_images == rom->n_images)
		for (size_t n = 0; n < now->n_images; n++)
			FUZZ_CHECK(!(now->images[n].wrong & mended) ||
				   now->images[n].wrong != rom->images[n].wrong);
	option_rom_repair_done(&twice);
	option_rom_repair_done(&once);
	free(now);
}

static void check_wrap(struct bytes file, bool compress)
{
	const struct option_rom_wish wish = { 0x8086, 0xa780, 0x030000, compress };
	struct option_rom *rom = calloc(1, sizeof(*rom));
	uint8_t *data = NULL, *owned;
	struct bytes program;
	uint32_t wrong;
	struct err err;
	size_t size;

	FUZZ_CHECK(rom);
	if (option_rom_wrap(file, &wish, &data, &size, &err) == 0) {
		struct bytes wrapped = bytes_of(data, size);

		FUZZ_CHECK(option_rom_read(wrapped, NULL, rom) == 0 && rom->n_images == 1);
		FUZZ_CHECK(rom->images[0].wrong == 0 && option_rom_sum(wrapped) == 0);
		FUZZ_CHECK(option_rom_program(wrapped, rom->images, &program, &owned, &wrong) == 0);
		FUZZ_CHECK(program.size >= file.size &&
			   memcmp(program.data, file.data, file.size) == 0);
		free(owned);
	}
	free(data);
	free(rom);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct option_rom *rom = calloc(1, sizeof(*rom));
	struct bytes file = bytes_of(data, size);

	FUZZ_CHECK(rom);
	if (option_rom_read(file, NULL, rom) == 0) {
		check_chain(file, rom);
		(void)judge(rom);
		check_repair(file, rom, false);
		check_repair(file, rom, true);
	} else {
		FUZZ_CHECK(rom->wrapper == OPTION_ROM_NOTHING && rom->n_images == 0);
		FUZZ_CHECK(judge(rom) == 1);
	}
	check_wrap(file, false);
	check_wrap(file, true);
	free(rom);
	return 0;
}
