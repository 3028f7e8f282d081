/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is this download: a bare flash image, one with Intel's descriptor, a capsule, or a
 * container that needs another program first? The volumes inside are for efi-volume.c.
 */
#include "formats/efi-image.h"

#include <string.h>

#include "base/mem.h"

#define DESCRIPTOR_SIGNATURE 0x0ff0a55a
#define CAPSULE_HEADER       0x1c
#define BLOCK                0x1000

static const struct {
	struct efi_guid guid;
	enum efi_capsule capsule;
} capsules[] = {
	{ EFI_GUID(0x3B6686BD, 0x0D76, 0x4030, 0xB7, 0x0E, 0xB5, 0x51, 0x9E, 0x2F, 0xC5, 0xA0),
		EFI_CAPSULE_EFI },
	{ EFI_GUID(0x6DCBD5ED, 0xE82D, 0x4C44, 0xBD, 0xA1, 0x71, 0x94, 0x19, 0x9A, 0xD9, 0x2A),
		EFI_CAPSULE_FMP },
	{ EFI_GUID(0x539182B9, 0xABB5, 0x4391, 0xB6, 0x9A, 0xE3, 0xA9, 0x43, 0xF7, 0x2F, 0xCC),
		EFI_CAPSULE_INTEL },
	{ EFI_GUID(0xE20BAFD3, 0x9914, 0x4F4F, 0x95, 0x37, 0x31, 0x29, 0xE0, 0x90, 0xEB, 0x3C),
		EFI_CAPSULE_LENOVO },
	{ EFI_GUID(0x25B5FE76, 0x8243, 0x4A5C, 0xA9, 0xBD, 0x7E, 0xE3, 0x24, 0x61, 0x98, 0xB5),
		EFI_CAPSULE_LENOVO },
	{ EFI_GUID(0x3BE07062, 0x1D51, 0x45D2, 0x83, 0x2B, 0xF0, 0x93, 0x25, 0x7E, 0xD4, 0x61),
		EFI_CAPSULE_TOSHIBA },
	{ EFI_GUID(0x4A3CA68B, 0x7723, 0x48FB, 0x80, 0x3D, 0x57, 0x8C, 0xC1, 0xFE, 0xC4, 0x4D),
		EFI_CAPSULE_APTIO_SIGNED },
	{ EFI_GUID(0x14EEBB90, 0x890A, 0x43DB, 0xAE, 0xD1, 0x5D, 0x3C, 0x45, 0x88, 0xA4, 0x18),
		EFI_CAPSULE_APTIO },
};

/* Index is the number of the region in the descriptor. */
static const char *const region_names[EFI_REGIONS] = { "descriptor", "BIOS", "ME", "GbE", "PDR",
	"DevExp1", "BIOS2", "microcode", "EC", "DevExp2", "IE", "10GbE1", "10GbE2", "reserved",
	"reserved", "PTT" };

/* Some name the size at 0x18, Toshiba at 0x14; all say how long the header is. */
static bool makes_sense(struct bytes b)
{
	uint32_t header, flags, size;

	(void)bytes_u32(b, 0x10, &header);
	(void)bytes_u32(b, 0x14, &flags);
	if (!bytes_u32(b, 0x18, &size))
		return false;
	return header >= CAPSULE_HEADER && header < b.size && header <= 0x10000 && size > header &&
	       size <= b.size && (flags & ~0x7ffffU) == 0 && b.size - size < BLOCK;
}

static void find_capsule(struct bytes b, struct efi_image *ret)
{
	struct efi_guid guid;
	uint32_t header;
	uint16_t rom;

	if (!efi_guid_read(b, 0, &guid) || !bytes_u32(b, 0x10, &header))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(capsules); i++)
		if (efi_guid_eq(&capsules[i].guid, &guid))
			ret->capsule = capsules[i].capsule;
	if (ret->capsule == EFI_CAPSULE_NONE && !efi_guid_is_zero(&guid) && makes_sense(b))
		ret->capsule = EFI_CAPSULE_UNKNOWN;
	if (ret->capsule == EFI_CAPSULE_NONE)
		return;
	ret->capsule_guid = guid;
	(void)bytes_u16(b, CAPSULE_HEADER, &rom);
	if (ret->capsule == EFI_CAPSULE_APTIO || ret->capsule == EFI_CAPSULE_APTIO_SIGNED)
		header = rom;
	ret->body = header <= b.size ? header : 0;
}

/* The first generation has five, and no field that says so: its read clock is 20 MHz. */
static size_t count_regions(struct bytes b, uint32_t map)
{
	uint32_t component;

	(void)bytes_u32(b, (size_t)(map & 0xff) << 4, &component);
	return (component >> 17 & 7) == 0 ? 5 : EFI_REGIONS;
}

static void read_regions(struct bytes b, struct efi_image *ret)
{
	uint32_t map;
	size_t table;

	(void)bytes_u32(b, 0x14, &map);
	table = (size_t)(map >> 16 & 0xff) << 4;
	for (size_t i = 0; i < count_regions(b, map); i++) {
		struct efi_region *r = &ret->regions[i];
		uint16_t base, limit;

		(void)bytes_u16(b, table + 4 * i, &base);
		if (!bytes_u16(b, table + 4 * i + 2, &limit))
			return;
		/* A region that is not used has a base above its limit. */
		if (limit == 0 || base > limit || base >= 0x7fff || limit >= 0x7fff)
			continue;
		r->present = true;
		r->offset = (uint64_t)base * BLOCK;
		r->size = ((uint64_t)limit + 1 - base) * BLOCK;
		r->outside = r->offset > b.size || r->size > b.size - r->offset;
	}
}

static void find_descriptor(struct bytes b, struct efi_image *ret)
{
	uint32_t signature;

	if (!bytes_u32(b, 0x10, &signature) || signature != DESCRIPTOR_SIGNATURE)
		return;
	ret->descriptor = true;
	read_regions(bytes_slice(b, 0, b.size), ret);
}

static bool has_at(struct bytes b, size_t off, const char *text)
{
	size_t n = strlen(text);

	return bytes_has(b, off, n) && memcmp(b.data + off, text, n) == 0;
}

static enum efi_container find_program(struct bytes b)
{
	static const char inno[] = "Inno Setup Setup Data (", fujitsu[] = "FjSfxBinay";

	if (memmem(b.data, b.size, inno, sizeof(inno) - 1))
		return EFI_CONTAINER_INNO;
	if (memmem(b.data, b.size, fujitsu, sizeof(fujitsu) - 1))
		return EFI_CONTAINER_FUJITSU;
	return EFI_CONTAINER_PROGRAM;
}

static enum efi_container find_container(struct bytes b)
{
	static const struct {
		size_t off;
		const char *magic;
		enum efi_container container;
	} rows[] = {
		{ 8, "_AMIPFAT", EFI_CONTAINER_PFAT },
		{ 0, "@UAF", EFI_CONTAINER_UCP },
		{ 0, "@HPU", EFI_CONTAINER_UCP },
		{ 0, "PK\3\4", EFI_CONTAINER_ZIP },
		{ 0, "PK\5\6", EFI_CONTAINER_ZIP },
		{ 0, "7z\xbc\xaf\x27\x1c", EFI_CONTAINER_7Z },
		{ 0, "Rar!\x1a\x07", EFI_CONTAINER_RAR },
		{ 0, "MSCF", EFI_CONTAINER_CAB },
		{ 0, "\xfd\x37zXZ", EFI_CONTAINER_XZ },
		{ 0, "\x1f\x8b\x08", EFI_CONTAINER_GZIP },
		{ 0, "BZh", EFI_CONTAINER_BZIP2 },
		{ 0, "\x28\xb5\x2f\xfd", EFI_CONTAINER_ZSTD },
		{ 2, "-lh", EFI_CONTAINER_LHA },
		{ 257, "ustar", EFI_CONTAINER_TAR },
		{ 0x8001, "CD001", EFI_CONTAINER_ISO },
		{ 0, "LARCHIVE", EFI_CONTAINER_CBFS },
		{ 0, "PFS.HDR.", EFI_CONTAINER_PFS },
		{ 0, "$_IFLASH", EFI_CONTAINER_IFLASH },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (has_at(b, rows[i].off, rows[i].magic))
			return rows[i].container;
	return has_at(b, 0, "MZ") ? find_program(b) : EFI_CONTAINER_NONE;
}

void efi_image_detect(struct bytes b, struct efi_image *ret)
{
	*ret = (struct efi_image) { 0 };
	find_capsule(b, ret);
	if (ret->capsule == EFI_CAPSULE_NONE)
		ret->container = find_container(b);
	ret->descriptor_off = ret->body;
	find_descriptor(bytes_slice(b, (size_t)ret->body, b.size - (size_t)ret->body), ret);
}

const char *efi_capsule_text(enum efi_capsule capsule)
{
	switch (capsule) {
	case EFI_CAPSULE_NONE:
		return NULL;
	case EFI_CAPSULE_EFI:
		return "EFI capsule";
	case EFI_CAPSULE_FMP:
		return "FMP capsule";
	case EFI_CAPSULE_INTEL:
		return "Intel capsule";
	case EFI_CAPSULE_LENOVO:
		return "Lenovo capsule";
	case EFI_CAPSULE_TOSHIBA:
		return "Toshiba capsule";
	case EFI_CAPSULE_APTIO_SIGNED:
		return "signed AMI Aptio capsule";
	case EFI_CAPSULE_APTIO:
		return "AMI Aptio capsule";
	case EFI_CAPSULE_UNKNOWN:
		return "capsule of an unknown kind";
	}
	return NULL;
}

const char *efi_container_text(enum efi_container container)
{
	static const char *const texts[] = { NULL, "AMI BIOS Guard file (PFAT)", "AMI UCP file",
		"zip archive", "7z archive", "rar archive", "cab archive", "xz file", "gzip file",
		"bzip2 file", "zstd file", "lha archive", "tar archive", "ISO image",
		"coreboot image", "Dell PFS file", "Insyde iFlash file",
		"Inno Setup program, which innoextract unpacks", "Fujitsu packed program",
		"program" };

	return texts[container];
}

bool efi_container_is_archive(enum efi_container container)
{
	switch (container) {
	case EFI_CONTAINER_NONE:
	case EFI_CONTAINER_PFAT:
	case EFI_CONTAINER_UCP:
	case EFI_CONTAINER_CBFS:
	case EFI_CONTAINER_PFS:
	case EFI_CONTAINER_IFLASH:
	case EFI_CONTAINERS:
		return false;
	case EFI_CONTAINER_ZIP:
	case EFI_CONTAINER_7Z:
	case EFI_CONTAINER_RAR:
	case EFI_CONTAINER_CAB:
	case EFI_CONTAINER_XZ:
	case EFI_CONTAINER_GZIP:
	case EFI_CONTAINER_BZIP2:
	case EFI_CONTAINER_ZSTD:
	case EFI_CONTAINER_LHA:
	case EFI_CONTAINER_TAR:
	case EFI_CONTAINER_ISO:
	case EFI_CONTAINER_INNO:
	case EFI_CONTAINER_FUJITSU:
	case EFI_CONTAINER_PROGRAM:
		return true;
	}
	return false;
}

const char *efi_region_name(size_t region)
{
	return region < EFI_REGIONS ? region_names[region] : NULL;
}
