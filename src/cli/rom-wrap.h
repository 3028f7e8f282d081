/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_ROM_WRAP_H
#define CLI_ROM_WRAP_H

#include "base/bytes.h"
#include "cli/command.h"

/* How an EFI driver becomes an option ROM. */
struct rom_wrap {
	const char *target; /* the device: "8086:a780", or one of this host */
	const char *class;  /* "030000"; NULL: the device's, or a display's for a GOP driver */
	const char *output; /* the file to make; NULL: named after the device, here */
	bool compress;
	bool install, replace; /* see cli/rom-install.h; output is then a name */
};

/* Makes it, and fills the document with what was made. name is for messages. */
int rom_wrap_write(struct call *call, const struct root_file *program, const char *name,
	const struct rom_wrap *how, struct err *err);

/* The same for a driver in memory. */
int rom_wrap_driver(
	struct call *call, struct bytes program, const struct rom_wrap *how, struct err *err);

#endif
