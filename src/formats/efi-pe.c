/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which machine is a PE or TE image for, what kind of program is it, and how long? Whether
 * it draws pictures is for efi-gop.c.
 */
#include "formats/efi-pe.h"

#include <errno.h>

#define SECTIONS_MAX 96 /* the Windows loader's limit */
#define SECTION_SIZE 40

static int parse_te(struct bytes b, struct efi_pe *ret)
{
	struct efi_pe pe = { .te = true };

	if (b.size < 40)
		return -EINVAL;
	(void)bytes_u16(b, 2, &pe.machine);
	(void)bytes_u8(b, 5, &pe.subsystem);
	*ret = pe;
	return 0;
}

/* The end of the last section, from the table at off. */
static int measure(struct bytes b, size_t off, unsigned n, struct efi_pe *pe)
{
	if (n > SECTIONS_MAX || !bytes_has(b, off, (size_t)n * SECTION_SIZE))
		return -EINVAL;
	for (unsigned i = 0; i < n; i++, off += SECTION_SIZE) {
		uint32_t size, start;

		(void)bytes_u32(b, off + 16, &size);
		(void)bytes_u32(b, off + 20, &start);
		if (size > 0 && (size_t)start + size > pe->size)
			pe->size = (size_t)start + size;
	}
	pe->cut = pe->size > b.size;
	return 0;
}

int efi_pe_parse(struct bytes b, struct efi_pe *ret)
{
	struct efi_pe pe = { 0 };
	uint32_t at, signature, headers;
	uint16_t magic, n_sections, optional, kind, subsystem;

	if (!bytes_u16(b, 0, &magic))
		return -EINVAL;
	if (magic == 0x5a56)
		return parse_te(b, ret);
	if (magic != 0x5a4d || !bytes_u32(b, 0x3c, &at))
		return -EINVAL;
	if (!bytes_u32(b, at, &signature) || signature != 0x4550)
		return -EINVAL;
	if (!bytes_u16(b, (size_t)at + 20, &optional) || optional < 70)
		return -EINVAL;
	if (!bytes_has(b, (size_t)at + 24, optional))
		return -EINVAL;
	(void)bytes_u16(b, (size_t)at + 4, &pe.machine);
	(void)bytes_u16(b, (size_t)at + 6, &n_sections);
	(void)bytes_u16(b, (size_t)at + 24, &kind);
	(void)bytes_u32(b, (size_t)at + 24 + 60, &headers);
	(void)bytes_u16(b, (size_t)at + 24 + 68, &subsystem);
	if (kind != 0x10b && kind != 0x20b)
		return -EINVAL;
	pe.subsystem = subsystem > UINT8_MAX ? 0 : (uint8_t)subsystem;
	pe.size = headers;
	if (measure(b, (size_t)at + 24 + optional, n_sections, &pe) < 0)
		return -EINVAL;
	*ret = pe;
	return 0;
}

const char *efi_pe_machine_text(uint16_t machine)
{
	switch (machine) {
	case EFI_MACHINE_IA32:
		return "ia32";
	case EFI_MACHINE_X64:
		return "x64";
	case EFI_MACHINE_AARCH64:
		return "aarch64";
	default:
		return NULL;
	}
}

const char *efi_pe_subsystem_text(uint8_t subsystem)
{
	switch (subsystem) {
	case EFI_SUBSYSTEM_APPLICATION:
		return "EFI application";
	case EFI_SUBSYSTEM_BOOT_DRIVER:
		return "EFI boot service driver";
	case EFI_SUBSYSTEM_RUNTIME_DRIVER:
		return "EFI runtime driver";
	default:
		return NULL;
	}
}
