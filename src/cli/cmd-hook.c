/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The group of commands that other programs call.
 */
#include "cli/command.h"

const struct command command_hook = {
	.name = "hook",
	.summary = "what other programs call",
	.about =
		"These are called by libvirt, systemd and others at the right moment; nobody needs "
		"to type them, but install and remove.",
	.examples = "sudo virtfn hook install\tlibvirt calls virtfn for its guests\n"
		    "sudo virtfn hook sleep pre\tas systemd does before the system sleeps\n",
	.flags = COMMAND_GROUP,
};
