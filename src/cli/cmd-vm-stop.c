/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "virtfn vm stop": asks a guest to shut down and waits, or pulls its plug.
 */
#include <errno.h>
#include <stddef.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/run.h"
#include "cli/command.h"
#include "cli/vm-work.h"

#define STOP_SECONDS 60

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

/* 1 once it has stopped, 0 when the time is over or the wait was ended. */
static int wait_for_end(struct virt *virt, const char *name, unsigned seconds, struct err *err)
{
	_cleanup_(log_wait_stop) struct log_wait w;
	long long end = log_now_ms() + seconds * 1000LL;

	log_wait_start(&w, "waiting for %s to shut down", name);
	while (!run_interrupted) {
		enum guest_state state;
		const char *reason;
		int r;

		r = virt_state(virt, name, &state, &reason, err);
		if (r < 0)
			return r;
		if (!guest_state_active(state))
			return 1;
		if (log_now_ms() >= end)
			break;
		log_wait_tick(&w);
		(void)usleep(200000);
	}
	return 0;
}

static int shut_down(struct call *call, struct virt *virt, const char *name, struct err *err)
{
	const struct opts *opts = call->opts;
	unsigned seconds = opts->timeout.given ? opts->timeout.value : STOP_SECONDS;
	int r;

	r = virt_do(virt, name, VIRT_SHUTDOWN, err);
	if (r == 0)
		r = wait_for_end(virt, name, seconds, err);
	if (r < 0)
		return r;
	if (r == 0 && run_interrupted) {
		doc_note(call->doc, "the wait was ended; %s was asked to shut down", name);
		return 0;
	}
	if (r == 0)
		return err_set(err, ETIMEDOUT,
			"the guest '%s' still runs %u s after it was asked to shut down: it may "
			"be busy, or not listen to its power button; virtfn vm stop %s --force "
			"switches it off",
			name, seconds, name);
	doc_say(call->doc, "%s is stopped", name);
	return 0;
}

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
	if (!opts->force)
		return shut_down(call, virt, guest.name, err);
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
