/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Would AppArmor refuse a guest because of the ISO with Windows drivers?
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

#define ISO "/usr/share/virtio-win/virtio-win.iso"

static void judge(struct judge *j)
{
	const struct stack *s = &j->host->stack;

	if (s->apparmor == TRI_NO) {
		judge_ok(j, "AppArmor does not confine guests");
	} else if (s->virtio_iso_share == TRI_NO) {
		judge_ok(j, "there is no ISO where AppArmor refuses it");
	} else if (s->apparmor == TRI_UNKNOWN || s->virtio_iso_share == TRI_UNKNOWN) {
		judge_unknown(
			j, "whether AppArmor would refuse the drivers' ISO could not be seen");
	} else {
		judge_warning(j, "AppArmor refuses a guest with the drivers' ISO from /usr/share");
		judge_seen(j, ISO, "there");
		fix_say(j, "sudo cp " ISO " /var/lib/libvirt/images/");
		fix_say(j, "and use that copy");
	}
}

const struct check check_guest_iso_apparmor = {
	.id = "guest-iso-apparmor",
	.group = "guest",
	.title = "AppArmor lets guests have the drivers' ISO",
	.why = "libvirt's AppArmor helper refuses any disk below /usr/share, and with it the "
	       "whole guest: \"skipped restricted file\".",
	.source = "host.md 4.3",
	.guests = GUEST_OS_WINDOWS,
	.judge = judge,
};
