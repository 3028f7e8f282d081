/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "virtfn trial": the group of what is done with a command line on trial. virtfn apply starts one.
 */
#include "cli/command.h"

const struct command command_trial = {
	.name = "trial",
	.summary = "a kernel command line that is tried for one boot",
	.about = "virtfn apply tries a new kernel command line for one boot where the boot loader "
		 "can do that: the default entry keeps the old line, and the next boot alone gets "
		 "the new one, with arguments that reset the machine when its kernel fails. "
		 "virtfn-boot.service then runs virtfn trial verify.\n"
		 "Where the plan changes what is in the initramfs, the trial has one of its own, "
		 "virtfn-trial.img beside the default's, made of the new configuration; the "
		 "default's, and /etc, stay as they are until the trial is confirmed.",
	.flags = COMMAND_GROUP,
};
