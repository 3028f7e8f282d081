/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "virtfn vm stop": asks a guest to shut down and waits, or pulls its plug.
 */
#include <errno.h>
#include <stddef.h>

#include "base/mem.h"
#include "cli/command.h"
#include "cli/vm-stop.h"
#include "cli/vm-work.h"

struct opts {
	struct option_uint timeout;
	bool force;
};

static const struct option options[] = {
	{ "force", 'f', NULL, "switch it off at once; what it has not written is lost", OPTION_FLAG,
		offsetof(struct opts, force) },
	{ "timeout", 0, "SECONDS", "how long to wait at most (60)", OPTION_UINT,
		offsetof(struct opts, timeout), .max = 86400 },
	{ 0 },
};

static int run(struct call *call, struct err *err)
{
	const struct opts *opts = call->opts;
	_cleanup_(virt_closep) struct virt *virt = NULL;
	_cleanup_(virt_guest_done) struct virt_guest guest = { 0 };
	int r;

	if (opts->force && opts->timeout.given) {
		call->exit = EXITCODE_USAGE;
		return err_set(err, EINVAL, "--force does not wait: leave out --timeout");
	}
	r = vm_open(call, &virt, err);
	if (r == 0)
		r = virt_guest(virt, call->args[0], VIRT_XML_NOW, &guest, err);
	if (r < 0)
		return r;
	if (!guest_state_active(guest.state)) {
		doc_say(call->doc, "No changes: %s is not running", guest.name);
		return 0;
	}
	if (!opts->force) {
		r = vm_stop(call, virt, guest.name,
			opts->timeout.given ? opts->timeout.value : VM_STOP_SECONDS, err);
		return r < 0 ? r : 0;
	}
	r = virt_do(virt, guest.name, VIRT_DESTROY, err);
	if (r == 0)
		doc_say(call->doc, "%s is switched off", guest.name);
	return r;
}

const struct command command_vm_stop = {
	.name = "vm stop",
	.summary = "shut a guest down",
	.about = "Presses the guest's power button (ACPI) and waits until it is off. A guest that "
		 "does not listen to it is left alone, and the error says so; --force switches "
		 "it off.",
	.examples = "virtfn vm stop web\task it to shut down\n"
		    "virtfn vm stop web --force\tpull its plug\n",
	.options = options,
	.opts_size = sizeof(struct opts),
	.operands = { { "NAME", OPERAND_DOMAIN } },
	.run = run,
};
