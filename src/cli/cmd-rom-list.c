/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "virtfn rom list": the parts of a firmware image, and which of them hold a text.
 */
#include <errno.h>
#include <stddef.h>

#include "base/mem.h"
#include "cli/command.h"
#include "cli/rom-doc.h"
#include "cli/rom-files.h"
#include "cli/rom-work.h"

struct opts {
	const char *grep;
};

static const struct option options[] = {
	{ "grep", 'g', "TEXT", "only parts that hold this text, or these bytes (0x...)", OPTION_STR,
		offsetof(struct opts, grep) },
	{ 0 },
};

static bool has_form(const struct efi_scan *scan)
{
	for (size_t i = 0; i < scan->n_items; i++)
		if ((scan->items[i].node.kind != EFI_DATA &&
			    scan->items[i].node.kind != EFI_MEMBER) ||
			scan->items[i].pe.machine)
			return true;
	return false;
}

static int no_firmware(const char *path, const struct efi_scan *scan, struct err *err)
{
	(void)err_set(err, EINVAL, "%s holds no firmware volume, option ROM or EFI program", path);
	return rom_hint_unpack(scan, err);
}

static int run(struct call *call, struct err *err)
{
	const struct opts *opts = call->opts;
	_cleanup_(rom_pattern_done) struct rom_pattern pattern = { 0 };
	_cleanup_(root_file_done) struct root_file file = { 0 };
	_cleanup_(efi_scan_done) struct efi_scan scan = { 0 };
	struct efi_scan_wish wish = { .hash = call_shows_all(call) };
	const char *path = call->args[0];
	int r = 0;

	if (opts->grep && rom_pattern_parse(opts->grep, &pattern, err) < 0) {
		call->exit = EXITCODE_USAGE;
		return -EINVAL;
	}
	for (size_t i = 0; i < EFI_PATTERNS; i++)
		wish.patterns[i] = pattern.patterns[i];
	r = rom_read(path, &file, err);
	if (r == 0)
		r = rom_scan(&file, path, &wish, &scan, err);
	if (r < 0)
		return r;
	rom_doc_image(call->doc, &scan, file.size);
	if (call->globals->json)
		rom_doc_members(call->doc, &scan, true);
	rom_doc_troubles(call, &scan);
	if (!has_form(&scan))
		return no_firmware(path, &scan, err);
	if (!rom_doc_tree(call->doc, &scan, opts->grep != NULL) && opts->grep)
		return err_set(err, ENOENT, "nothing in %s holds \"%s\"", path, opts->grep);
	/* No error: what could be read is shown, to programs too. */
	if (scan.broken > 0) {
		doc_note(call->doc, "%s is damaged: some of it could not be read", path);
		call->exit = EXITCODE_FAILED;
	}
	return 0;
}

const struct command command_rom_list = {
	.name = "rom list",
	.summary = "what is in a firmware image",
	.about = "Shows the volumes, files and sections of a firmware image as a tree, as deep "
		 "as they are packed into each other: what is compressed is unpacked. FILE is "
		 "an image of the flash, a capsule, or what a vendor offers for download: an "
		 "archive, a program that unpacks itself, or archives in those; \"-\" is "
		 "standard input. OFFSET counts in the file, or, below something that was "
		 "unpacked, in that. With --grep only the parts whose contents hold a text, in "
		 "UTF-8 or UTF-16, or bytes in hexadecimal behind 0x; -o +MATCHES counts them. "
		 "What is damaged is skipped and told, and the exit status is 1 then; wrong "
		 "checksums alone are only told.",
	.examples = "virtfn rom list bios.bin\tall parts\n"
		    "virtfn rom list bios.bin --grep 'GOP Driver'\twho names it\n"
		    "virtfn rom list bios.bin -o +MACHINE,SHA256\twith hashes of the contents\n",
	.options = options,
	.opts_size = sizeof(struct opts),
	.operands = { { "FILE", OPERAND_FILE } },
	.run = run,
};
