/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FORMATS_EFI_PE_H
#define FORMATS_EFI_PE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

/*
 * The header of a program for firmware: PE32, PE32+ (Microsoft PE/COFF specification) or TE
 * (PI 1.8, volume 1, chapter 14).
 */
enum efi_machine {
	EFI_MACHINE_IA32 = 0x14c,
	EFI_MACHINE_X64 = 0x8664,
	EFI_MACHINE_AARCH64 = 0xaa64,
};

enum efi_subsystem {
	EFI_SUBSYSTEM_APPLICATION = 10,
	EFI_SUBSYSTEM_BOOT_DRIVER = 11,
	EFI_SUBSYSTEM_RUNTIME_DRIVER = 12,
};

struct efi_pe {
	bool te;
	uint16_t machine;
	uint8_t subsystem;
	/* Where its last section ends in the file; 0 for a TE, which lost what says so. */
	size_t size;
	bool cut; /* that is behind the end of the bytes */
};

/* -EINVAL when there is no whole header of that kind. */
int efi_pe_parse(struct bytes b, struct efi_pe *ret);

/* "x64", "ia32"; NULL when it is neither of those we know. */
const char *efi_pe_machine_text(uint16_t machine);
const char *efi_pe_subsystem_text(uint8_t subsystem);

#endif
