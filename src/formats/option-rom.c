/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is in a PCI option ROM? Its images, what is in front of them and behind. What of it
 * is wrong is noted here and judged in option-rom-rules.c.
 */
#include "formats/option-rom.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "formats/tiano.h"

#define PCIR           0x52494350 /* "PCIR" */
#define NPDS           0x5344504e /* "NPDS" and "RGIS": NVIDIA's, of images for itself */
#define RGIS           0x53494752
#define NPDE           0x4544504e
#define NVGI           0x4947564e
#define RFRD           0x44524652
#define NVIDIA         0x10de
#define PCIR_SIZE      0x18
#define PROGRAM_MAX    ((size_t)32 << 20)
#define ATOM_SIGNATURE " 761295520"

static struct bytes from(struct bytes b, size_t off)
{
	return off <= b.size ? bytes_slice(b, off, b.size - off) : bytes_of(NULL, 0);
}

static bool holds(struct bytes b, size_t off, const char *text)
{
	size_t n = strlen(text);

	return bytes_has(b, off, n) && memcmp(b.data + off, text, n) == 0;
}

uint8_t option_rom_sum(struct bytes b)
{
	uint8_t sum = 0;

	for (size_t i = 0; i < b.size; i++)
		sum = (uint8_t)(sum + b.data[i]);
	return sum;
}

/* Revision 3 of the PCIR has a list where revision 0 has the vital product data. */
static void read_ids(struct bytes pcir, struct option_rom_image *i)
{
	uint16_t list = bytes_get_u16(pcir, 8), id;

	if (i->pcir_revision < 3 || list < i->pcir_size)
		return;
	for (size_t n = 0; n < OPTION_ROM_IDS; n++) {
		if (!bytes_u16(pcir, list + 2 * n, &id) || id == 0)
			break;
		i->ids[i->n_ids++] = id;
	}
}

/* Behind the PCIR, on a border of 16 bytes (open-gpu-kernel-modules, pci_exp_table.h). */
static void read_npde(struct bytes image, struct option_rom_image *i)
{
	size_t off = ((size_t)i->pcir + i->pcir_size + 15) & ~(size_t)15;
	uint16_t revision = bytes_get_u16(image, off + 4);

	if (i->vendor != NVIDIA || bytes_get_u32(image, off) != NPDE ||
		!bytes_has(image, off, 11) || (revision != 0x100 && revision != 0x101))
		return;
	i->flags |= OPTION_ROM_NPDE;
	i->npde_revision = revision;
	i->npde_units = bytes_get_u16(image, off + 8);
}

static int read_header(struct bytes file, size_t off, bool private, struct option_rom_image *ret)
{
	struct option_rom_image i = { .offset = off, .signature = bytes_get_u16(file, off) };
	struct bytes image = from(file, off), pcir;
	uint32_t magic;

	i.pcir = bytes_get_u16(image, 0x18);
	pcir = from(image, i.pcir);
	magic = bytes_get_u32(pcir, 0);
	if (i.pcir == 0 || pcir.size < PCIR_SIZE ||
		!(private ? magic == NPDS || magic == RGIS : magic == PCIR))
		return -EINVAL;
	if (!private && i.signature != OPTION_ROM_SIGNATURE)
		return -EINVAL;
	i.wrong = i.pcir % 4 ? OPTION_ROM_BAD_ALIGN : 0;
	i.flags = private ? OPTION_ROM_PRIVATE : 0;
	i.vendor = bytes_get_u16(pcir, 4);
	i.device = bytes_get_u16(pcir, 6);
	i.pcir_size = bytes_get_u16(pcir, 0x0a);
	i.pcir_revision = bytes_get_u8(pcir, 0x0c);
	i.class = bytes_get_u32(pcir, 0x0c) >> 8;
	i.units = bytes_get_u16(pcir, 0x10);
	i.code_revision = bytes_get_u16(pcir, 0x12);
	i.code = bytes_get_u8(pcir, 0x14);
	i.flags |= bytes_get_u8(pcir, 0x15) & 0x80 ? OPTION_ROM_LAST : 0;
	i.size_units = i.code == OPTION_ROM_EFI ? bytes_get_u16(image, 2) : bytes_get_u8(image, 2);
	read_ids(pcir, &i);
	read_npde(image, &i);
	i.size = (uint64_t)(private && i.npde_units ? i.npde_units : i.units) * OPTION_ROM_UNIT;
	i.space = i.size < image.size ? i.size : image.size;
	*ret = i;
	return 0;
}

int option_rom_header(struct bytes file, size_t off, struct option_rom_image *ret)
{
	return read_header(file, off, /* private= */ false, ret);
}

static bool is_image(struct bytes file, size_t off)
{
	struct option_rom_image ignored;

	return option_rom_header(file, off, &ignored) == 0;
}

int option_rom_program(struct bytes file, const struct option_rom_image *image, struct bytes *ret,
	uint8_t **ret_owned, uint32_t *ret_wrong)
{
	struct bytes body = from(bytes_slice(file, image->offset, image->space), image->start);
	_cleanup_free_ uint8_t *out = NULL;
	size_t size;

	*ret_wrong = OPTION_ROM_BAD_EFI_START;
	if (image->start < 0x1a || body.size == 0)
		return -EINVAL;
	if (image->packing == 0) {
		*ret = body;
		*ret_owned = NULL;
		return 0;
	}
	*ret_wrong = image->packing == 1 ? OPTION_ROM_BAD_PACKED : OPTION_ROM_BAD_PACKING;
	if (image->packing != 1 || tiano_size(body, &size) < 0 || size == 0 || size > PROGRAM_MAX)
		return -EINVAL;
	out = malloc(size);
	if (!out)
		return -ENOMEM;
	if (tiano_unpack(body, TIANO_EFI, out, size) < 0)
		return -EINVAL;
	*ret = bytes_of(out, size);
	*ret_owned = TAKE_PTR(out);
	return 0;
}

static bool is_driver(uint16_t subsystem)
{
	return subsystem == EFI_SUBSYSTEM_BOOT_DRIVER || subsystem == EFI_SUBSYSTEM_RUNTIME_DRIVER;
}

static void read_gop(struct bytes program, struct option_rom_image *i)
{
	struct efi_gop gop;

	if (!efi_gop_is(program, &gop))
		return;
	i->flags |= OPTION_ROM_GOP | (gop.intel ? OPTION_ROM_GOP_INTEL : 0);
	memcpy(i->gop_build, gop.build, sizeof(i->gop_build));
	i->n_gop_ids = (uint16_t)gop.n_ids;
	memcpy(i->gop_ids, gop.ids, gop.n_ids * sizeof(gop.ids[0]));
}

static void look_at_program(struct bytes program, struct option_rom_image *i,
	void (*sha256)(struct bytes b, uint8_t ret[32]))
{
	struct efi_pe pe;

	if (efi_pe_parse(program, &pe) < 0) {
		i->wrong |= OPTION_ROM_BAD_PROGRAM;
		return;
	}
	i->flags |= OPTION_ROM_PROGRAM;
	i->pe_machine = pe.machine;
	i->pe_subsystem = pe.subsystem;
	i->wrong |= pe.cut ? OPTION_ROM_BAD_PE_CUT : 0;
	i->wrong |= pe.machine != i->machine ? OPTION_ROM_BAD_MACHINE : 0;
	i->wrong |= is_driver(pe.subsystem) ? 0 : OPTION_ROM_BAD_KIND;
	/* A TE does not say where it ends. */
	if (pe.size > 0 && pe.size < program.size)
		program = bytes_slice(program, 0, pe.size);
	i->program = program.size;
	read_gop(program, i);
	if (sha256) {
		sha256(program, i->sha256);
		i->flags |= OPTION_ROM_HASHED;
	}
}

static int read_efi(struct bytes file, struct option_rom_image *i,
	void (*sha256)(struct bytes b, uint8_t ret[32]))
{
	struct bytes image = bytes_slice(file, i->offset, i->space), program;
	_cleanup_free_ uint8_t *owned = NULL;
	uint32_t wrong;
	int r;

	if (bytes_get_u32(image, 4) != OPTION_ROM_EFI_MAGIC)
		i->wrong |= OPTION_ROM_BAD_EFI_MAGIC;
	if (i->size_units == 0 || i->size_units > i->units)
		i->wrong |= OPTION_ROM_BAD_EFI_SIZE;
	i->subsystem = bytes_get_u16(image, 8);
	i->machine = bytes_get_u16(image, 0x0a);
	i->packing = bytes_get_u16(image, 0x0c);
	i->start = bytes_get_u16(image, 0x16);
	if (!is_driver(i->subsystem))
		i->wrong |= OPTION_ROM_BAD_SUBSYSTEM;
	if (i->start >= (size_t)i->size_units * OPTION_ROM_UNIT)
		i->wrong |= OPTION_ROM_BAD_EFI_START;
	r = option_rom_program(file, i, &program, &owned, &wrong);
	if (r == -EINVAL)
		i->wrong |= wrong;
	if (r == 0)
		look_at_program(program, i, sha256);
	return r == -ENOMEM ? r : 0;
}

static void read_bios(struct bytes file, struct option_rom_image *i)
{
	struct bytes image = bytes_slice(file, i->offset, i->space);
	size_t size = (size_t)i->size_units * OPTION_ROM_UNIT;

	if (i->size_units != i->units)
		i->wrong |= OPTION_ROM_BAD_SIZE;
	/* A size of 256 units or more does not fit, and nobody runs those. */
	if (size == 0 || !bytes_has(file, i->offset, size))
		size = i->space;
	i->sum = option_rom_sum(bytes_slice(file, i->offset, size));
	i->wrong |= i->sum ? OPTION_ROM_BAD_CHECKSUM : 0;
	if (holds(image, 0x0e, "VIDEO"))
		i->flags |= OPTION_ROM_VIDEO;
	if (holds(image, 0x30, ATOM_SIGNATURE) ||
		holds(image, bytes_get_u16(image, 0x48) + (size_t)4, "ATOM"))
		i->flags |= OPTION_ROM_ATOM;
}

/*
 * What is behind the images: NVIDIA's header of a flash chip in front (kernel_gsp_vbios_tu102.c
 * of open-gpu-kernel-modules). 0 when it leads nowhere: such a header is never 0 bytes long.
 */
static size_t nvgi_start(struct bytes file)
{
	uint32_t fixed = bytes_get_u32(file, 4), total = bytes_get_u32(file, 8) & 0xfffff, rom = 0,
		 at;

	switch (fixed >> 8 & 0xff) {
	case 1:
	case 2:
		rom = bytes_get_u32(file, (fixed >> 16 & 0x7fff) + (size_t)4);
		break;
	case 3:
		at = bytes_get_u32(file, total);
		if (at <= file.size && bytes_get_u32(file, (size_t)at + 0x1000) == RFRD)
			rom = bytes_get_u32(file, (size_t)at + 0x1008);
		break;
	}
	return rom % 4 == 0 && is_image(file, rom) ? rom : 0;
}

static void find_start(struct bytes file, struct option_rom *rom)
{
	bool nvgi = bytes_get_u32(file, 0) == NVGI;

	rom->wrapper = nvgi ? OPTION_ROM_NVGI : OPTION_ROM_JUNK;
	if (bytes_get_u16(file, 0) == OPTION_ROM_SIGNATURE) {
		rom->wrapper = OPTION_ROM_BARE;
		return;
	}
	rom->start = nvgi ? nvgi_start(file) : 0;
	for (size_t off = 4; rom->start == 0 && off + 0x1a < file.size; off += 4) {
		struct option_rom_image i;

		if (bytes_get_u16(file, off) == OPTION_ROM_SIGNATURE &&
			option_rom_header(file, off, &i) == 0 && i.units > 0 && i.space == i.size &&
			(!nvgi || i.vendor == NVIDIA))
			rom->start = off;
	}
	if (rom->start == 0)
		rom->wrapper = OPTION_ROM_NOTHING;
}

/* The next image, when only the size at 2 of a BIOS leads there. */
static void mend_chain(struct bytes file, struct option_rom_image *i)
{
	size_t size = (size_t)i->size_units * OPTION_ROM_UNIT;

	if (i->code != OPTION_ROM_BIOS || i->size_units == i->units || size == 0 ||
		is_image(file, i->offset + i->size) || !is_image(file, i->offset + size))
		return;
	i->wrong |= OPTION_ROM_BAD_CHAIN;
	i->size = size;
	i->space = size;
}

static void add_broken(struct option_rom *rom, size_t off)
{
	rom->images[rom->n_images++] = (struct option_rom_image) {
		.offset = off,
		.signature = OPTION_ROM_SIGNATURE,
		.wrong = OPTION_ROM_BAD_PCIR,
	};
	rom->how = OPTION_ROM_END_BROKEN;
}

/* One image for firmware; 1 when the chain goes on. */
static int walk_image(struct bytes file, size_t off, struct option_rom *rom,
	void (*sha256)(struct bytes b, uint8_t ret[32]))
{
	struct option_rom_image *i = &rom->images[rom->n_images];
	int r = option_rom_header(file, off, i);

	if (r < 0) {
		add_broken(rom, off);
		return 0;
	}
	rom->n_images++;
	mend_chain(file, i);
	if (i->size == 0)
		i->wrong |= OPTION_ROM_BAD_LENGTH;
	else if (i->space < i->size)
		i->wrong |= OPTION_ROM_BAD_CUT;
	if (i->size > 0 && i->code == OPTION_ROM_EFI)
		r = read_efi(file, i, sha256);
	else if (i->size > 0 && i->code == OPTION_ROM_BIOS)
		read_bios(file, i);
	rom->end = off + i->space;
	rom->how = i->size == 0 ? OPTION_ROM_END_BROKEN : OPTION_ROM_END_FILE;
	return r < 0 ? r : i->size > 0 && i->space == i->size;
}

/* Whether another image follows, whatever the one before says. */
static bool goes_on(struct bytes file, struct option_rom *rom)
{
	struct option_rom_image *before = &rom->images[rom->n_images - 1];
	bool last = before->flags & OPTION_ROM_LAST;

	if (rom->end >= file.size) {
		before->wrong |= last ? 0 : OPTION_ROM_BAD_NO_LAST;
		rom->how = last ? OPTION_ROM_END_LAST : OPTION_ROM_END_FILE;
		return false;
	}
	if (is_image(file, rom->end)) {
		before->wrong |= last ? OPTION_ROM_BAD_EARLY : 0;
		return true;
	}
	/* A chain that says it goes on, to something with a signature only: it is broken there. */
	if (!last && bytes_get_u16(file, rom->end) == OPTION_ROM_SIGNATURE)
		return true;
	before->wrong |= last ? 0 : OPTION_ROM_BAD_NO_LAST;
	rom->how = last ? OPTION_ROM_END_LAST : OPTION_ROM_END_NO_IMAGE;
	return false;
}

/* NVIDIA's own images behind those for firmware. */
static void walk_private(struct bytes file, struct option_rom *rom)
{
	size_t off = rom->end;

	rom->private_end = off;
	while (rom->how == OPTION_ROM_END_LAST && rom->n_images < OPTION_ROM_IMAGES) {
		struct option_rom_image *i = &rom->images[rom->n_images];

		if (read_header(file, off, /* private= */ true, i) < 0 || i->vendor != NVIDIA)
			break;
		rom->n_images++;
		if (i->space < i->size)
			i->wrong |= OPTION_ROM_BAD_CUT;
		off += i->space;
		rom->private_end = off;
		if (i->size == 0 || i->flags & OPTION_ROM_LAST)
			break;
	}
}

static uint64_t tail_of(struct bytes file, uint64_t end)
{
	size_t n = file.size;

	while (n > end && file.data[n - 1] == file.data[file.size - 1] &&
		(file.data[n - 1] == 0xff || file.data[n - 1] == 0))
		n--;
	return n - end;
}

int option_rom_read(
	struct bytes file, void (*sha256)(struct bytes b, uint8_t ret[32]), struct option_rom *ret)
{
	struct option_rom *rom = ret;
	int r = 1;

	memset(rom, 0, sizeof(*rom));
	rom->file_size = file.size;
	find_start(file, rom);
	rom->end = rom->private_end = rom->start;
	if (rom->wrapper == OPTION_ROM_NOTHING)
		return -EINVAL;
	while (r == 1) {
		if (rom->n_images == OPTION_ROM_IMAGES) {
			rom->how = OPTION_ROM_END_MANY;
			break;
		}
		r = walk_image(file, rom->end, rom, sha256);
		if (r == 1 && !goes_on(file, rom))
			break;
	}
	walk_private(file, rom);
	rom->tail = tail_of(file, rom->private_end);
	return r < 0 ? r : 0;
}

static bool image_valid(const struct option_rom_image *i, uint64_t file_size)
{
	return i->offset <= file_size && i->space <= file_size - i->offset && i->space <= i->size &&
	       i->size <= (uint64_t)UINT16_MAX * OPTION_ROM_UNIT && i->n_ids <= OPTION_ROM_IDS &&
	       i->n_gop_ids <= EFI_GOP_IDS && i->program <= PROGRAM_MAX &&
	       (i->wrong & ~(uint32_t)OPTION_ROM_BAD_ALL) == 0 && i->class <= 0xffffff &&
	       memchr(i->gop_build, 0, sizeof(i->gop_build));
}

bool option_rom_valid(const struct option_rom *rom, uint64_t file_size)
{
	if (rom->file_size != file_size || rom->start > rom->end || rom->end > rom->private_end ||
		rom->private_end > file_size || rom->tail > file_size - rom->private_end ||
		rom->n_images > OPTION_ROM_IMAGES || rom->wrapper > OPTION_ROM_NOTHING ||
		rom->how > OPTION_ROM_END_MANY ||
		(rom->n_images == 0) != (rom->wrapper == OPTION_ROM_NOTHING))
		return false;
	for (size_t i = 0; i < rom->n_images; i++)
		if (!image_valid(&rom->images[i], file_size))
			return false;
	return true;
}

bool option_rom_image_is_for(const struct option_rom_image *i, uint16_t vendor, uint16_t device)
{
	if (i->vendor != vendor)
		return false;
	for (size_t n = 0; n < i->n_ids; n++)
		if (i->ids[n] == device)
			return true;
	return i->device == device;
}

const char *option_rom_code_text(uint8_t code)
{
	switch (code) {
	case OPTION_ROM_BIOS:
		return "BIOS";
	case OPTION_ROM_OPEN_FIRMWARE:
		return "Open Firmware";
	case OPTION_ROM_HP_PA:
		return "HP PA-RISC";
	case OPTION_ROM_EFI:
		return "EFI";
	case OPTION_ROM_NVIDIA_NBSI:
		return "NVIDIA NBSI";
	case OPTION_ROM_NVIDIA:
		return "NVIDIA";
	default:
		return "other";
	}
}
