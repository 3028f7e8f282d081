/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "virtfn vm start": starts a guest and waits until it lives.
 */
#include <errno.h>
#include <stddef.h>

#include "base/mem.h"
#include "cli/command.h"
#include "cli/vm-start.h"
#include "cli/vm-work.h"

struct opts {
	struct option_uint wait;
	bool no_wait, console;
};

static const struct option options[] = {
	{ "wait", 0, "SECONDS", "how long to wait at most (60)", OPTION_UINT,
		offsetof(struct opts, wait), .max = 86400 },
	{ "no-wait", 0, NULL, "do not wait", OPTION_FLAG, offsetof(struct opts, no_wait) },
	{ "console", 0, NULL, "show its console from its first word, as vm console does",
		OPTION_FLAG, offsetof(struct opts, console) },
	{ 0 },
};

static int run(struct call *call, struct err *err)
{
	const struct opts *opts = call->opts;
	_cleanup_(virt_closep) struct virt *virt = NULL;
	struct vm_start how = {
		.name = call->args[0],
		.seconds = opts->wait.given ? opts->wait.value : VM_START_SECONDS,
		.console = opts->console,
	};
	int r;

	if (opts->no_wait && (opts->wait.given || opts->console)) {
		call->exit = EXITCODE_USAGE;
		return err_set(err, EINVAL, "--no-wait does not go with --wait or --console");
	}
	if (opts->no_wait)
		how.seconds = 0;
	r = vm_open(call, &virt, err);
	return r < 0 ? r : vm_start(call, virt, &how, err);
}

const struct command command_vm_start = {
	.name = "vm start",
	.summary = "start a guest and wait until it lives",
	.about = "Looks at the guest's devices first: are they there, are they on the driver they "
		 "need, has their interface a link. Then it starts the guest and waits until it "
		 "says something on its serial console, or has run for three seconds where it "
		 "has none. A guest that ends in that time is an error, with the last lines of "
		 "QEMU's log; one that stays silent is a note. Ctrl-C ends the wait, not the "
		 "guest.",
	.examples = "virtfn vm start web\tstart it\n"
		    "virtfn vm start web --wait 300\ta guest that takes its time\n"
		    "virtfn vm start web --console\tand watch it boot\n",
	.options = options,
	.opts_size = sizeof(struct opts),
	.operands = { { "NAME", OPERAND_DOMAIN } },
	.flags = COMMAND_TTY,
	.run = run,
};
