/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_ROM_WORK_H
#define CLI_ROM_WORK_H

#include "base/root.h"
#include "formats/efi-scan.h"

/* A firmware image that the user named, "-" for standard input; needs root_file_done(). */
int rom_read(const char *path, struct root_file *ret, struct err *err);

/*
 * Reads the image in a process of its own, which can do nothing but that. wish says what to
 * look for; its functions are set here. -ENOTSUP where no such process can be had. Needs
 * efi_scan_done().
 */
int rom_scan(const struct root_file *file, const char *path, const struct efi_scan_wish *wish,
	struct efi_scan *ret, struct err *err);

/* What to search for: text, in UTF-8 and UTF-16, or bytes in hexadecimal behind 0x. */
struct rom_pattern {
	uint8_t *utf8, *utf16; /* owned */
	struct bytes patterns[EFI_PATTERNS];
};

/* Needs rom_pattern_done(). -EINVAL when there is nothing, or no whole bytes, behind 0x. */
int rom_pattern_parse(const char *text, struct rom_pattern *ret, struct err *err);
void rom_pattern_done(struct rom_pattern *p);

#endif
