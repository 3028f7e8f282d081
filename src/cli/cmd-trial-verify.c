/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "virtfn trial verify": what virtfn-boot.service runs at boot.
 */
#include "cli/command.h"
#include "cli/trial.h"

const struct command command_trial_verify = {
	.name = "trial verify",
	.summary = "at boot: judge the command line on trial",
	.about = "On a boot that is on trial it waits until everything that worked before works "
		 "again: drivers hold their devices, there is a way out of the network, the "
		 "display manager and other services run. Then the new line is made permanent. "
		 "When that does not come true within its minutes (virtfn apply --minutes), the "
		 "host boots back. On a boot with the old line it cleans up behind a trial that "
		 "did not come up. virtfn status tells the story.",
	.examples = "sudo virtfn trial verify\tas virtfn-boot.service does\n",
	.flags = COMMAND_ROOT,
	.run = trial_verify,
};
