/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is the network "default" there, and does it start by itself?
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

static void judge(struct judge *j)
{
	const struct stack *s = &j->host->stack;

	if (s->libvirt == LIBVIRT_NONE)
		return;
	if (s->default_network == TRI_NO) {
		judge_warning(j, "libvirt has no network \"default\"");
		judge_seen(j, "/etc/libvirt/qemu/networks/default.xml", NULL);
		fix_say(j, "sudo virsh net-define /usr/share/libvirt/networks/default.xml");
		fix_say(j, "sudo virsh net-start default\nsudo virsh net-autostart default");
	} else if (s->default_network == TRI_UNKNOWN ||
		   s->default_network_autostart == TRI_UNKNOWN) {
		judge_unknown(j, "networks of libvirt could not be looked at: needs root");
	} else if (s->default_network_autostart == TRI_NO) {
		judge_warning(j, "the network \"default\" does not start by itself");
		judge_seen(j, "/etc/libvirt/qemu/networks/autostart/default.xml", NULL);
		fix_say(j, "sudo virsh net-autostart default");
	} else {
		judge_ok(j, "the network \"default\" is there and starts by itself");
	}
}

const struct check check_libvirt_network = {
	.id = "libvirt-network",
	.group = "guest",
	.title = "The network \"default\" is there",
	.why = "Most guests have an interface in libvirt's network \"default\" and do not start "
	       "when it is missing or off.",
	.source = "host.md 4.3",
	.explained_by = "libvirt-there libvirt-active",
	.judge = judge,
};
