/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "virtfn setup": a first host.yaml out of a few answers.
 */
#include "cli/setup-work.h"

#define AT(field) offsetof(struct setup_opts, field)

static const struct option options[] = {
	{ "device", 0, "DEVICE", "its address, interface or MAC", OPTION_STR, AT(device) },
	{ "vfs", 'n', "N", "how many VFs", OPTION_UINT, AT(vfs), .max = 65535 },
	{ "mode", 0, "MODE", "sriov (the default), gvt-g or passthrough", OPTION_STR, AT(mode),
		.choices = "sriov|gvt-g|passthrough" },
	{ "driver", 0, "DRIVER", "vfio-pci (for guests, the default), host or none", OPTION_STR,
		AT(driver) },
	{ "persist", 0, "HOW", "systemd (the default), link or off", OPTION_STR, AT(persist),
		.choices = "systemd|link|off" },
	{ "sriov-driver", 0, "FILE|URL", "the package of i915-sriov-dkms, where a GPU needs it",
		OPTION_STR, AT(sriov_driver) },
	{ "sha256", 0, "HASH", "what that file must be; needed with an address", OPTION_STR,
		AT(sha256) },
	{ "name", 0, "NAME", "write host.d/NAME.yaml", OPTION_STR, AT(name) },
	{ "print", 0, NULL, "show the file, write nothing", OPTION_FLAG, AT(print) },
	{ 0 },
};

static int run(struct call *call, struct err *err)
{
	return setup_run(call, call->opts, err);
}

const struct command command_setup = {
	.name = "setup",
	.summary = "write a first host.yaml",
	.about = "Asks which device is to be split, what for and how many times, with what this "
		 "machine can do as the proposal, shows the file and writes "
		 "/etc/virtfn/host.yaml. When that is there already it stays as it is, and the "
		 "new wish goes to /etc/virtfn/host.d. What is given as an option is not asked "
		 "for; where nobody can answer, --device and --vfs are needed. Nothing else is "
		 "changed: virtfn plan shows what the file comes to.",
	.examples = "sudo virtfn setup\tanswer three questions\n"
		    "sudo virtfn setup --device enp1s0f0 --vfs 4\tno questions but the last\n"
		    "virtfn setup --device 00:02.0 --vfs 2 --print\tonly look at the file\n",
	.options = options,
	.opts_size = sizeof(struct setup_opts),
	.run = run,
};
