/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which words do several checks of the guest stack share? No verdicts here.
 */
#include "checks/stack-words.h"

#include <stdio.h>

#include "base/str.h"

void stack_version_format(int version, char text[STACK_VERSION_TEXT])
{
	if (version < 0)
		(void)snprintf(text, STACK_VERSION_TEXT, "unknown");
	else
		(void)snprintf(text, STACK_VERSION_TEXT, "%d.%d.%d", version / 1000000,
			version / 1000 % 1000, version % 1000);
}

bool stack_is_pve(const struct host *host)
{
	return str_eq(host->kernel.flavour, "pve") ||
	       (host->distro && str_eq(host->distro->id, "pve"));
}

const char *stack_daemon(const struct host *host)
{
	return host->stack.libvirt == LIBVIRT_MODULAR ? "virtqemud" : "libvirtd";
}
