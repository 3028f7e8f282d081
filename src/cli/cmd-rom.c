/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The group of commands about firmware images and option ROMs.
 */
#include "cli/command.h"

const struct command command_rom = {
	.name = "rom",
	.summary = "display drivers in firmware images",
	.about = "Reads firmware images as vendors offer them for download. They are read in a "
		 "process of their own that can open no file and reach no network, with limits on "
		 "memory and time.",
	.examples = "virtfn rom extract bios.bin\tIntel's display driver out of it\n"
		    "virtfn rom list bios.bin\tall that is in it\n",
	.flags = COMMAND_GROUP,
};
