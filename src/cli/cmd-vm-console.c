/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "virtfn vm console": a running guest's serial console.
 */
#include <errno.h>
#include <stddef.h>

#include "base/mem.h"
#include "cli/command.h"
#include "cli/vm-console.h"
#include "cli/vm-work.h"

struct opts {
	bool force;
};

static const struct option options[] = {
	{ "force", 'f', NULL, "put off whoever has it open now", OPTION_FLAG,
		offsetof(struct opts, force) },
	{ 0 },
};

static int run(struct call *call, struct err *err)
{
	const struct opts *opts = call->opts;
	_cleanup_(virt_closep) struct virt *virt = NULL;
	_cleanup_(virt_guest_done) struct virt_guest guest = { 0 };
	_cleanup_(virt_console_freep) struct virt_console *console = NULL;
	struct virt_console_how how = { .input = vm_console_input(), .take = opts->force };
	int r;

	r = vm_open(call, &virt, err);
	if (r == 0)
		r = virt_guest(virt, call->args[0], VIRT_XML_NOW, &guest, err);
	if (r < 0)
		return r;
	if (!guest_state_active(guest.state))
		return err_set(err, EBUSY,
			"the guest '%s' is %s, so its console is silent; virtfn vm start %s "
			"--console starts it",
			guest.name, guest_state_text(guest.state), guest.name);
	r = virt_console_open(virt, guest.name, how, &console, err);
	return r < 0 ? r : vm_console_run(call, console, guest.name, err);
}

const struct command command_vm_console = {
	.name = "vm console",
	.summary = "a running guest's serial console",
	.about = "Ctrl-] leaves it. Where stdin is no terminal it only copies what the guest says, "
		 "until the guest ends. What a guest says while nobody looks is lost: virtfn vm "
		 "start --console shows all of it.",
	.examples = "virtfn vm console web\ttype to it\n"
		    "virtfn vm console web </dev/null >log\trecord what it says\n",
	.options = options,
	.opts_size = sizeof(struct opts),
	.operands = { { "NAME", OPERAND_DOMAIN } },
	.flags = COMMAND_TTY,
	.run = run,
};
