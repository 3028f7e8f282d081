/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is /dev/kvmfr0 the device, or a plain file that QEMU made in its place?
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

static void none(struct judge *j)
{
	const struct kernel_module *m = kernel_module(&j->host->kernel, "kvmfr");

	/* Who has not installed it does not want it. */
	if (!m || m->installed != TRI_YES)
		return;
	judge_warning(j, "kvmfr is installed, but /dev/kvmfr0 is not there");
	judge_seen(j, "/dev/kvmfr0", NULL);
	fix_module_option(j, "kvmfr", "static_size_mb=64");
	fix_load_module(j, "kvmfr");
}

static void judge(struct judge *j)
{
	switch (j->host->stack.kvmfr) {
	case STACK_NODE_UNKNOWN:
		judge_unknown(j, "whether there is /dev/kvmfr0 could not be looked at");
		return;
	case STACK_NODE_NONE:
		none(j);
		return;
	case STACK_NODE_CHAR:
		judge_ok(j, "/dev/kvmfr0 is there");
		judge_seen(j, "/dev/kvmfr0", "a character device");
		return;
	case STACK_NODE_REGULAR:
		judge_warning(j, "/dev/kvmfr0 is a plain file: Looking Glass shows nothing");
		judge_seen(j, "/dev/kvmfr0", "a regular file");
		fix_say(j, "stop the guest, then:");
		fix_say(j, "sudo rm /dev/kvmfr0\nsudo modprobe kvmfr");
		fix_say(j, "echo kvmfr | sudo tee /etc/modules-load.d/kvmfr.conf");
	}
}

const struct check check_kvmfr_node = {
	.id = "kvmfr-node",
	.group = "guest",
	.title = "/dev/kvmfr0 is a device",
	.why = "A guest that starts before the module kvmfr is loaded makes QEMU create a plain "
	       "file in its place; guest and client then do not share memory.",
	.source = "host.md 4.3, guest.md 2",
	.judge = judge,
};
