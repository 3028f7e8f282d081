/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Will firmware take this option ROM? What is wrong with single images was noted by
 * option-rom.c; here it gets words and weight. What OVMF does was tried with OVMF 2022.11.
 */
#include "formats/option-rom-rules.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/mem.h"

#define ROM_BAR_MAX   (16 << 20)
#define CLASS_DISPLAY 0x03

struct judge {
	const struct option_rom *rom;
	const struct option_rom_target *target;
	void (*tell)(void *arg, const struct option_rom_finding *f);
	void *arg;
};

static const struct {
	uint32_t bit;
	enum option_rom_verdict verdict;
	const char *text;
} words[] = {
	{ OPTION_ROM_BAD_PCIR, OPTION_ROM_BAD, "no \"PCIR\" where its header points" },
	{ OPTION_ROM_BAD_ALIGN, OPTION_ROM_BAD,
		"its PCIR is not on a border of 4: OVMF refuses it" },
	{ OPTION_ROM_BAD_LENGTH, OPTION_ROM_BAD, "it is 0 bytes long by its PCIR" },
	{ OPTION_ROM_BAD_CUT, OPTION_ROM_BAD, "it goes on behind the end of the file: it was cut" },
	{ OPTION_ROM_BAD_CHAIN, OPTION_ROM_BAD, "its PCIR's length misses the next image" },
	{ OPTION_ROM_BAD_SIZE, OPTION_ROM_WARNING, "the size at byte 2 is not that of its PCIR" },
	{ OPTION_ROM_BAD_EARLY, OPTION_ROM_BAD,
		"it says that it is the last, but another follows" },
	{ OPTION_ROM_BAD_NO_LAST, OPTION_ROM_BAD, "it is the last, but does not say so" },
	{ OPTION_ROM_BAD_CHECKSUM, OPTION_ROM_BAD,
		"its bytes do not add up to 0: a BIOS refuses it" },
	{ OPTION_ROM_BAD_EFI_MAGIC, OPTION_ROM_BAD, "its EFI signature is not 0x0ef1" },
	{ OPTION_ROM_BAD_EFI_SIZE, OPTION_ROM_BAD,
		"the size at byte 2 is 0, or more than its PCIR's" },
	{ OPTION_ROM_BAD_EFI_START, OPTION_ROM_BAD, "its program would start outside of it" },
	{ OPTION_ROM_BAD_SUBSYSTEM, OPTION_ROM_BAD, "its header says that it is no driver" },
	{ OPTION_ROM_BAD_PACKING, OPTION_ROM_BAD, "its header names an unknown compression" },
	{ OPTION_ROM_BAD_PACKED, OPTION_ROM_BAD, "its program cannot be unpacked" },
	{ OPTION_ROM_BAD_PROGRAM, OPTION_ROM_BAD, "there is no EFI program where one should be" },
	{ OPTION_ROM_BAD_PE_CUT, OPTION_ROM_BAD, "its program was cut: a section ends behind it" },
	{ OPTION_ROM_BAD_KIND, OPTION_ROM_BAD, "its program is no driver" },
	{ OPTION_ROM_BAD_MACHINE, OPTION_ROM_WARNING,
		"its header names another machine than its program" },
};

/* Rules about single images; code: of those images, or -1. */
static const struct {
	const char *rule, *title;
	uint32_t bits;
	int code;
} rules[] = {
	{ "pcir", "each image has its data structure", OPTION_ROM_BAD_PCIR | OPTION_ROM_BAD_ALIGN,
		-1 },
	{ "length", "the images' lengths are right",
		OPTION_ROM_BAD_LENGTH | OPTION_ROM_BAD_CUT | OPTION_ROM_BAD_CHAIN |
			OPTION_ROM_BAD_SIZE,
		-1 },
	{ "last", "the last image says so, and no other",
		OPTION_ROM_BAD_EARLY | OPTION_ROM_BAD_NO_LAST, -1 },
	{ "checksum", "the checksum of a BIOS image is right", OPTION_ROM_BAD_CHECKSUM,
		OPTION_ROM_BIOS },
	{ "efi-header", "the header of an EFI image is right",
		OPTION_ROM_BAD_EFI_MAGIC | OPTION_ROM_BAD_EFI_SIZE | OPTION_ROM_BAD_EFI_START |
			OPTION_ROM_BAD_SUBSYSTEM | OPTION_ROM_BAD_PACKING,
		OPTION_ROM_EFI },
	{ "program", "an EFI image holds a whole driver",
		OPTION_ROM_BAD_PACKED | OPTION_ROM_BAD_PROGRAM | OPTION_ROM_BAD_PE_CUT |
			OPTION_ROM_BAD_KIND,
		OPTION_ROM_EFI },
	{ "machine", "it is for the machine that its header names", OPTION_ROM_BAD_MACHINE,
		OPTION_ROM_EFI },
};

static void __attribute__((format(printf, 3, 4)))
say(const struct judge *j, struct option_rom_finding f, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(f.text, sizeof(f.text), fmt, ap);
	va_end(ap);
	j->tell(j->arg, &f);
}

static void judge_images(const struct judge *j, size_t rule)
{
	struct option_rom_finding f = { .rule = rules[rule].rule, .title = rules[rule].title };
	unsigned seen = 0, wrong = 0;

	for (size_t n = 0; n < j->rom->n_images; n++) {
		const struct option_rom_image *i = &j->rom->images[n];
		bool has_code =
			!(i->wrong & OPTION_ROM_BAD_PCIR) && !(i->flags & OPTION_ROM_PRIVATE);

		if (rules[rule].code >= 0 && (!has_code || i->code != rules[rule].code))
			continue;
		seen++;
		f.image = (int)n + 1;
		for (size_t w = 0; w < ARRAY_SIZE(words); w++) {
			if (!(i->wrong & rules[rule].bits & words[w].bit))
				continue;
			wrong++;
			f.verdict = words[w].verdict;
			say(j, f, "%s", words[w].text);
		}
	}
	if (seen == 0 || wrong > 0)
		return;
	f.image = 0;
	f.verdict = OPTION_ROM_OK;
	say(j, f, seen == 1 ? "%u image" : "%u images", seen);
}

static void judge_start(const struct judge *j)
{
	struct option_rom_finding f = { .rule = "start", .title = "the file starts with an image" };

	if (j->rom->wrapper == OPTION_ROM_BARE) {
		say(j, f, "55 AA");
		return;
	}
	f.verdict = OPTION_ROM_BAD;
	if (j->rom->wrapper == OPTION_ROM_NOTHING)
		say(j, f, "there is no image anywhere in it");
	else
		say(j, f, "the first is at 0x%llx, behind %s", (unsigned long long)j->rom->start,
			j->rom->wrapper == OPTION_ROM_NVGI ? "NVIDIA's flash header"
							   : "something else");
}

static void judge_end(const struct judge *j)
{
	struct option_rom_finding f = { .rule = "end", .title = "nothing else follows the images" };
	const struct option_rom *rom = j->rom;

	if (rom->how == OPTION_ROM_END_MANY) {
		f.verdict = OPTION_ROM_BAD;
		say(j, f, "more than %u images: the rest was not looked at", OPTION_ROM_IMAGES);
	} else if (rom->tail > 0 && rom->how == OPTION_ROM_END_LAST) {
		f.verdict = OPTION_ROM_WARNING;
		say(j, f, "from 0x%llx on data of no image; it does no harm",
			(unsigned long long)rom->private_end);
	} else if (rom->how == OPTION_ROM_END_LAST) {
		say(j, f, "%s",
			rom->private_end > rom->end ? "only NVIDIA's own images" : "nothing");
	}
}

static void judge_size(const struct judge *j)
{
	struct option_rom_finding f = { .rule = "size", .title = "it fits a ROM BAR" };
	bool fits = j->rom->file_size <= ROM_BAR_MAX;

	f.verdict = fits ? OPTION_ROM_OK : OPTION_ROM_WARNING;
	say(j, f, "%llu bytes%s", (unsigned long long)j->rom->file_size,
		fits ? "" : ", more than the 16 MiB that PCI allows");
}

/* OVMF and every other UEFI firmware of a guest runs EFI images for its machine only. */
static void judge_uefi(const struct judge *j)
{
	struct option_rom_finding f = { .rule = "uefi", .title = "a guest with UEFI can run it" };
	unsigned others = 0;

	for (size_t n = 0; n < j->rom->n_images; n++) {
		const struct option_rom_image *i = &j->rom->images[n];

		if (!(i->flags & OPTION_ROM_PROGRAM))
			continue;
		if (i->pe_machine == EFI_MACHINE_X64) {
			f.image = (int)n + 1;
			say(j, f, "an EFI image for x64%s",
				i->flags & OPTION_ROM_GOP ? " with a display driver" : "");
			return;
		}
		others++;
	}
	f.verdict = OPTION_ROM_WARNING;
	say(j, f, "%s",
		others ? "only EFI images for other machines: OVMF skips them"
		       : "no EFI image: no picture before the guest's driver");
}

static void judge_class(const struct judge *j)
{
	struct option_rom_finding f = { .rule = "class", .title = "the class is the device's" };
	uint32_t wanted = j->target->class >> 16;
	unsigned wrong = 0;

	for (size_t n = 0; n < j->rom->n_images; n++) {
		const struct option_rom_image *i = &j->rom->images[n];
		bool display = i->flags & (OPTION_ROM_GOP | OPTION_ROM_VIDEO | OPTION_ROM_ATOM);
		uint32_t class = wanted ? wanted : display ? CLASS_DISPLAY : i->class >> 16;

		if (i->flags & OPTION_ROM_PRIVATE || i->wrong & OPTION_ROM_BAD_PCIR ||
			i->class >> 16 == class)
			continue;
		wrong++;
		f.image = (int)n + 1;
		f.verdict = OPTION_ROM_WARNING;
		say(j, f, "%06x, not %02x....; OVMF does not mind", i->class, class);
	}
	f.image = 0;
	f.verdict = OPTION_ROM_OK;
	if (wrong == 0)
		say(j, f, "%06x", j->rom->images[0].class);
}

static void judge_ids(const struct judge *j)
{
	struct option_rom_finding f = { .rule = "ids", .title = "it is for this device" };
	const struct option_rom_target *t = j->target;
	unsigned wrong = 0;

	for (size_t n = 0; n < j->rom->n_images; n++) {
		const struct option_rom_image *i = &j->rom->images[n];

		if (i->flags & OPTION_ROM_PRIVATE || i->wrong & OPTION_ROM_BAD_PCIR ||
			option_rom_image_is_for(i, t->vendor, t->device))
			continue;
		wrong++;
		f.image = (int)n + 1;
		f.verdict = i->vendor == t->vendor ? OPTION_ROM_WARNING : OPTION_ROM_BAD;
		say(j, f, "it names %04x:%04x, not %04x:%04x; OVMF takes it", i->vendor, i->device,
			t->vendor, t->device);
	}
	f.image = 0;
	f.verdict = OPTION_ROM_OK;
	if (wrong == 0)
		say(j, f, "%04x:%04x", t->vendor, t->device);
}

/* Only Intel's carry a list that can be read. */
static void judge_gop(const struct judge *j)
{
	struct option_rom_finding f = { .rule = "gop", .title = "its display driver knows it" };
	const struct option_rom_target *t = j->target;

	for (size_t n = 0; n < j->rom->n_images; n++) {
		const struct option_rom_image *i = &j->rom->images[n];
		bool known = false;

		if (!(i->flags & OPTION_ROM_GOP_INTEL) || i->n_gop_ids == 0)
			continue;
		for (size_t id = 0; id < i->n_gop_ids; id++)
			known |= t->vendor == 0x8086 && i->gop_ids[id] == t->device;
		f.image = (int)n + 1;
		f.verdict = known ? OPTION_ROM_OK : OPTION_ROM_BAD;
		say(j, f, "build %s %s %04x:%04x", i->gop_build[0] ? i->gop_build : "unknown",
			known ? "lists" : "does not list", t->vendor, t->device);
	}
}

bool option_rom_can_mend(const struct option_rom *rom)
{
	static const uint32_t mended = OPTION_ROM_BAD_CHAIN | OPTION_ROM_BAD_CHECKSUM |
				       OPTION_ROM_BAD_EARLY | OPTION_ROM_BAD_NO_LAST;

	if (rom->n_images > 0 && rom->start > 0)
		return true;
	for (size_t n = 0; n < rom->n_images; n++)
		if (rom->images[n].wrong & mended)
			return true;
	return false;
}

void option_rom_judge(const struct option_rom *rom, const struct option_rom_target *target,
	void (*tell)(void *arg, const struct option_rom_finding *f), void *arg)
{
	struct judge j = { .rom = rom, .target = target, .tell = tell, .arg = arg };

	judge_start(&j);
	if (rom->n_images == 0)
		return;
	for (size_t i = 0; i < ARRAY_SIZE(rules); i++)
		judge_images(&j, i);
	judge_end(&j);
	judge_size(&j);
	judge_uefi(&j);
	judge_class(&j);
	if (target->given)
		judge_ids(&j);
	if (target->given)
		judge_gop(&j);
}
