/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The group of commands about guests.
 */
#include "cli/command.h"

const struct command command_vm = {
	.name = "vm",
	.summary = "make and run guests that hold virtual functions (libvirt)",
	.about = "Guests are libvirt's: what virtfn makes can be changed with virsh edit or "
		 "virt-manager, and virtfn never writes it again. --connect says which libvirt; "
		 "else LIBVIRT_DEFAULT_URI does, else it is qemu:///system. That one needs root "
		 "or the group libvirt.",
	.examples = "sudo virtfn vm create web --device enp1s0f0:auto --disk web.qcow2\t"
		    "a guest with a free VF\n"
		    "virtfn vm start web\tstart it and wait until it lives\n"
		    "virtfn vm console web\tits serial console\n",
	.flags = COMMAND_GROUP,
};
