/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Start what makes the devices that a plan wishes for: a program that takes virtfn's lock and
 * keeps a journal of its own. So the runner passes it over, and runner_start() runs it when the
 * lock is free again. Target and value: as of "command".
 */
#include "actions/program.h"

static int apply(const struct site *site, const struct step *step, struct err *err)
{
	return program_run(site, step, 0, err);
}

const struct action action_start = {
	.id = "start",
	.apply = apply,
	.apart = true,
	.sort = ACTION_PROGRAM,
	.doing = "running",
	.value_is_argv = true,
};
