/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Are guests shut down before the host goes off?
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

static void judge(struct judge *j)
{
	const struct stack *s = &j->host->stack;

	if (s->libvirt == LIBVIRT_NONE)
		return;
	if (s->libvirt_guests == TRI_UNKNOWN) {
		judge_unknown(j, "whether libvirt-guests is enabled could not be looked at");
	} else if (s->libvirt_guests == TRI_YES) {
		judge_ok(j, "libvirt-guests sees to guests when the host goes off");
	} else {
		judge_warning(
			j, "libvirt-guests is off: guests are cut off when the host goes off");
		judge_seen(j, "libvirt-guests.service", "not enabled");
		fix_say(j, "sudo systemctl enable --now libvirt-guests.service");
		fix_say(j, "with ON_SHUTDOWN=shutdown: a guest with a device cannot be saved");
	}
}

const struct check check_libvirt_guests = {
	.id = "libvirt-guests",
	.group = "guest",
	.title = "Guests are shut down with the host",
	.why = "Without libvirt-guests running guests are killed at the host's shutdown, with "
	       "what they have not written yet.",
	.source = "host.md 3, 4.3",
	.explained_by = "libvirt-there",
	.judge = judge,
};
