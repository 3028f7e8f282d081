/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "virtfn rom show": the images of an option ROM. Whether they are right is for rom check.
 */
#include "base/mem.h"
#include "cli/command.h"
#include "cli/rom-device.h"
#include "cli/rom-image.h"

static int run(struct call *call, struct err *err)
{
	_cleanup_(rom_image_freep) struct rom_image *image = NULL;
	_cleanup_(root_file_done) struct root_file file = { 0 };
	const char *name = call->args[0];
	int r = rom_source_read(call, name, &file, err);

	if (r == 0)
		r = rom_image_read(&file, name, &image, err);
	if (r < 0)
		return r;
	if (image->rom.n_images == 0)
		return rom_image_none(&file, name, err);
	rom_image_doc(call->doc, &image->rom);
	for (size_t i = 0; i < image->rom.n_images; i++)
		if (image->rom.images[i].wrong) {
			doc_note(call->doc, "not all of it is right; see: virtfn rom check %s",
				name);
			break;
		}
	return 0;
}

const struct command command_rom_show = {
	.name = "rom show",
	.summary = "the images of an option ROM",
	.about = "Shows each image of a PCI option ROM: the device it is for, its class and type, "
		 "whether the checksum of a BIOS image is right, which processors an EFI image is "
		 "for, and whether it is a display driver (GOP). It takes a file, \"-\" for "
		 "standard input, or the address of a device of this host, whose ROM is read as "
		 "rom dump does.",
	.examples = "virtfn rom show gpu.rom\twhat is in this file\n"
		    "sudo virtfn rom show 01:00.0\twhat this card has\n"
		    "virtfn rom show gpu.rom -o +PROGRAM-SIZE,SHA256\tmore about its programs\n",
	.operands = { { "FILE|DEVICE", OPERAND_TEXT } },
	.run = run,
};
