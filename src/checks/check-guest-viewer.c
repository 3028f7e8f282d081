/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Can the first installation be watched, before the GPU has its driver?
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

static void judge(struct judge *j)
{
	const struct stack *s = &j->host->stack;

	/* A server is looked at from elsewhere. */
	if (j->host->session.type == SESSION_NONE || j->host->session.type == SESSION_TTY)
		return;
	if (s->viewer == TRI_YES) {
		judge_ok(j, "virt-viewer is installed");
	} else if (s->viewer == TRI_UNKNOWN) {
		judge_unknown(j, "whether virt-viewer is installed could not be looked at");
	} else if (j->host->session.type == SESSION_UNKNOWN) {
		judge_unknown(
			j, "whether this host has a desktop, and needs virt-viewer, is not known");
	} else {
		judge_warning(
			j, "virt-viewer is not installed: set-up of a guest cannot be watched");
		judge_seen(j, "virt-viewer, remote-viewer", NULL);
		fix_package(j, DISTRO_PACKAGE_VIEWER);
	}
}

const struct check check_guest_viewer = {
	.id = "guest-viewer",
	.group = "guest",
	.title = "A guest's set-up can be watched",
	.why = "Until the guest has the GPU's driver it draws on an emulated display, which "
	       "virt-viewer shows.",
	.source = "guest.md 3",
	.judge = judge,
};
