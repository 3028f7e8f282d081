/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The group of commands that other programs call.
 */
#include "cli/command.h"

const struct command command_hook = {
	.name = "hook",
	.summary = "what other programs call",
	.about = "These are called by systemd and others at the right moment; nobody needs to type "
		 "them.",
	.examples = "sudo virtfn hook sleep pre\tas systemd does before the system sleeps\n",
	.flags = COMMAND_GROUP,
};
