/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How does a key of this host become one that a kernel under Secure Boot trusts? Nobody but a
 * person in front of the screen can do it, and that is the point of it.
 */
#include "checks/mok-words.h"

#include "base/str.h"
#include "checks/param.h"

bool mok_enforced(const struct host *host)
{
	const struct kernel_param *p = kernel_param(&host->kernel, "module.sig_enforce");

	return str_eq(host->machine.lockdown, "integrity") ||
	       str_eq(host->machine.lockdown, "confidentiality") ||
	       (p && param_true(p->value ? p->value : ""));
}

const char *mok_path(const struct host *host)
{
	return host->distro && host->distro->mok ? host->distro->mok : "/var/lib/dkms/mok.pub";
}

char *mok_words(const struct host *host)
{
	return str_printf(
		"sudo mokutil --import %s\n"
		"choose a password there: it is asked for once, at the next boot\n"
		"reboot; on the blue screen (\"Perform MOK management\") choose Enroll MOK, "
		"Continue, Yes, type the password, and Reboot\n"
		"when that screen was missed, begin again; a host that boots without shim (own "
		"keys, sbctl) has no such screen: sign the modules with its keys instead",
		mok_path(host));
}
