/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pressing a guest's power button, and waiting until it is off. Pulling its plug is not here:
 * that is done at once.
 */
#include "cli/vm-stop.h"

#include <errno.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/run.h"

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

int vm_stop(
	struct call *call, struct virt *virt, const char *name, unsigned seconds, struct err *err)
{
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
	return 1;
}
