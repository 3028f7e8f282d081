/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is QEMU new enough for this libvirt?
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"
#include "checks/stack-words.h"

static void judge(struct judge *j)
{
	const struct stack *s = &j->host->stack;
	char qemu[STACK_VERSION_TEXT], libvirt[STACK_VERSION_TEXT];

	stack_version_format(s->qemu_version, qemu);
	stack_version_format(s->libvirt_version, libvirt);
	if (s->qemu_there == TRI_NO)
		return;
	if (s->qemu_version < 0) {
		judge_unknown(j, "the version of QEMU could not be found out");
		return;
	}
	judge_seen(j, s->qemu ? s->qemu : "QEMU", qemu);
	if (s->libvirt_version >= STACK_VERSION(12, 4) && s->qemu_version < STACK_VERSION(7, 2)) {
		judge_blocks(
			j, "QEMU %s is too old for libvirt %s, which wants 7.2", qemu, libvirt);
		judge_seen(j, "libvirt", libvirt);
		fix_package(j, DISTRO_PACKAGE_QEMU);
	} else {
		judge_ok(j, "QEMU is %s", qemu);
	}
}

const struct check check_qemu_version = {
	.id = "qemu-version",
	.group = "guest",
	.title = "QEMU is new enough",
	.why = "libvirt 12.4 and newer refuse any QEMU before 7.2.",
	.source = "host.md 5.1",
	.explained_by = "qemu-there",
	.judge = judge,
};
