/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "virtfn hook remove": libvirt calls us no more.
 */
#include "cli/hook-install.h"

static int run(struct call *call, struct err *err)
{
	return hook_install(call, /* there= */ false, err);
}

const struct command command_hook_remove = {
	.name = "hook remove",
	.summary = "make libvirt call virtfn no more",
	.about = "Removes the link /etc/libvirt/hooks/qemu.d/virtfn. Refused while a guest runs "
		 "that was given something by the hook: nobody would take it back. libvirt needs "
		 "no restart.",
	.examples = "sudo virtfn hook remove\tguests get nothing from virtfn any more\n",
	.flags = COMMAND_ROOT | COMMAND_TREE,
	.run = run,
};
