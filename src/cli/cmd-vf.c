/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The group of commands about virtual functions.
 */
#include "cli/command.h"

const struct command command_vf = {
	.name = "vf",
	.summary = "make, set up and remove virtual functions (SR-IOV)",
	.about = "A physical function (PF) with SR-IOV can appear as several virtual functions "
		 "(VFs), each of which a guest can hold. They last until the next boot.",
	.examples = "sudo virtfn vf create enp1s0f0 -n 4\tfour VFs, ready for guests\n"
		    "sudo virtfn vf destroy enp1s0f0\tremove them again\n",
	.flags = COMMAND_GROUP,
};
