/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An option ROM as a document: what it is as a whole, and its images.
 */
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "cli/rom-image.h"

static const struct doc_column image_columns[] = {
	{ "image", "IMAGE", "its number", DOC_COLUMN_RIGHT },
	{ "offset", "OFFSET", "in the file", DOC_COLUMN_RIGHT },
	{ "size", "SIZE", "bytes", DOC_COLUMN_RIGHT },
	{ "type", "TYPE", "whose code it is: BIOS, EFI, NVIDIA", 0 },
	{ "id", "ID", "the PCI device that it is for", 0 },
	{ "class", "CLASS", "of that device", 0 },
	{ "checksum", "CHECKSUM", "of a BIOS image", 0 },
	{ "machine", "MACHINE", "which processors run its EFI program", 0 },
	{ "gop", "GOP", "whether that is a display driver, and its build", 0 },
	{ "last", "LAST", "it says that none follows", DOC_COLUMN_EXTRA },
	{ "private", "PRIVATE", "only NVIDIA's drivers look for it", DOC_COLUMN_EXTRA },
	{ "vendor_header", "VENDOR-HEADER", "signs of its maker: NPDE, VIDEO, ATOMBIOS",
		DOC_COLUMN_EXTRA },
	{ "subsystem", "SUBSYSTEM", "which kind of program", DOC_COLUMN_EXTRA },
	{ "header_machine", "HEADER-MACHINE", "as its header says", DOC_COLUMN_EXTRA },
	{ "compressed", "COMPRESSED", "its program is packed", DOC_COLUMN_EXTRA },
	{ "program_size", "PROGRAM-SIZE", "bytes, unpacked", DOC_COLUMN_RIGHT | DOC_COLUMN_EXTRA },
	{ "sha256", "SHA256", "of the program", DOC_COLUMN_EXTRA },
	{ "version", "VERSION", "where somebody ran this very display driver", DOC_COLUMN_EXTRA },
	{ "pcir_revision", "PCIR-REVISION", "of its data structure",
		DOC_COLUMN_RIGHT | DOC_COLUMN_EXTRA },
	{ "code_revision", "CODE-REVISION", "as its maker counts", DOC_COLUMN_EXTRA },
	{ 0 },
};

static void put_machine(struct doc *row, const char *key, uint16_t machine)
{
	const char *text = efi_pe_machine_text(machine);

	if (text)
		doc_str(row, key, text);
	else
		doc_printf(row, key, "0x%04x", machine);
}

static void put_ids(
	struct doc *row, const char *key, uint16_t vendor, const uint16_t *ids, size_t n)
{
	struct doc *list;

	if (n == 0)
		return;
	list = doc_list(row, key);
	for (size_t i = 0; i < n; i++) {
		_cleanup_free_ char *text = str_printf("%04x:%04x", vendor, ids[i]);

		doc_add_str(list, text ? text : "");
	}
}

static void put_program(struct doc *row, const struct option_rom_image *i)
{
	const char *subsystem = efi_pe_subsystem_text((uint8_t)i->pe_subsystem);
	char hash[2 * sizeof(i->sha256) + 1] = { 0 };

	put_machine(row, "machine", i->pe_machine);
	doc_int(row, "program_size", (long long)i->program);
	if (subsystem)
		doc_str(row, "subsystem", subsystem);
	if (!(i->flags & OPTION_ROM_GOP))
		doc_str(row, "gop", "no");
	else if (i->flags & OPTION_ROM_GOP_INTEL)
		doc_printf(row, "gop", "Intel %s", i->gop_build[0] ? i->gop_build : "");
	else
		doc_str(row, "gop", "yes");
	put_ids(row, "gop_devices", 0x8086, i->gop_ids, i->n_gop_ids);
	if (!(i->flags & OPTION_ROM_HASHED))
		return;
	for (size_t n = 0; n < sizeof(i->sha256); n++) {
		hash[2 * n] = "0123456789abcdef"[i->sha256[n] >> 4];
		hash[2 * n + 1] = "0123456789abcdef"[i->sha256[n] & 0xf];
	}
	doc_str(row, "sha256", hash);
	if (efi_gop_version(i->sha256))
		doc_str(row, "version", efi_gop_version(i->sha256));
}

static void put_vendor(struct doc *row, const struct option_rom_image *i)
{
	_cleanup_free_ char *text =
		str_printf("%s%s%s%s", i->flags & OPTION_ROM_PRIVATE ? "NPDS " : "",
			i->flags & OPTION_ROM_NPDE ? "NPDE " : "",
			i->flags & OPTION_ROM_VIDEO ? "VIDEO " : "",
			i->flags & OPTION_ROM_ATOM ? "ATOMBIOS" : "");

	if (text && text[0])
		doc_str(row, "vendor_header", str_strip(text));
}

static void fill(struct doc *row, const struct option_rom_image *i, size_t n)
{
	doc_int(row, "image", (long long)n + 1);
	doc_printf(row, "offset", "0x%llx", (unsigned long long)i->offset);
	if (i->wrong & OPTION_ROM_BAD_PCIR) {
		doc_str(row, "type", "broken");
		return;
	}
	doc_int(row, "size", (long long)i->size);
	doc_str(row, "type", option_rom_code_text(i->code));
	doc_int(row, "code_type", i->code);
	doc_printf(row, "id", "%04x:%04x", i->vendor, i->device);
	put_ids(row, "more_ids", i->vendor, i->ids, i->n_ids);
	doc_printf(row, "class", "%06x", i->class);
	doc_bool(row, "last", i->flags & OPTION_ROM_LAST);
	doc_bool(row, "private", i->flags & OPTION_ROM_PRIVATE);
	doc_int(row, "pcir_revision", i->pcir_revision);
	doc_printf(row, "code_revision", "0x%04x", i->code_revision);
	put_vendor(row, i);
	if (i->flags & OPTION_ROM_PRIVATE)
		return;
	if (i->code == OPTION_ROM_BIOS)
		doc_str(row, "checksum", i->sum == 0 ? "ok" : "wrong");
	if (i->code != OPTION_ROM_EFI)
		return;
	put_machine(row, "header_machine", i->machine);
	doc_bool(row, "compressed", i->packing == 1);
	if (i->flags & OPTION_ROM_PROGRAM)
		put_program(row, i);
	else
		doc_str(row, "gop", "?");
}

void rom_image_doc(struct doc *doc, const struct option_rom *rom)
{
	struct doc *table;

	doc_int(doc, "file_size", (long long)rom->file_size);
	if (rom->start > 0)
		doc_printf(doc, "in_front", "0x%llx bytes%s", (unsigned long long)rom->start,
			rom->wrapper == OPTION_ROM_NVGI ? ": NVIDIA's header of the flash chip"
							: "");
	if (rom->tail > 0)
		doc_printf(doc, "behind", "%llu bytes from 0x%llx on",
			(unsigned long long)rom->tail, (unsigned long long)rom->private_end);
	table = doc_table(doc, "images", image_columns, NULL);
	for (size_t i = 0; i < rom->n_images; i++)
		fill(doc_row(table), &rom->images[i], i);
}
