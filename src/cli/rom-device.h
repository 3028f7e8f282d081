/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_ROM_DEVICE_H
#define CLI_ROM_DEVICE_H

#include "cli/command.h"
#include "formats/option-rom-rules.h"
#include "model/host.h"

/* A device that a rom command is about; what it points to is in the host. */
struct rom_device {
	struct host host;
	const struct pci_dev *dev;
};

void rom_device_done(struct rom_device *d);

/* An address, interface or MAC of this host. Needs rom_device_done(). */
int rom_device_find(struct call *call, const char *text, struct rom_device *ret, struct err *err);

/*
 * The ROM of a device: out of the device, or of the firmware's table of AMD's. What the facts
 * say would be wrong is refused: -EINVAL for a VF; -EPERM for Intel's own display as the host's
 * primary one, unless force. -ENOENT when there is none. Notes in the document say what to
 * know about it. Needs root_file_done().
 */
int rom_device_read(struct call *call, const struct rom_device *d, bool force,
	struct root_file *ret, struct err *err);

/* A file, or the ROM of a device where the text is an address and no file is called so. */
int rom_source_read(struct call *call, const char *text, struct root_file *ret, struct err *err);

/* "8086:a780", or a device of this host. -EINVAL. */
int rom_target_parse(
	struct call *call, const char *text, struct option_rom_target *ret, struct err *err);

#endif
