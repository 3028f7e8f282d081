/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_SETUP_DRIVER_H
#define CLI_SETUP_DRIVER_H

#include <stdbool.h>

#include "base/root.h"
#include "base/str.h"
#include "cli/setup-work.h"
#include "model/pci.h"

/* All borrowed. */
struct setup_driver_ask {
	const struct root *root;
	const struct pci_dev *dev;
	const struct setup_opts *opts;
	bool possible; /* somebody can answer */
};

/*
 * Adds sriov_driver to the text of a host.yaml: as the options say, or, when somebody can answer
 * and this kernel needs that driver for this GPU, as they answer; "later" is an answer, too.
 */
int setup_driver(const struct setup_driver_ask *in, struct str_buf *text, struct err *err);

#endif
