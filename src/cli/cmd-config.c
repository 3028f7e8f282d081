/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The group of commands about what is wished for.
 */
#include "cli/command.h"

const struct command command_config = {
	.name = "config",
	.summary = "look at what is wished for in host.yaml",
	.about = "What this host is to be stands in /etc/virtfn/host.yaml and "
		 "/etc/virtfn/host.d/NAME.yaml; virtfn-host.yaml(5) has the keys. virtfn setup "
		 "writes a first one.",
	.examples = "virtfn config check\tis anything wrong with it\n"
		    "virtfn config show\twhat it comes to, all files together\n",
	.flags = COMMAND_GROUP,
};
