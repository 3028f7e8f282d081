/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "virtfn trial confirm": the user says that this boot is good.
 */
#include "cli/command.h"
#include "cli/trial.h"

const struct command command_trial_confirm = {
	.name = "trial confirm",
	.summary = "keep the command line on trial, without waiting longer",
	.about = "Makes the line of this boot permanent although something is missing that worked "
		 "before.",
	.examples = "sudo virtfn trial confirm\tthis boot is good enough\n",
	.flags = COMMAND_ROOT,
	.run = trial_confirm,
};
