/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_ROM_IMAGE_H
#define CLI_ROM_IMAGE_H

#include "base/doc.h"
#include "base/root.h"
#include "formats/option-rom-rules.h"
#include "formats/option-rom-write.h"

/*
 * An option ROM, as a process of its own read it: it can do nothing but that, and what it sends
 * is not believed.
 */
struct rom_image {
	struct option_rom rom; /* of what came out, when something did */
	/* What was made or mended. */
	uint8_t *data; /* owned */
	size_t size;
	struct option_rom_change changes[OPTION_ROM_CHANGES];
	size_t n_changes;
};

void rom_image_free(struct rom_image *image);
void rom_image_freep(struct rom_image **image);

/* name is for messages. What is no option ROM is no error: rom.wrapper says so. */
int rom_image_read(
	const struct root_file *file, const char *name, struct rom_image **ret, struct err *err);

int rom_image_repair(const struct root_file *file, const char *name,
	const struct option_rom_repair_wish *wish, struct rom_image **ret, struct err *err);

/* An EFI driver as an option ROM, which is read back before it is returned. */
int rom_image_wrap(const struct root_file *file, const char *name,
	const struct option_rom_wish *wish, struct rom_image **ret, struct err *err);

/* What "it is no option ROM" means for the user; -EINVAL. */
int rom_image_none(const struct root_file *file, const char *name, struct err *err);

/* As values and a table of images. */
void rom_image_doc(struct doc *doc, const struct option_rom *rom);

#endif
