/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does libvirt let guests open /dev/kvmfr0?
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"
#include "checks/stack-words.h"

static void judge(struct judge *j)
{
	const struct stack *s = &j->host->stack;

	if (s->kvmfr != STACK_NODE_CHAR || s->libvirt == LIBVIRT_NONE)
		return;
	if (s->kvmfr_acl == TRI_UNKNOWN) {
		judge_unknown(j, "/etc/libvirt/qemu.conf could not be looked at: needs root");
	} else if (s->kvmfr_acl == TRI_YES) {
		judge_ok(j, "libvirt lets guests open /dev/kvmfr0");
		judge_seen(j, "/etc/libvirt/qemu.conf", "cgroup_device_acl has /dev/kvmfr0");
	} else {
		judge_warning(j, "libvirt does not let guests open /dev/kvmfr0");
		judge_seen(j, "/etc/libvirt/qemu.conf", "cgroup_device_acl lacks /dev/kvmfr0");
		fix_say(j,
			"in /etc/libvirt/qemu.conf add \"/dev/kvmfr0\" to cgroup_device_acl; keep "
			"all nodes that stand there in a comment: the list replaces the default");
		fix_say(j, "sudo systemctl restart %s", stack_daemon(j->host));
	}
}

const struct check check_kvmfr_acl = {
	.id = "kvmfr-acl",
	.group = "guest",
	.title = "libvirt lets guests open /dev/kvmfr0",
	.why = "A node that a guest is given on QEMU's command line is opened only when "
	       "cgroup_device_acl of qemu.conf names it; else it is absent in the guest's own "
	       "/dev.",
	.source = "host.md 4.3",
	.explained_by = "libvirt-there",
	.judge = judge,
};
