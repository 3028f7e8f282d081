/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is there a TPM for guests, as Windows 11 wants one?
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

static void judge(struct judge *j)
{
	enum tri there = j->host->stack.swtpm;

	if (there == TRI_UNKNOWN) {
		judge_unknown(j, "whether swtpm is installed could not be looked at");
	} else if (there == TRI_YES) {
		judge_ok(j, "swtpm is installed");
		judge_seen(j, "swtpm", "there");
	} else {
		judge_warning(j, "swtpm is not installed: Windows 11 wants a TPM");
		judge_seen(j, "/usr/bin/swtpm", NULL);
		fix_package(j, DISTRO_PACKAGE_SWTPM);
	}
}

const struct check check_guest_tpm = {
	.id = "guest-tpm",
	.group = "guest",
	.title = "There is a TPM for guests",
	.why = "Windows 11 wants a TPM 2.0. Without swtpm a guest that has one does not start: "
	       "\"TPM version '2.0' is not supported\".",
	.source = "host.md 5.1, guest.md 1.4",
	.guests = GUEST_OS_WINDOWS,
	.judge = judge,
};
