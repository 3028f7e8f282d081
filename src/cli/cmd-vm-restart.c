/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "virtfn vm restart": off and on again. Not the guest's own reset: that one keeps the old
 * definition, and a GPU that cannot be reset stays as it is.
 */
#include <errno.h>
#include <stddef.h>

#include "base/mem.h"
#include "cli/command.h"
#include "cli/vm-start.h"
#include "cli/vm-stop.h"
#include "cli/vm-work.h"

struct opts {
	struct option_uint timeout;
	bool force;
};

static const struct option options[] = {
	{ "force", 'f', NULL, "switch it off at once; what it has not written is lost", OPTION_FLAG,
		offsetof(struct opts, force) },
	{ "timeout", 0, "SECONDS", "how long to wait for its end at most (60)", OPTION_UINT,
		offsetof(struct opts, timeout), .max = 86400 },
	{ 0 },
};

/* 1 when it is off. */
static int end(
	struct call *call, struct virt *virt, const struct virt_guest *guest, struct err *err)
{
	const struct opts *o = call->opts;

	if (!guest_state_active(guest->state))
		return 1;
	if (o->force)
		return virt_do(virt, guest->name, VIRT_DESTROY, err) < 0 ? -err->code : 1;
	return vm_stop(call, virt, guest->name,
		o->timeout.given ? o->timeout.value : VM_STOP_SECONDS, err);
}

static int run(struct call *call, struct err *err)
{
	const struct opts *o = call->opts;
	_cleanup_(virt_closep) struct virt *virt = NULL;
	_cleanup_(virt_guest_done) struct virt_guest guest = { 0 };
	struct vm_start how = { .seconds = VM_START_SECONDS };
	int r;

	if (o->force && o->timeout.given) {
		call->exit = EXITCODE_USAGE;
		return err_set(err, EINVAL, "--force does not wait: leave out --timeout");
	}
	r = vm_open(call, &virt, err);
	if (r == 0)
		r = virt_guest(virt, call->args[0], VIRT_XML_NOW, &guest, err);
	if (r < 0)
		return r;
	if (!guest.persistent)
		return err_set(err, EINVAL,
			"the guest '%s' has no definition: it is gone when it stops, and cannot "
			"be started again",
			guest.name);
	r = end(call, virt, &guest, err);
	if (r <= 0)
		return r;
	how.name = guest.name;
	return vm_start(call, virt, &how, err);
}

const struct command command_vm_restart = {
	.name = "vm restart",
	.summary = "shut a guest down and start it again",
	.about = "Presses the guest's power button, waits until it is off, and starts it as virtfn "
		 "vm start does, with what its definition says now. One that is off is started.",
	.examples = "virtfn vm restart web\tas vm stop, then vm start\n"
		    "virtfn vm restart web --force\tpull its plug first\n",
	.options = options,
	.opts_size = sizeof(struct opts),
	.operands = { { "NAME", OPERAND_DOMAIN } },
	.run = run,
};
