/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_SETUP_WORK_H
#define CLI_SETUP_WORK_H

#include "cli/command.h"

/* What is known of the wish already; the rest is asked for. Texts are borrowed from argv. */
struct setup_opts {
	const char *device, *mode, *driver, *persist, *name;
	const char *sriov_driver, *sha256; /* a file or an address, and what it must be */
	struct option_uint vfs;
	bool print;
};

/* Asks, shows and writes a first host.yaml, or a file of host.d when there is one. */
int setup_run(struct call *call, const struct setup_opts *opts, struct err *err);

#endif
