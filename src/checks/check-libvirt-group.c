/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * May the caller manage guests without becoming root?
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

static void judge(struct judge *j)
{
	const struct stack *s = &j->host->stack;

	if (s->libvirt == LIBVIRT_NONE)
		return;
	if (s->in_libvirt_group == TRI_UNKNOWN) {
		judge_unknown(j, "whether you are in the group libvirt could not be looked at");
	} else if (s->in_libvirt_group == TRI_YES) {
		judge_ok(j, "you may manage guests of the system");
	} else {
		judge_warning(
			j, "you are not in the group libvirt: qemu:///system asks for a password");
		judge_seen(j, "groups of the caller", "no libvirt");
		fix_say(j, "sudo usermod -aG libvirt \"$USER\"");
		fix_say(j, "and log in again");
	}
}

const struct check check_libvirt_group = {
	.id = "libvirt-group",
	.group = "guest",
	.title = "The caller may manage guests",
	.why = "Members of the group libvirt reach qemu:///system, where guests may have "
	       "devices; for others viewers and virt-manager ask for a password or fail.",
	.source = "host.md 4.3",
	.explained_by = "libvirt-there",
	.judge = judge,
};
