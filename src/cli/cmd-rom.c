/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The group of commands about firmware images and option ROMs.
 */
#include "cli/command.h"

const struct command command_rom = {
	.name = "rom",
	.summary = "option ROMs, and display drivers in firmware images",
	.about =
		"Reads firmware images as vendors offer them for download, and option ROMs, and "
		"makes ROM files for guests. They are read in a process of their own that can open "
		"no file and reach no network, with limits on memory and time.",
	.examples = "virtfn rom needed 0000:00:02.1\twhether a guest needs one at all\n"
		    "virtfn rom extract bios.bin\tIntel's display driver out of it\n"
		    "virtfn rom list bios.bin\tall that is in it\n"
		    "virtfn rom check gpu.rom\twhether a ROM is right\n",
	.flags = COMMAND_GROUP,
};
