/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "virtfn trial stop": the user does not want it any more.
 */
#include "cli/command.h"
#include "cli/trial.h"

const struct command command_trial_stop = {
	.name = "trial stop",
	.summary = "do not try the command line any more",
	.about = "Disarms the trial and removes its entry. When this boot is the one on trial, the "
		 "next one has the old line again.",
	.examples = "sudo virtfn trial stop\tback to the old line\n",
	.flags = COMMAND_ROOT,
	.run = trial_stop,
};
