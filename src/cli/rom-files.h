/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_ROM_FILES_H
#define CLI_ROM_FILES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/doc.h"
#include "formats/efi-scan.h"

/* What the image is: "zip archive with 3 files", "Intel flash image". */
void rom_doc_form(struct doc *doc, const struct efi_scan *scan);

/* The files of an archive, as a table; those that may have firmware, or all. */
void rom_doc_members(struct doc *doc, const struct efi_scan *scan, bool all);

/* The innermost file of an archive that an item is in, or NULL. */
const struct efi_member *rom_member_of(const struct efi_scan *scan, uint32_t id);

/* "update.zip/BIOS.CAP", to be free()d; "" when it is in no archive, NULL without memory. */
char *rom_member_path(const struct efi_scan *scan, uint32_t id);

#endif
