/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_PLAN_OPTS_H
#define CLI_PLAN_OPTS_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/command.h"
#include "cli/host-plan.h"

/* What plan and apply are both asked; the first member of their own structs. */
struct plan_opts {
	const char *device, *mode, *guest, *arguments, *driver, *persist;
	struct option_uint vfs;
	bool warnings;
};

#define PLAN_OPTION(member) offsetof(struct plan_opts, member)

#define PLAN_OPTIONS                                                                               \
	{ "device", 'd', "DEVICE", "what the host is to be made ready for", OPTION_STR,            \
		PLAN_OPTION(device) },                                                             \
		{ "mode", 'm', "MODE", "what the device is for; default: what it can", OPTION_STR, \
			PLAN_OPTION(mode), .choices = "sriov|gvt-g|passthrough" },                 \
		{ "for", 0, "GUEST", "the guest's system; default: any", OPTION_STR,               \
			PLAN_OPTION(guest), .choices = "windows|linux" },                          \
		{ "arguments", 0, "ARGS", "these too, on the kernel's command line", OPTION_STR,   \
			PLAN_OPTION(arguments) },                                                  \
		{ "vfs", 0, "N", "that many VFs of the device, from now on and at each boot",      \
			OPTION_UINT, PLAN_OPTION(vfs), .max = 65535 },                             \
		{ "driver", 0, "DRIVER", "of these VFs: vfio-pci, or host; default: vfio-pci",     \
			OPTION_STR, PLAN_OPTION(driver) },                                         \
		{ "persist", 0, "HOW", "who makes them at each boot; default: systemd",            \
			OPTION_STR, PLAN_OPTION(persist), .choices = "systemd|link" },             \
	{                                                                                          \
		"warnings", 'w', NULL, "mend warnings too, not only what blocks", OPTION_FLAG,     \
			PLAN_OPTION(warnings)                                                      \
	}

struct host_plan_wish plan_opts_wish(const struct plan_opts *o);

/* Whether any of them was given. */
bool plan_opts_given(const struct plan_opts *o);

#endif
