/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How will somebody see a Windows desktop that is drawn by a VF? It has no monitor.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

static void judge(struct judge *j)
{
	const struct stack *s = &j->host->stack;

	if (s->looking_glass == TRI_YES) {
		judge_ok(j, "Looking Glass shows the guest's desktop");
	} else if (s->rdp == TRI_YES) {
		judge_ok(j, "a client for RDP shows the guest's desktop");
	} else if (s->looking_glass == TRI_UNKNOWN || s->rdp == TRI_UNKNOWN) {
		judge_unknown(j, "which viewers are installed could not be looked at");
	} else {
		judge_warning(j, "nothing on this host can show the desktop that a VF draws");
		judge_seen(j, "looking-glass-client, remmina, xfreerdp", NULL);
		fix_package(j, DISTRO_PACKAGE_RDP);
		fix_say(j, "or look at the guest from another machine");
	}
}

const struct check check_guest_screen = {
	.id = "guest-screen",
	.group = "guest",
	.title = "The guest's desktop can be shown",
	.why = "A VF of a GPU has no monitor, so SPICE and VNC do not show what it draws: "
	       "Windows is seen through RDP, or through Looking Glass with a virtual monitor.",
	.source = "guest.md 2, 3, diagnoses.md 38",
	.kinds = CHECK_GPU,
	.modes = USE_MODE_SRIOV,
	.guests = GUEST_OS_WINDOWS,
	.judge = judge,
};
