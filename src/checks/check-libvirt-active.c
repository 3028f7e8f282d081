/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does libvirt's daemon, or its socket, listen?
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"
#include "checks/stack-words.h"

static void judge(struct judge *j)
{
	const struct stack *s = &j->host->stack;
	const char *daemon = stack_daemon(j->host);

	if (s->libvirt == LIBVIRT_NONE)
		return;
	if (s->libvirt_active == TRI_UNKNOWN || s->libvirt == LIBVIRT_UNKNOWN) {
		judge_unknown(j, "whether libvirt is running could not be looked at");
	} else if (s->libvirt_active == TRI_YES) {
		judge_ok(j, "%s listens", daemon);
		judge_seen(j, "/run/libvirt", "has its socket");
	} else {
		judge_warning(j, "%s is not running, and its socket neither", daemon);
		judge_seen(j, "/run/libvirt", "no socket");
		fix_say(j, "sudo systemctl enable --now %s.socket", daemon);
	}
}

const struct check check_libvirt_active = {
	.id = "libvirt-active",
	.group = "guest",
	.title = "libvirt is running",
	.why = "Without its socket no tool reaches libvirt, and no guest starts.",
	.source = "host.md 4.3",
	.explained_by = "libvirt-there",
	.judge = judge,
};
