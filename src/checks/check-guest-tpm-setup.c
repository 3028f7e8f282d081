/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is the program there that makes a new TPM's contents?
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

static void judge(struct judge *j)
{
	enum tri there = j->host->stack.swtpm_setup;

	if (there == TRI_UNKNOWN) {
		judge_unknown(j, "whether swtpm_setup is installed could not be looked at");
	} else if (there == TRI_YES) {
		judge_ok(j, "swtpm_setup is installed");
		judge_seen(j, "swtpm_setup", "there");
	} else {
		judge_warning(j, "swtpm_setup is not installed: no new TPM can be made");
		judge_seen(j, "/usr/bin/swtpm_setup", NULL);
		fix_package(j, DISTRO_PACKAGE_SWTPM);
	}
}

const struct check check_guest_tpm_setup = {
	.id = "guest-tpm-setup",
	.group = "guest",
	.title = "New TPMs for guests can be made",
	.why = "libvirt runs swtpm_setup when a guest with a TPM starts for the first time; some "
	       "distributions put it into a package of its own.",
	.source = "host.md 4.1",
	.guests = GUEST_OS_WINDOWS,
	.explained_by = "guest-tpm",
	.judge = judge,
};
