/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "virtfn hook install": libvirt calls us for its guests.
 */
#include "cli/hook-install.h"

static int run(struct call *call, struct err *err)
{
	return hook_install(call, /* there= */ true, err);
}

const struct command command_hook_install = {
	.name = "hook install",
	.summary = "make libvirt call virtfn for its guests",
	.about = "Makes the link /etc/libvirt/hooks/qemu.d/virtfn to this program. From then on "
		 "guests get what their metadata says they need before they start, and give it "
		 "back when they end (virtfn hook qemu); guests without such metadata are left "
		 "alone. Hooks of others stay, and run too. When this is libvirt's first hook, "
		 "libvirt has to be restarted once to see it. virtfn undo takes the link away "
		 "again, and so does virtfn hook remove.",
	.examples = "sudo virtfn hook install\tonce for each host\n",
	.flags = COMMAND_ROOT | COMMAND_TREE,
	.run = run,
};
