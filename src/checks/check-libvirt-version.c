/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Can this libvirt choose the guest's firmware by itself?
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"
#include "checks/stack-words.h"

static void judge(struct judge *j)
{
	int version = j->host->stack.libvirt_version;
	char text[STACK_VERSION_TEXT];

	stack_version_format(version, text);
	if (j->host->stack.libvirt == LIBVIRT_NONE)
		return;
	if (version < 0) {
		judge_unknown(j, "the version of libvirt could not be found out");
		return;
	}
	judge_seen(j, "libvirt", text);
	if (version < STACK_VERSION(5, 2)) {
		judge_warning(j, "libvirt %s cannot choose UEFI firmware for a guest (5.2)", text);
		fix_package(j, DISTRO_PACKAGE_LIBVIRT);
	} else if (version < STACK_VERSION(7, 2)) {
		judge_warning(j, "libvirt %s cannot choose firmware with Secure Boot (7.2)", text);
		fix_package(j, DISTRO_PACKAGE_LIBVIRT);
	} else if (version < STACK_VERSION(8, 6)) {
		judge_warning(
			j, "libvirt %s needs <loader secure='yes'/> for Secure Boot (8.6)", text);
		fix_say(j, "add <loader secure='yes'/> to <os> of a guest with Secure Boot");
	} else {
		judge_ok(j, "libvirt is %s", text);
	}
}

const struct check check_libvirt_version = {
	.id = "libvirt-version",
	.group = "guest",
	.title = "libvirt is new enough",
	.why = "libvirt finds the guest's firmware from descriptors: UEFI since 5.2, by features "
	       "such as Secure Boot since 7.2, without further words since 8.6.",
	.source = "host.md 5.1",
	.explained_by = "libvirt-there",
	.judge = judge,
};
