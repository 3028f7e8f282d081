/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who has kvmfr wants Looking Glass: is its client installed?
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

static void judge(struct judge *j)
{
	const struct stack *s = &j->host->stack;

	if (s->kvmfr == STACK_NODE_NONE || s->kvmfr == STACK_NODE_UNKNOWN)
		return;
	if (s->looking_glass == TRI_UNKNOWN) {
		judge_unknown(j, "whether Looking Glass is installed could not be looked at");
	} else if (s->looking_glass == TRI_YES) {
		judge_ok(j, "the Looking Glass client is installed");
	} else {
		judge_warning(j, "there is /dev/kvmfr0, but no Looking Glass client");
		judge_seen(j, "looking-glass-client", NULL);
		fix_package(j, DISTRO_PACKAGE_LOOKING_GLASS);
		fix_say(j, "client and guest side must be of one release");
	}
}

const struct check check_looking_glass = {
	.id = "looking-glass",
	.group = "guest",
	.title = "The Looking Glass client is installed",
	.why = "The memory of kvmfr is read by the Looking Glass client, which shows the guest's "
	       "screen on the host's.",
	.source = "guest.md 2",
	.judge = judge,
};
