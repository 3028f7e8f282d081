/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does QEMU run as root?
 */
#include "base/str.h"
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"
#include "checks/stack-words.h"

static void judge(struct judge *j)
{
	const struct stack *s = &j->host->stack;

	if (s->libvirt == LIBVIRT_NONE)
		return;
	if (!s->qemu_user[0]) {
		judge_unknown(j, "qemu.conf, which names the user of guests, could not be looked "
				 "at: needs root");
		return;
	}
	judge_seen_printf(j, "/etc/libvirt/qemu.conf", "user = \"%s\"", s->qemu_user);
	if (str_eq(s->qemu_user, "root") || str_eq(s->qemu_user, "0") ||
		str_eq(s->qemu_user, "+0")) {
		judge_warning(j, "guests run as root: who breaks out of one owns the host");
		fix_say(j,
			"take user = \"%s\" out of /etc/libvirt/qemu.conf (NixOS: "
			"virtualisation.libvirtd.qemu.runAsRoot = false)",
			s->qemu_user);
		fix_say(j, "sudo systemctl restart %s", stack_daemon(j->host));
	} else {
		judge_ok(j, "guests run as %s", s->qemu_user);
	}
}

const struct check check_qemu_user = {
	.id = "qemu-user",
	.group = "guest",
	.title = "Guests do not run as root",
	.why = "QEMU needs no root rights for VFIO: libvirt gives it what it needs. As root, an "
	       "error in a device model opens the whole host.",
	.source = "host.md 4.3",
	.explained_by = "libvirt-there",
	.judge = judge,
};
