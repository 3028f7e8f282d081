/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is everything in an option ROM seen, is what is wrong named, and does repairing mend just
 * that? The images are those of fuzz/make-corpus-rom.py.
 */
#include "formats/option-rom-rules.h"

#include <errno.h>
#include <string.h>

#include "base/mem.h"
#include "formats/option-rom-write.h"
#include "lib/seed.h"
#include "lib/tests.h"

static struct option_rom rom;

static struct bytes bytes_in(const struct root_file *f)
{
	return bytes_of(f->text, f->size);
}

static void read_seed(const char *name)
{
	_cleanup_(root_file_done) struct root_file f = seed_read("option-rom", name);

	assert_int_equal(option_rom_read(bytes_in(&f), NULL, &rom), 0);
	assert_true(option_rom_valid(&rom, f.size));
}

static void reads_an_efi_image(void **state)
{
	const struct option_rom_image *i = &rom.images[0];

	(void)state;
	read_seed("efi");
	assert_int_equal(rom.wrapper, OPTION_ROM_BARE);
	assert_int_equal(rom.how, OPTION_ROM_END_LAST);
	assert_int_equal(rom.n_images, 1);
	assert_int_equal(rom.end, 2048);
	assert_int_equal(i->vendor, 0x8086);
	assert_int_equal(i->device, 0xa780);
	assert_int_equal(i->class, 0x030000);
	assert_int_equal(i->code, OPTION_ROM_EFI);
	assert_int_equal(i->pcir_revision, 3);
	assert_int_equal(i->code_revision, 0x102);
	assert_int_equal(i->subsystem, 11);
	assert_int_equal(i->machine, EFI_MACHINE_X64);
	assert_int_equal(i->pe_machine, EFI_MACHINE_X64);
	assert_int_equal(i->wrong, 0);
	assert_int_equal(i->program, 1536);
	assert_true(i->flags & OPTION_ROM_GOP_INTEL);
	assert_string_equal(i->gop_build, "1077");
	assert_int_equal(i->n_gop_ids, 4);
}

static void unpacks_one(void **state)
{
	(void)state;
	read_seed("efi-packed");
	assert_int_equal(rom.images[0].packing, 1);
	assert_int_equal(rom.images[0].program, 1536);
	assert_true(rom.images[0].flags & OPTION_ROM_GOP_INTEL);
}

static void knows_a_network_driver(void **state)
{
	(void)state;
	read_seed("efi-ipxe");
	assert_int_equal(rom.images[0].wrong, 0);
	assert_false(rom.images[0].flags & OPTION_ROM_GOP);
}

static void reads_a_device_list(void **state)
{
	(void)state;
	read_seed("efi-ids");
	assert_int_equal(rom.images[0].n_ids, 2);
	assert_true(option_rom_image_is_for(&rom.images[0], 0x8086, 0xa780));
	assert_true(option_rom_image_is_for(&rom.images[0], 0x8086, 0x4680));
	assert_false(option_rom_image_is_for(&rom.images[0], 0x8086, 0x4682));
	assert_false(option_rom_image_is_for(&rom.images[0], 0x10de, 0x4680));
}

static void reads_amd(void **state)
{
	(void)state;
	read_seed("amd-flash");
	assert_int_equal(rom.n_images, 2);
	assert_int_equal(rom.images[0].code, OPTION_ROM_BIOS);
	assert_int_equal(rom.images[0].sum, 0);
	assert_true(rom.images[0].flags & OPTION_ROM_ATOM);
	assert_false(rom.images[0].flags & OPTION_ROM_LAST);
	assert_int_equal(rom.images[1].offset, 1024);
	assert_true(rom.images[1].flags & OPTION_ROM_GOP);
	assert_false(rom.images[1].flags & OPTION_ROM_GOP_INTEL);
	assert_int_equal(rom.end, 3072);
	assert_int_equal(rom.tail, 714);
	read_seed("amd-padded");
	assert_int_equal(rom.tail, 0);
}

static void reads_nvidia(void **state)
{
	static const char *const names[] = { "nvidia", "nvidia-nvgi", "nvidia-nvgi-3",
		"nvidia-nvgi-wrong" };
	static const unsigned starts[] = { 0, 0xa04, 0x1e00, 0xa04 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		read_seed(names[i]);
		assert_int_equal(rom.wrapper, i == 0 ? OPTION_ROM_BARE : OPTION_ROM_NVGI);
		assert_int_equal(rom.start, starts[i]);
		assert_int_equal(rom.n_images, 4);
		assert_int_equal(rom.images[0].flags, OPTION_ROM_NPDE | OPTION_ROM_VIDEO);
		assert_int_equal(rom.images[1].flags & OPTION_ROM_LAST, OPTION_ROM_LAST);
		assert_int_equal(rom.images[2].flags, OPTION_ROM_PRIVATE | OPTION_ROM_NPDE);
		assert_int_equal(rom.images[3].size, 1024);
		assert_int_equal(rom.private_end, rom.end + 512 + 1024);
	}
}

static void names_what_is_wrong(void **state)
{
	static const struct {
		const char *name;
		unsigned image;
		uint32_t wrong;
	} cases[] = {
		{ "bad-checksum", 0, OPTION_ROM_BAD_CHECKSUM },
		{ "bad-no-last", 0, OPTION_ROM_BAD_NO_LAST },
		{ "bad-no-last-tail", 0, OPTION_ROM_BAD_NO_LAST },
		{ "bad-early-last", 0, OPTION_ROM_BAD_EARLY },
		{ "bad-chain", 0,
			OPTION_ROM_BAD_CHAIN | OPTION_ROM_BAD_SIZE | OPTION_ROM_BAD_CHECKSUM },
		{ "bad-size", 0, OPTION_ROM_BAD_SIZE | OPTION_ROM_BAD_CHECKSUM },
		{ "bad-cut", 0, OPTION_ROM_BAD_CUT | OPTION_ROM_BAD_PE_CUT },
		{ "bad-pcir", 0, OPTION_ROM_BAD_PCIR },
		{ "bad-pcir-outside", 0, OPTION_ROM_BAD_PCIR },
		{ "bad-pcir-second", 1, OPTION_ROM_BAD_PCIR },
		{ "bad-align", 0, OPTION_ROM_BAD_ALIGN | OPTION_ROM_BAD_CHECKSUM },
		{ "bad-zero-length", 0, OPTION_ROM_BAD_LENGTH },
		{ "bad-efi-magic", 0, OPTION_ROM_BAD_EFI_MAGIC },
		{ "bad-efi-size", 0, OPTION_ROM_BAD_EFI_SIZE },
		{ "bad-efi-start", 0, OPTION_ROM_BAD_EFI_START },
		{ "bad-efi-start-0", 0, OPTION_ROM_BAD_EFI_START },
		{ "bad-subsystem", 0, OPTION_ROM_BAD_SUBSYSTEM },
		{ "bad-packing", 0, OPTION_ROM_BAD_PACKING },
		{ "bad-packed", 0, OPTION_ROM_BAD_PACKED },
		{ "bad-packed-huge", 0, OPTION_ROM_BAD_PACKED },
		{ "bad-program", 0, OPTION_ROM_BAD_PROGRAM },
		{ "bad-pe-cut", 0, OPTION_ROM_BAD_PE_CUT },
		{ "bad-machine", 0, OPTION_ROM_BAD_MACHINE },
		{ "bad-application", 0, OPTION_ROM_BAD_KIND },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		read_seed(cases[i].name);
		assert_true(rom.n_images > cases[i].image);
		if (rom.images[cases[i].image].wrong != cases[i].wrong)
			fail_msg("%s: 0x%x", cases[i].name, rom.images[cases[i].image].wrong);
	}
	read_seed("bad-many");
	assert_int_equal(rom.how, OPTION_ROM_END_MANY);
	assert_int_equal(rom.n_images, OPTION_ROM_IMAGES);
}

static void finds_nothing(void **state)
{
	static const char *const names[] = { "none-zeros", "none-program" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		_cleanup_(root_file_done) struct root_file f = seed_read("option-rom", names[i]);

		assert_int_equal(option_rom_read(bytes_in(&f), NULL, &rom), -EINVAL);
		assert_int_equal(rom.wrapper, OPTION_ROM_NOTHING);
	}
	assert_int_equal(option_rom_read(bytes_of(NULL, 0), NULL, &rom), -EINVAL);
}

/* "rule verdict" of a rule that must be there, or NULL. */
struct wanted {
	const char *rule;
	int verdict; /* of the last finding; -1: none */
};

static void keep(void *arg, const struct option_rom_finding *f)
{
	struct wanted *w = arg;

	if (strcmp(f->rule, w->rule) == 0)
		w->verdict = f->verdict;
}

static int verdict(const char *rule, const struct option_rom_target *target)
{
	struct wanted w = { rule, -1 };

	option_rom_judge(&rom, target, keep, &w);
	return w.verdict;
}

static void judges(void **state)
{
	static const struct option_rom_target none, right = { true, 0x8086, 0xa780, 0x030000 },
						    like = { true, 0x8086, 0x4682, 0x030000 },
						    other = { true, 0x8086, 0x9a49, 0x030000 },
						    nvidia = { true, 0x10de, 0x1c02, 0x030000 },
						    network = { true, 0x8086, 0xa780, 0x020000 };

	(void)state;
	read_seed("efi");
	assert_int_equal(verdict("start", &none), OPTION_ROM_OK);
	assert_int_equal(verdict("checksum", &none), -1);
	assert_int_equal(verdict("program", &none), OPTION_ROM_OK);
	assert_int_equal(verdict("uefi", &none), OPTION_ROM_OK);
	assert_int_equal(verdict("ids", &none), -1);
	assert_int_equal(verdict("ids", &right), OPTION_ROM_OK);
	assert_int_equal(verdict("gop", &right), OPTION_ROM_OK);
	assert_int_equal(verdict("ids", &like), OPTION_ROM_WARNING);
	assert_int_equal(verdict("gop", &like), OPTION_ROM_OK);
	assert_int_equal(verdict("gop", &other), OPTION_ROM_BAD);
	assert_int_equal(verdict("ids", &nvidia), OPTION_ROM_BAD);
	assert_int_equal(verdict("class", &right), OPTION_ROM_OK);
	assert_int_equal(verdict("class", &network), OPTION_ROM_WARNING);
	assert_false(option_rom_can_mend(&rom));
	read_seed("nvidia-nvgi");
	assert_int_equal(verdict("start", &none), OPTION_ROM_BAD);
	assert_true(option_rom_can_mend(&rom));
	read_seed("amd-flash");
	assert_int_equal(verdict("end", &none), OPTION_ROM_WARNING);
	assert_int_equal(verdict("checksum", &none), OPTION_ROM_OK);
	read_seed("bios");
	assert_int_equal(verdict("uefi", &none), OPTION_ROM_WARNING);
	read_seed("efi-ia32");
	assert_int_equal(verdict("uefi", &none), OPTION_ROM_WARNING);
	read_seed("bad-checksum");
	assert_int_equal(verdict("checksum", &none), OPTION_ROM_BAD);
	read_seed("bad-many");
	assert_int_equal(verdict("end", &none), OPTION_ROM_BAD);
}

static size_t n_changes;

/* Repairs a seed, and reads what came out; its size. */
static size_t repair(const char *name, const struct option_rom_repair_wish *wish)
{
	_cleanup_(root_file_done) struct root_file f = seed_read("option-rom", name);
	_cleanup_(option_rom_repair_done) struct option_rom_repair r = { 0 };
	struct err err = { 0 };

	assert_ok(option_rom_repair(bytes_in(&f), wish, &r, &err), err);
	assert_int_equal(option_rom_read(bytes_of(r.data, r.size), NULL, &rom), 0);
	assert_int_equal(rom.start, 0);
	n_changes = r.n_changes;
	return r.size;
}

static void repairs(void **state)
{
	static const char *const mended[] = { "bad-checksum", "bad-no-last", "bad-no-last-tail",
		"bad-early-last", "bad-chain", "nvidia-nvgi", "nvidia-nvgi-3", "behind-junk" };
	static const char *const fine[] = { "efi", "amd", "amd-flash", "nvidia", "efi-ids" };
	static const char *const beyond[] = { "bad-cut", "bad-pcir", "bad-efi-magic", "bad-program",
		"bad-zero-length" };
	static const struct option_rom_repair_wish wish;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(mended); i++) {
		(void)repair(mended[i], &wish);
		assert_true(n_changes > 0);
		assert_int_equal(rom.how, OPTION_ROM_END_LAST);
		for (size_t n = 0; n < rom.n_images; n++)
			if (rom.images[n].wrong)
				fail_msg("%s: 0x%x", mended[i], rom.images[n].wrong);
	}
	for (size_t i = 0; i < ARRAY_SIZE(fine); i++) {
		(void)repair(fine[i], &wish);
		assert_int_equal(n_changes, 0);
	}
	for (size_t i = 0; i < ARRAY_SIZE(beyond); i++) {
		(void)repair(beyond[i], &wish);
		assert_int_equal(n_changes, 0);
		assert_true(rom.images[0].wrong);
	}
}

static void cuts_and_renames(void **state)
{
	static const struct option_rom_repair_wish none,
		trim = { .trim = true }, ids = { .ids = true, .vendor = 0x1002, .device = 0x67ff };

	(void)state;
	assert_int_equal(repair("amd-flash", &trim), 3072);
	assert_int_equal(repair("amd-flash", &none), 3886);
	assert_int_equal(repair("nvidia-nvgi", &none), 4608);
	assert_int_equal(repair("nvidia-nvgi", &trim), 3072);
	assert_int_equal(repair("amd", &ids), 3072);
	assert_int_equal(n_changes, 3);
	for (size_t n = 0; n < 2; n++) {
		assert_int_equal(rom.images[n].device, 0x67ff);
		assert_int_equal(rom.images[n].wrong, 0);
	}
}

static void check_wrapped(struct bytes program, bool compress)
{
	const struct option_rom_wish wish = { 0x8086, 0xa780, 0x030000, compress };
	_cleanup_free_ uint8_t *data = NULL, *owned = NULL;
	struct err err = { 0 };
	struct bytes back;
	uint32_t wrong;
	size_t size;

	assert_ok(option_rom_wrap(program, &wish, &data, &size, &err), err);
	assert_int_equal(size % OPTION_ROM_UNIT, 0);
	assert_int_equal(option_rom_sum(bytes_of(data, size)), 0);
	assert_int_equal(option_rom_read(bytes_of(data, size), NULL, &rom), 0);
	assert_int_equal(rom.n_images, 1);
	assert_int_equal(rom.images[0].wrong, 0);
	assert_int_equal(rom.how, OPTION_ROM_END_LAST);
	assert_int_equal(rom.images[0].packing, compress);
	assert_true(option_rom_image_is_for(&rom.images[0], 0x8086, 0xa780));
	assert_int_equal(
		option_rom_program(bytes_of(data, size), rom.images, &back, &owned, &wrong), 0);
	assert_int_equal(back.size, program.size);
	assert_memory_equal(back.data, program.data, program.size);
}

static void wraps(void **state)
{
	_cleanup_(root_file_done) struct root_file gop = seed_read("efi-pe", "gop");

	(void)state;
	check_wrapped(bytes_in(&gop), false);
	check_wrapped(bytes_in(&gop), true);
	/* What is behind the sections belongs to it: a signature. */
	for (size_t more = 0; more < 3; more++) {
		_cleanup_free_ uint8_t *longer = calloc(1, gop.size + 512);

		assert_non_null(longer);
		memcpy(longer, gop.text, gop.size);
		memset(longer + gop.size, 0x5a, 512);
		check_wrapped(bytes_of(longer, gop.size + 454 + more), false);
		check_wrapped(bytes_of(longer, gop.size + 454 + more), true);
	}
}

static void refuses_to_wrap(void **state)
{
	static const char *const names[] = { "application", "cut", "te", "vbt" };
	const struct option_rom_wish wish = { .vendor = 0x8086 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		_cleanup_(root_file_done) struct root_file f = seed_read("efi-pe", names[i]);
		struct err err = { 0 };
		uint8_t *data;
		size_t size;

		assert_int_equal(option_rom_wrap(bytes_in(&f), &wish, &data, &size, &err), -EINVAL);
		assert_true(err.text[0]);
	}
}

static void believes_no_answer(void **state)
{
	struct option_rom bad;

	(void)state;
	read_seed("amd");
	assert_true(option_rom_valid(&rom, 3072));
	assert_false(option_rom_valid(&rom, 3071));
	bad = rom;
	bad.n_images = OPTION_ROM_IMAGES + 1;
	assert_false(option_rom_valid(&bad, 3072));
	bad = rom;
	bad.wrapper = 9;
	assert_false(option_rom_valid(&bad, 3072));
	bad = rom;
	bad.images[1].offset = UINT64_MAX;
	assert_false(option_rom_valid(&bad, 3072));
	bad = rom;
	bad.images[1].n_gop_ids = EFI_GOP_IDS + 1;
	assert_false(option_rom_valid(&bad, 3072));
	bad = rom;
	memset(bad.images[0].gop_build, 'x', sizeof(bad.images[0].gop_build));
	assert_false(option_rom_valid(&bad, 3072));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_an_efi_image),
		cmocka_unit_test(unpacks_one),
		cmocka_unit_test(knows_a_network_driver),
		cmocka_unit_test(reads_a_device_list),
		cmocka_unit_test(reads_amd),
		cmocka_unit_test(reads_nvidia),
		cmocka_unit_test(names_what_is_wrong),
		cmocka_unit_test(finds_nothing),
		cmocka_unit_test(judges),
		cmocka_unit_test(repairs),
		cmocka_unit_test(cuts_and_renames),
		cmocka_unit_test(wraps),
		cmocka_unit_test(refuses_to_wrap),
		cmocka_unit_test(believes_no_answer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
