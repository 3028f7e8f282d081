/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "virtfn plan": what would be changed on this host, before anything is.
 */
#include "cli/command.h"

#include <errno.h>

#include "base/mem.h"
#include "cli/host-plan.h"
#include "cli/plan-file.h"
#include "cli/plan-opts.h"
#include "cli/trial.h"

struct opts {
	struct plan_opts plan;
	const char *output;
	bool exit_code;
};

static const struct option options[] = {
	PLAN_OPTIONS,
	{ "output", 'o', "FILE", "keep the plan, for virtfn apply FILE", OPTION_STR,
		offsetof(struct opts, output) },
	{ "exit-code", 0, NULL, "exit with 5 when there is something to change", OPTION_FLAG,
		offsetof(struct opts, exit_code) },
	{ 0 },
};

static int run(struct call *call, struct err *err)
{
	const struct opts *opts = call->opts;
	_cleanup_(host_plan_done) struct host_plan plan = { 0 };
	struct host_plan_wish wish = plan_opts_wish(&opts->plan);
	int r;

	r = host_plan_make(call->root, &wish, &plan, err);
	if (plan.usage)
		call->exit = EXITCODE_USAGE;
	if (r == 0)
		r = trial_foretell(call, &plan, err);
	if (r == 0)
		r = host_plan_doc(call, &plan, err);
	if (r < 0)
		return r;
	if (opts->exit_code && plan.steps.n > 0)
		call->exit = EXITCODE_PENDING;
	if (!opts->output)
		return 0;
	r = plan_file_write(call->root, opts->output, &plan, err);
	if (r == 0)
		doc_note(call->doc, "kept in %s; do it with virtfn apply %s", opts->output,
			opts->output);
	return r;
}

const struct command command_plan = {
	.name = "plan",
	.summary = "what has to be changed on this host, before anything is",
	.about = "Judges this host as virtfn doctor does, and shows what virtfn apply would do "
		 "about what is in the way: each file as a unified diff, each program with its "
		 "reason, what needs a reboot and why, and what only a person can do, such as a "
		 "switch in the firmware's set-up. It changes nothing.\n"
		 "Without --device, it is about all that virtfn-host.yaml(5) says: devices, the "
		 "kernel's command line, modules, packages, huge pages, and VFs that are there "
		 "after each boot. --vfs does so for one device without such a file: the plan "
		 "writes one, of that device alone, into /etc/virtfn/host.d.\n"
		 "With -o the plan is kept in a file. virtfn apply FILE then does exactly what was "
		 "shown, and refuses when a file has changed since.",
	.examples = "virtfn plan\twhat /etc/virtfn/host.yaml comes to\n"
		    "virtfn plan --device 00:02.0\tmake this iGPU ready to be split\n"
		    "virtfn plan -d enp1s0f0 --vfs 4 --driver host\tand split it at each boot\n"
		    "virtfn plan -d 01:00.0 --mode passthrough\tor give a whole card away\n"
		    "virtfn plan -d enp1s0f0 -o plan.json\tto be looked at, and applied later\n"
		    "virtfn plan --exit-code\t5 when something has to be changed\n",
	.options = options,
	.opts_size = sizeof(struct opts),
	.run = run,
};
