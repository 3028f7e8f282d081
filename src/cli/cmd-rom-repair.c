/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "virtfn rom repair": an option ROM without what a flashing tool put around it, and with what
 * can be computed made right.
 */
#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "base/mem.h"
#include "base/root-user.h"
#include "base/str.h"
#include "cli/command.h"
#include "cli/rom-device.h"
#include "cli/rom-image.h"
#include "cli/rom-rules.h"

struct opts {
	const char *output, *target;
	bool in_place, trim;
};

#define AT(field) offsetof(struct opts, field)

static const struct option options[] = {
	{ "output", 'o', "OUT", "the file to make; else FILE's name with .fixed.rom, here",
		OPTION_STR, AT(output) },
	{ "in-place", 'i', NULL, "change FILE itself; FILE.orig keeps what it was", OPTION_FLAG,
		AT(in_place) },
	{ "trim", 't', NULL, "also cut what is behind the images for firmware", OPTION_FLAG,
		AT(trim) },
	{ "for", 'f', "DEVICE", "make it name this device: an address, or IDs such as 8086:a780",
		OPTION_STR, AT(target) },
	{ 0 },
};

static const struct doc_column columns[] = {
	{ "offset", "OFFSET", "in the repaired ROM", DOC_COLUMN_RIGHT },
	{ "change", "CHANGE", "what was done", 0 },
	{ 0 },
};

static void show_changes(struct doc *doc, const struct rom_image *image)
{
	struct doc *table = doc_table(doc, "changes", columns, NULL);

	for (size_t i = 0; i < image->n_changes; i++) {
		struct doc *row = doc_row(table);

		doc_printf(row, "offset", "0x%llx", (unsigned long long)image->changes[i].offset);
		doc_str(row, "change", image->changes[i].text);
	}
}

static char *out_name(const struct opts *opts, const char *path)
{
	const char *base = str_base_name(path);
	const char *dot = strrchr(base, '.');

	if (opts->output)
		return strdup(opts->output);
	if (str_eq(path, "-"))
		base = "rom";
	return str_printf("%.*s.fixed.rom", (int)(dot ? (size_t)(dot - base) : strlen(base)), base);
}

/* The copy first: whatever happens then, what was there is somewhere. */
static int write_in_place(struct call *call, const struct root_file *file,
	const struct rom_image *image, struct err *err)
{
	const char *path = call->args[0];
	_cleanup_free_ char *copy = str_printf("%s.orig", path);
	int r;

	if (!copy)
		return err_oom(err);
	r = root_user_publish(copy, file->text, file->size, err);
	if (r == -EEXIST)
		return err_hint(err, "move it away, or use --output");
	if (r == 0)
		r = root_user_replace(path, image->data, image->size, err);
	if (r < 0)
		return r;
	doc_str(call->doc, "output", path);
	doc_str(call->doc, "copy", copy);
	return 0;
}

static int write_new(struct call *call, const struct rom_image *image, struct err *err)
{
	_cleanup_free_ char *output = out_name(call->opts, call->args[0]);
	int r;

	if (!output)
		return err_oom(err);
	r = root_user_publish(output, image->data, image->size, err);
	if (r == -EEXIST)
		return err_hint(err, "--output names another file");
	if (r < 0)
		return r;
	doc_str(call->doc, "output", output);
	return 0;
}

static int finish(struct call *call, const struct root_file *file, const struct rom_image *image,
	const struct option_rom_target *target, struct err *err)
{
	const struct opts *opts = call->opts;
	const char *path = call->args[0];
	unsigned bad;
	int r = 0;

	if (image->n_changes == 0 && !opts->output)
		doc_note(call->doc, "%s needs no repair that could be done; nothing was written",
			path);
	else if (opts->in_place)
		r = write_in_place(call, file, image, err);
	else
		r = write_new(call, image, err);
	if (r < 0)
		return r;
	show_changes(call->doc, image);
	bad = rom_rules_doc(call->doc, &image->rom, target);
	doc_bool(call->doc, "ok", bad == 0);
	if (bad > 0) {
		doc_note(call->doc, "%s: %u thing%s cannot be repaired", path, bad,
			bad == 1 ? "" : "s");
		call->exit = EXITCODE_FAILED;
	}
	return 0;
}

static int check_options(struct call *call, struct err *err)
{
	const struct opts *opts = call->opts;
	const char *wrong = NULL;

	if (opts->in_place && opts->output)
		wrong = "--in-place and --output do not go together";
	else if (opts->in_place && str_eq(call->args[0], "-"))
		wrong = "--in-place needs a file, not standard input";
	if (!wrong)
		return 0;
	call->exit = EXITCODE_USAGE;
	return err_set(err, EINVAL, "%s", wrong);
}

static int run(struct call *call, struct err *err)
{
	const struct opts *opts = call->opts;
	_cleanup_(rom_image_freep) struct rom_image *image = NULL;
	_cleanup_(root_file_done) struct root_file file = { 0 };
	struct option_rom_target target = { 0 };
	struct option_rom_repair_wish wish = { .trim = opts->trim };
	const char *path = call->args[0];
	int r = check_options(call, err);

	if (r == 0 && opts->target)
		r = rom_target_parse(call, opts->target, &target, err);
	if (r < 0)
		return r;
	wish.ids = target.given;
	wish.vendor = target.vendor;
	wish.device = target.device;
	r = root_user_read(path, OPTION_ROM_MAX, &file, err);
	if (r == 0 && file.size == 0)
		return err_set(err, EINVAL, "%s is empty", path);
	if (r == 0)
		r = rom_image_repair(&file, path, &wish, &image, err);
	return r < 0 ? r : finish(call, &file, image, &target, err);
}

const struct command command_rom_repair = {
	.name = "rom repair",
	.summary = "make an option ROM right",
	.about =
		"Cuts what NVIDIA's and other flashing tools put in front of an option ROM, and "
		"makes lengths, the mark of the last image and the checksum of a BIOS image right. "
		"Programs are not touched. What is behind the images does no harm and stays, "
		"unless --trim cuts it. The result goes to a new file; --in-place changes the file "
		"itself, and FILE.orig keeps what it was. What was changed is listed, and then "
		"what rom check says of the result; the exit status is 1 when something is still "
		"wrong.",
	.examples = "virtfn rom repair nvflash.rom -o gpu.rom\twithout NVIDIA's header\n"
		    "virtfn rom repair gpu.rom --trim --in-place\tand nothing behind it\n",
	.options = options,
	.opts_size = sizeof(struct opts),
	.operands = { { "FILE", OPERAND_TEXT } },
	.run = run,
};
