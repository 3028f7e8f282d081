/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FORMATS_ELF_NOTE_H
#define FORMATS_ELF_NOTE_H

#include "base/bytes.h"

/*
 * The package that a program is from, as the distribution wrote it into the program: JSON in a
 * note "FDO" of type 0xcafe1a7e (https://systemd.io/ELF_PACKAGE_METADATA/). 64-bit little
 * endian programs only, and only what lies in the bytes given, the start of the file.
 */

/* To be free()d; NULL: there is none (or no memory). */
char *elf_note_package(struct bytes b);

#endif
