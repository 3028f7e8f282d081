/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_ROM_DOC_H
#define CLI_ROM_DOC_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/command.h"
#include "formats/efi-scan.h"

/* What the file is: its form, size and regions. */
void rom_doc_image(struct doc *doc, const struct efi_scan *scan, size_t size);

/* What is wrong in it: a list for programs, notes for people. */
void rom_doc_troubles(struct call *call, const struct efi_scan *scan);

/*
 * All parts as a tree; of a search only those that have what was searched for, with what
 * they lie in. False when there is none.
 */
bool rom_doc_tree(struct doc *doc, const struct efi_scan *scan, bool searched);

/* The columns of rom_doc_driver(), and one driver as a row, or the values of a map. */
extern const struct doc_column rom_driver_columns[];
void rom_doc_driver(struct doc *row, const struct efi_scan *scan, const struct efi_driver *d);

/* The platforms that the driver knows, as text: "Tiger Lake, Rocket Lake"; to be free()d. */
char *rom_doc_platforms(const struct efi_driver *d);

/* The Video BIOS Tables, which lie beside a driver and tell it of panels and plugs. */
void rom_doc_vbts(struct doc *doc, const struct efi_scan *scan);

/* Adds to an error that another program has to unpack the image first, if that is so. */
int rom_hint_unpack(const struct efi_scan *scan, struct err *err);

/* The file that an item belongs to, or NULL. */
const struct efi_item *rom_file_of(const struct efi_scan *scan, uint32_t id);

#endif
