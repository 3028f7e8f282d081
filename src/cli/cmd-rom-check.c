/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "virtfn rom check": does an option ROM keep to the rules? Mending it is rom repair's.
 */
#include <errno.h>
#include <stddef.h>

#include "base/mem.h"
#include "cli/command.h"
#include "cli/rom-device.h"
#include "cli/rom-image.h"
#include "cli/rom-rules.h"

struct opts {
	const char *target;
};

static const struct option options[] = {
	{ "for", 'f', "DEVICE", "the device that gets it: an address, or IDs such as 8086:a780",
		OPTION_STR, offsetof(struct opts, target) },
	{ 0 },
};

static int run(struct call *call, struct err *err)
{
	const struct opts *opts = call->opts;
	_cleanup_(rom_image_freep) struct rom_image *image = NULL;
	_cleanup_(root_file_done) struct root_file file = { 0 };
	struct option_rom_target target = { 0 };
	const char *name = call->args[0];
	int r = 0;
	unsigned bad;

	if (opts->target)
		r = rom_target_parse(call, opts->target, &target, err);
	if (r == 0)
		r = rom_source_read(call, name, &file, err);
	if (r == 0)
		r = rom_image_read(&file, name, &image, err);
	if (r < 0)
		return r;
	bad = rom_rules_doc(call->doc, &image->rom, &target);
	doc_bool(call->doc, "ok", bad == 0);
	if (image->rom.n_images == 0)
		return rom_image_none(&file, name, err);
	if (bad == 0)
		return 0;
	/* No error: what is wrong is the answer, for programs too. */
	doc_note(call->doc, "%s breaks %u rule%s%s", name, bad, bad == 1 ? "" : "s",
		option_rom_can_mend(&image->rom) ? "; virtfn rom repair mends what can be mended"
						 : "");
	call->exit = EXITCODE_FAILED;
	return 0;
}

const struct command command_rom_check = {
	.name = "rom check",
	.summary = "whether an option ROM keeps to the rules",
	.about =
		"Goes through the rules that an option ROM has to keep to, so that the firmware of "
		"a guest takes it, and says of each whether it is kept, and if not why. The exit "
		"status is 1 when one is broken. What is marked as a warning does no harm in a "
		"guest with UEFI, or is only unusual. With --for it is also compared with the "
		"device that is to get it.",
	.examples = "virtfn rom check gpu.rom\tis it a good ROM\n"
		    "virtfn rom check gop.rom --for 0000:00:02.1\tand one for this VF\n"
		    "virtfn rom check gop.rom --for 8086:a780\tand one for such a device\n",
	.options = options,
	.opts_size = sizeof(struct opts),
	.operands = { { "FILE|DEVICE", OPERAND_TEXT } },
	.run = run,
};
