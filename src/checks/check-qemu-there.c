/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is QEMU installed?
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

static void judge(struct judge *j)
{
	const struct stack *s = &j->host->stack;

	if (s->qemu_there == TRI_UNKNOWN) {
		judge_unknown(j, "whether QEMU is installed could not be looked at");
	} else if (s->qemu_there == TRI_NO) {
		judge_blocks(j, "QEMU is not installed: no guest can start");
		judge_seen(j, "/usr/bin/qemu-system-x86_64", NULL);
		fix_package(j, DISTRO_PACKAGE_QEMU);
	} else {
		judge_ok(j, "QEMU is installed");
		judge_seen(j, s->qemu ? s->qemu : "qemu-system-x86_64", "there");
	}
}

const struct check check_qemu_there = {
	.id = "qemu-there",
	.group = "guest",
	.title = "QEMU is installed",
	.why = "QEMU is the program that a guest runs in and that opens the device through VFIO.",
	.source = "host.md 4.1",
	.judge = judge,
};
