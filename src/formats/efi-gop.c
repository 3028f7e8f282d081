/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is this program a display's driver, which build is it, and which devices does it know?
 * Names and GUIDs of files are not looked at: vendors leave them out or reuse them, and
 * setup pages hold the driver's name too. Its full version is made only when it runs.
 */
#include "formats/efi-gop.h"

#include <string.h>

#include "base/mem.h"
#include "formats/efi-guid.h"

/* The largest real one has 190 KiB; an option ROM ends at 16 MiB. */
#define SIZE_MOST ((size_t)16 << 20)

/* Where the build and the table of ids are, around the name; 29 of 29 real drivers. */
#define BUILD_BEHIND 0x200
#define IDS_AROUND   0x400
#define TRIES        256 /* programs looked at in one search: each may be long */
#define IDS_GAP      8   /* words between two ids of one table */

/* UTF-16 with its 0: setup pages have a blank there. */
static const char name[] = "I\0n\0t\0e\0l\0(\0R\0)\0 \0G\0O\0P\0 \0D\0r\0i\0v\0e\0r\0\0";

static const struct efi_guid graphics_output =
	EFI_GUID(0x9042A9DE, 0x23DC, 0x4A38, 0x96, 0xFB, 0x7A, 0xDE, 0xD0, 0x80, 0x51, 0x6A);
static const struct efi_guid driver_binding =
	EFI_GUID(0x18A031AB, 0xB443, 0x4D1A, 0xA5, 0xC0, 0x0C, 0x09, 0x26, 0x1E, 0x9F, 0x71);
static const struct efi_guid pci_io =
	EFI_GUID(0x4CF5B200, 0x68B8, 0x4CA5, 0x9E, 0xEC, 0xB2, 0x3E, 0x3F, 0x50, 0x02, 0x9A);
static const struct efi_guid simple_network =
	EFI_GUID(0xA19832B9, 0xAC25, 0x11D3, 0x9A, 0x2D, 0x00, 0x90, 0x27, 0x3F, 0xC1, 0x4D);

/* As in i915_pciids.h and xe_pciids.h of Linux; sorted. */
static const struct {
	uint16_t first, last;
	const char *platform;
} platforms[] = {
	{ 0x0402, 0x0402, "Haswell" },
	{ 0x0406, 0x0406, "Haswell" },
	{ 0x040a, 0x040b, "Haswell" },
	{ 0x040e, 0x040e, "Haswell" },
	{ 0x0412, 0x0412, "Haswell" },
	{ 0x0416, 0x0416, "Haswell" },
	{ 0x041a, 0x041b, "Haswell" },
	{ 0x041e, 0x041e, "Haswell" },
	{ 0x0422, 0x0422, "Haswell" },
	{ 0x0426, 0x0426, "Haswell" },
	{ 0x042a, 0x042b, "Haswell" },
	{ 0x042e, 0x042e, "Haswell" },
	{ 0x0a02, 0x0a02, "Haswell" },
	{ 0x0a06, 0x0a06, "Haswell" },
	{ 0x0a0a, 0x0a0b, "Haswell" },
	{ 0x0a0e, 0x0a0e, "Haswell" },
	{ 0x0a12, 0x0a12, "Haswell" },
	{ 0x0a16, 0x0a16, "Haswell" },
	{ 0x0a1a, 0x0a1b, "Haswell" },
	{ 0x0a1e, 0x0a1e, "Haswell" },
	{ 0x0a22, 0x0a22, "Haswell" },
	{ 0x0a26, 0x0a26, "Haswell" },
	{ 0x0a2a, 0x0a2b, "Haswell" },
	{ 0x0a2e, 0x0a2e, "Haswell" },
	{ 0x0a84, 0x0a84, "Apollo Lake" },
	{ 0x0d02, 0x0d02, "Haswell" },
	{ 0x0d06, 0x0d06, "Haswell" },
	{ 0x0d0a, 0x0d0b, "Haswell" },
	{ 0x0d0e, 0x0d0e, "Haswell" },
	{ 0x0d12, 0x0d12, "Haswell" },
	{ 0x0d16, 0x0d16, "Haswell" },
	{ 0x0d1a, 0x0d1b, "Haswell" },
	{ 0x0d1e, 0x0d1e, "Haswell" },
	{ 0x0d22, 0x0d22, "Haswell" },
	{ 0x0d26, 0x0d26, "Haswell" },
	{ 0x0d2a, 0x0d2b, "Haswell" },
	{ 0x0d2e, 0x0d2e, "Haswell" },
	{ 0x0f30, 0x0f33, "Bay Trail" },
	{ 0x1602, 0x1602, "Broadwell" },
	{ 0x1606, 0x1606, "Broadwell" },
	{ 0x160a, 0x160b, "Broadwell" },
	{ 0x160d, 0x160e, "Broadwell" },
	{ 0x1612, 0x1612, "Broadwell" },
	{ 0x1616, 0x1616, "Broadwell" },
	{ 0x161a, 0x161b, "Broadwell" },
	{ 0x161d, 0x161e, "Broadwell" },
	{ 0x1622, 0x1622, "Broadwell" },
	{ 0x1626, 0x1626, "Broadwell" },
	{ 0x162a, 0x162b, "Broadwell" },
	{ 0x162d, 0x162e, "Broadwell" },
	{ 0x1632, 0x1632, "Broadwell" },
	{ 0x1636, 0x1636, "Broadwell" },
	{ 0x163a, 0x163b, "Broadwell" },
	{ 0x163d, 0x163e, "Broadwell" },
	{ 0x1902, 0x1902, "Skylake" },
	{ 0x1906, 0x1906, "Skylake" },
	{ 0x190a, 0x190b, "Skylake" },
	{ 0x190e, 0x190e, "Skylake" },
	{ 0x1912, 0x1913, "Skylake" },
	{ 0x1915, 0x1917, "Skylake" },
	{ 0x191a, 0x191b, "Skylake" },
	{ 0x191d, 0x191e, "Skylake" },
	{ 0x1921, 0x1921, "Skylake" },
	{ 0x1923, 0x1923, "Skylake" },
	{ 0x1926, 0x1927, "Skylake" },
	{ 0x192a, 0x192b, "Skylake" },
	{ 0x192d, 0x192d, "Skylake" },
	{ 0x1932, 0x1932, "Skylake" },
	{ 0x193a, 0x193b, "Skylake" },
	{ 0x193d, 0x193d, "Skylake" },
	{ 0x1a84, 0x1a85, "Apollo Lake" },
	{ 0x22b0, 0x22b3, "Cherry Trail" },
	{ 0x3184, 0x3185, "Gemini Lake" },
	{ 0x3e90, 0x3e94, "Coffee Lake" },
	{ 0x3e96, 0x3e96, "Coffee Lake" },
	{ 0x3e98, 0x3e9c, "Coffee Lake" },
	{ 0x3ea0, 0x3ea9, "Coffee Lake" },
	{ 0x4541, 0x4541, "Elkhart Lake" },
	{ 0x4551, 0x4551, "Elkhart Lake" },
	{ 0x4555, 0x4555, "Elkhart Lake" },
	{ 0x4557, 0x4557, "Elkhart Lake" },
	{ 0x4570, 0x4571, "Elkhart Lake" },
	{ 0x4626, 0x4626, "Alder Lake-P" },
	{ 0x4628, 0x4628, "Alder Lake-P" },
	{ 0x462a, 0x462a, "Alder Lake-P" },
	{ 0x4680, 0x4680, "Alder Lake-S" },
	{ 0x4682, 0x4682, "Alder Lake-S" },
	{ 0x4688, 0x4688, "Alder Lake-S" },
	{ 0x468a, 0x468b, "Alder Lake-S" },
	{ 0x4690, 0x4690, "Alder Lake-S" },
	{ 0x4692, 0x4693, "Alder Lake-S" },
	{ 0x46a0, 0x46a3, "Alder Lake-P" },
	{ 0x46a6, 0x46a6, "Alder Lake-P" },
	{ 0x46a8, 0x46a8, "Alder Lake-P" },
	{ 0x46aa, 0x46aa, "Alder Lake-P" },
	{ 0x46b0, 0x46b3, "Alder Lake-P" },
	{ 0x46c0, 0x46c3, "Alder Lake-P" },
	{ 0x46d0, 0x46d4, "Alder Lake-N" },
	{ 0x4c80, 0x4c80, "Rocket Lake" },
	{ 0x4c8a, 0x4c8c, "Rocket Lake" },
	{ 0x4c90, 0x4c90, "Rocket Lake" },
	{ 0x4c9a, 0x4c9a, "Rocket Lake" },
	{ 0x4e51, 0x4e51, "Jasper Lake" },
	{ 0x4e55, 0x4e55, "Jasper Lake" },
	{ 0x4e57, 0x4e57, "Jasper Lake" },
	{ 0x4e61, 0x4e61, "Jasper Lake" },
	{ 0x4e71, 0x4e71, "Jasper Lake" },
	{ 0x5690, 0x5697, "Arc A" },
	{ 0x56a0, 0x56a6, "Arc A" },
	{ 0x56b0, 0x56b3, "Arc A" },
	{ 0x56c0, 0x56c1, "Arc A" },
	{ 0x5902, 0x5902, "Kaby Lake" },
	{ 0x5906, 0x5906, "Kaby Lake" },
	{ 0x5908, 0x5908, "Kaby Lake" },
	{ 0x590a, 0x590b, "Kaby Lake" },
	{ 0x590e, 0x590e, "Kaby Lake" },
	{ 0x5912, 0x5913, "Kaby Lake" },
	{ 0x5915, 0x5917, "Kaby Lake" },
	{ 0x591a, 0x591e, "Kaby Lake" },
	{ 0x5921, 0x5921, "Kaby Lake" },
	{ 0x5923, 0x5923, "Kaby Lake" },
	{ 0x5926, 0x5927, "Kaby Lake" },
	{ 0x593b, 0x593b, "Kaby Lake" },
	{ 0x5a84, 0x5a85, "Apollo Lake" },
	{ 0x7d40, 0x7d40, "Meteor Lake" },
	{ 0x7d41, 0x7d41, "Arrow Lake" },
	{ 0x7d45, 0x7d45, "Meteor Lake" },
	{ 0x7d51, 0x7d51, "Arrow Lake" },
	{ 0x7d55, 0x7d55, "Meteor Lake" },
	{ 0x7d60, 0x7d60, "Meteor Lake" },
	{ 0x7d67, 0x7d67, "Arrow Lake" },
	{ 0x7dd1, 0x7dd1, "Arrow Lake" },
	{ 0x7dd5, 0x7dd5, "Meteor Lake" },
	{ 0x87c0, 0x87c0, "Kaby Lake" },
	{ 0x87ca, 0x87ca, "Amber Lake" },
	{ 0x8a50, 0x8a54, "Ice Lake" },
	{ 0x8a56, 0x8a5d, "Ice Lake" },
	{ 0x8a70, 0x8a71, "Ice Lake" },
	{ 0x9a40, 0x9a40, "Tiger Lake" },
	{ 0x9a49, 0x9a49, "Tiger Lake" },
	{ 0x9a59, 0x9a59, "Tiger Lake" },
	{ 0x9a60, 0x9a60, "Tiger Lake" },
	{ 0x9a68, 0x9a68, "Tiger Lake" },
	{ 0x9a70, 0x9a70, "Tiger Lake" },
	{ 0x9a78, 0x9a78, "Tiger Lake" },
	{ 0x9ac0, 0x9ac0, "Tiger Lake" },
	{ 0x9ac9, 0x9ac9, "Tiger Lake" },
	{ 0x9ad9, 0x9ad9, "Tiger Lake" },
	{ 0x9af8, 0x9af8, "Tiger Lake" },
	{ 0x9b21, 0x9b21, "Comet Lake" },
	{ 0x9b41, 0x9b41, "Comet Lake" },
	{ 0x9ba2, 0x9ba2, "Comet Lake" },
	{ 0x9ba4, 0x9ba5, "Comet Lake" },
	{ 0x9ba8, 0x9ba8, "Comet Lake" },
	{ 0x9baa, 0x9baa, "Comet Lake" },
	{ 0x9bac, 0x9bac, "Comet Lake" },
	{ 0x9bc2, 0x9bc2, "Comet Lake" },
	{ 0x9bc4, 0x9bc6, "Comet Lake" },
	{ 0x9bc8, 0x9bc8, "Comet Lake" },
	{ 0x9bca, 0x9bca, "Comet Lake" },
	{ 0x9bcc, 0x9bcc, "Comet Lake" },
	{ 0x9be6, 0x9be6, "Comet Lake" },
	{ 0x9bf6, 0x9bf6, "Comet Lake" },
	{ 0xa720, 0xa721, "Raptor Lake-P" },
	{ 0xa780, 0xa783, "Raptor Lake-S" },
	{ 0xa788, 0xa78b, "Raptor Lake-S" },
	{ 0xa7a0, 0xa7a1, "Raptor Lake-P" },
	{ 0xa7a8, 0xa7ad, "Raptor Lake-P" },
};

/* The first eight bytes of the SHA-256 of drivers that were run in a guest and asked. */
static const struct {
	uint8_t sha256[8];
	const char *version;
} versions[] = {
	{ { 0x63, 0x61, 0x68, 0xd4, 0x00, 0x23, 0x76, 0x00 }, "5.0.1025" },
	{ { 0x37, 0xef, 0xc7, 0x35, 0x0a, 0xa6, 0xf5, 0x5c }, "7.1.1007" },
	{ { 0xca, 0x7b, 0xd9, 0xff, 0xbd, 0x23, 0xbd, 0x8b }, "7.2.1011" },
	{ { 0xbd, 0x65, 0x07, 0x5d, 0x0b, 0xae, 0xaa, 0xc7 }, "7.2.1011" },
	{ { 0x63, 0xf0, 0xa9, 0x4f, 0xbd, 0x7c, 0x2a, 0xaf }, "8.0.1038" },
	{ { 0x42, 0xff, 0xdf, 0xc2, 0xf7, 0x32, 0x88, 0x0e }, "9.0.1080" },
	{ { 0xeb, 0xfe, 0x65, 0x5e, 0xdf, 0xde, 0x77, 0xfb }, "9.0.1084" },
	{ { 0xe7, 0x16, 0x69, 0x7b, 0x03, 0x36, 0x78, 0xe8 }, "9.0.1109" },
	{ { 0xd7, 0x5c, 0xc4, 0x87, 0xad, 0xdf, 0x79, 0x18 }, "10.0.1036" },
	{ { 0x3c, 0x27, 0xba, 0xd7, 0x67, 0xe1, 0xfc, 0x84 }, "13.0.1017" },
	{ { 0x1a, 0xde, 0x60, 0x0b, 0x96, 0xd1, 0xd9, 0xee }, "17.0.1060" },
	{ { 0xf0, 0xfe, 0xae, 0x1a, 0x93, 0x22, 0x4b, 0x43 }, "17.0.1068" },
	{ { 0x6a, 0xbe, 0x14, 0xa3, 0x00, 0x7e, 0xa6, 0x93 }, "17.0.1071" },
	{ { 0xf5, 0xce, 0x1f, 0x72, 0xfa, 0x85, 0x0d, 0xe1 }, "17.0.1075" },
	{ { 0xed, 0x99, 0xb1, 0x06, 0xf3, 0x4e, 0x58, 0x75 }, "17.0.1077" },
	{ { 0x05, 0xa1, 0xd9, 0x53, 0x47, 0xf2, 0x9d, 0xfb }, "17.0.1087" },
	{ { 0x99, 0xc0, 0x8c, 0x55, 0x89, 0xd1, 0x5f, 0xb0 }, "18.0.1031" },
	{ { 0x21, 0x8a, 0x01, 0x25, 0x80, 0x76, 0xba, 0x06 }, "18.0.1034" },
	{ { 0xfd, 0xe0, 0xcd, 0x07, 0xae, 0x1a, 0xf0, 0x9b }, "18.0.1037" },
	{ { 0xe6, 0xe8, 0x4b, 0xe5, 0xe1, 0xfd, 0x9b, 0x13 }, "21.0.1048" },
	{ { 0x91, 0x9a, 0x2f, 0x3d, 0x8b, 0x7f, 0x90, 0x18 }, "21.0.1054" },
	{ { 0x08, 0xa0, 0x46, 0x13, 0xe2, 0xb7, 0x5a, 0x39 }, "21.0.1056" },
	{ { 0x78, 0x33, 0x6d, 0x91, 0x27, 0xae, 0x45, 0x69 }, "21.0.1063" },
	{ { 0x87, 0x9a, 0xa6, 0xa1, 0xcf, 0x0f, 0xb8, 0x6f }, "21.0.1065" },
	{ { 0x8e, 0xd7, 0x38, 0x4b, 0xaa, 0x07, 0x77, 0x25 }, "21.0.1066" },
	{ { 0x34, 0x7b, 0x9a, 0xf1, 0x5e, 0x21, 0x7d, 0x73 }, "22.0.1041" },
	{ { 0x95, 0xb1, 0xf7, 0x79, 0x6f, 0x27, 0x2c, 0x0f }, "22.1.1035" },
};

const char *efi_gop_platform(uint16_t device)
{
	size_t low = 0, high = ARRAY_SIZE(platforms);

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (device > platforms[mid].last)
			low = mid + 1;
		else
			high = mid;
	}
	if (low == ARRAY_SIZE(platforms) || device < platforms[low].first)
		return NULL;
	return platforms[low].platform;
}

const char *efi_gop_version(const uint8_t sha256[32])
{
	for (size_t i = 0; i < ARRAY_SIZE(versions); i++)
		if (memcmp(versions[i].sha256, sha256, sizeof(versions[i].sha256)) == 0)
			return versions[i].version;
	return NULL;
}

static bool holds(struct bytes b, const struct efi_guid *g)
{
	return memmem(b.data, b.size, g->b, sizeof(g->b)) != NULL;
}

static bool is_digit(struct bytes b, size_t off)
{
	uint16_t c;

	return bytes_u16(b, off, &c) && c >= '0' && c <= '9';
}

/* Four digits and a 0, with no digit in front. */
static bool is_build(struct bytes b, size_t off)
{
	uint16_t end;

	for (size_t i = 0; i < 4; i++)
		if (!is_digit(b, off + 2 * i))
			return false;
	return bytes_u16(b, off + 8, &end) && end == 0 && (off < 2 || !is_digit(b, off - 2));
}

static void find_build(struct bytes b, size_t at, struct efi_gop *gop)
{
	size_t start = at + sizeof(name);

	for (size_t off = start; off < start + BUILD_BEHIND; off += 2) {
		if (!is_build(b, off))
			continue;
		for (size_t i = 0; i < 4; i++)
			gop->build[i] = (char)b.data[off + 2 * i];
		return;
	}
}

static bool known_id(struct bytes b, size_t off)
{
	uint16_t id;

	return bytes_u16(b, off, &id) && efi_gop_platform(id);
}

static void add_id(struct efi_gop *gop, uint16_t id)
{
	for (size_t i = 0; i < gop->n_ids; i++)
		if (gop->ids[i] == id)
			return;
	if (gop->n_ids < EFI_GOP_IDS)
		gop->ids[gop->n_ids++] = id;
}

/* A run of ids: where it is, and how many. */
struct run {
	size_t first, last, n;
};

static void end_run(struct run *best, struct run *run)
{
	if (run->n > best->n)
		*best = *run;
	run->n = 0;
}

/* The longest run with small gaps; in it an id without another for a neighbour is none. */
static struct run find_run(struct bytes b, size_t at)
{
	size_t off = at > IDS_AROUND ? at - IDS_AROUND : at % 2, gap = 0;
	struct run run = { 0 }, best = { 0 };

	for (; off < at + IDS_AROUND; off += 2) {
		bool pair = known_id(b, off) &&
			    (known_id(b, off + 2) || (off >= 2 && known_id(b, off - 2)));

		if (pair) {
			if (run.n++ == 0)
				run.first = off;
			run.last = off;
			gap = 0;
		} else if (++gap > IDS_GAP) {
			end_run(&best, &run);
		}
	}
	end_run(&best, &run);
	return best;
}

static bool has_platform(const struct efi_gop *gop, const char *platform)
{
	for (size_t i = 0; i < gop->n_ids; i++)
		if (strcmp(efi_gop_platform(gop->ids[i]), platform) == 0)
			return true;
	return false;
}

/*
 * The table of ids has other words in it, and an id by chance is anywhere. So first those
 * that are neighbours, then the lone ones among them that are of the same platforms.
 */
static void find_ids(struct bytes b, size_t at, struct efi_gop *gop)
{
	struct run run = find_run(b, at);
	uint16_t id;

	for (int lone = 0; lone < 2 && run.n > 0; lone++) {
		for (size_t off = run.first; off <= run.last; off += 2) {
			bool pair = known_id(b, off + 2) || (off >= 2 && known_id(b, off - 2));

			if (!known_id(b, off))
				continue;
			(void)bytes_u16(b, off, &id);
			if (lone ? has_platform(gop, efi_gop_platform(id)) : pair)
				add_id(gop, id);
		}
	}
}

bool efi_gop_is(struct bytes b, struct efi_gop *ret)
{
	struct efi_gop gop = { 0 };
	const uint8_t *at;

	if (efi_pe_parse(b, &gop.pe) < 0 || gop.pe.te || gop.pe.cut || gop.pe.size > SIZE_MOST)
		return false;
	if (gop.pe.subsystem != EFI_SUBSYSTEM_BOOT_DRIVER &&
		gop.pe.subsystem != EFI_SUBSYSTEM_RUNTIME_DRIVER)
		return false;
	b = bytes_slice(b, 0, gop.pe.size);
	if (!holds(b, &graphics_output) || !holds(b, &driver_binding) || !holds(b, &pci_io))
		return false;
	at = memmem(b.data, b.size, name, sizeof(name));
	if (at && (gop.pe.machine == EFI_MACHINE_X64 || gop.pe.machine == EFI_MACHINE_IA32)) {
		gop.intel = true;
		find_build(b, (size_t)(at - b.data), &gop);
		find_ids(b, (size_t)(at - b.data), &gop);
	}
	/* iPXE's drivers use a display, and so name all of them, but bring a network. */
	if (!gop.intel && holds(b, &simple_network))
		return false;
	*ret = gop;
	return true;
}

/* Bytes that are searched, and how many programs in them may still be looked at. */
struct search {
	struct bytes b;
	unsigned tries;
};

/* The start of a program that reaches over the name at this place. */
static bool search_back(
	struct search *s, size_t low, size_t at, size_t *ret_off, struct efi_gop *ret)
{
	struct bytes b = s->b;
	const uint8_t *mz;
	struct efi_gop gop;

	while (at > low && s->tries > 0 && (mz = memrchr(b.data + low, 'M', at - low))) {
		size_t off = (size_t)(mz - b.data);
		struct bytes rest = bytes_slice(b, off, b.size - off);

		at = off;
		if (efi_pe_parse(rest, &gop.pe) < 0)
			continue;
		s->tries--;
		if (!efi_gop_is(rest, &gop) || !gop.intel)
			continue;
		*ret_off = off;
		*ret = gop;
		return true;
	}
	return false;
}

bool efi_gop_search(struct bytes b, size_t *off, struct efi_gop *ret)
{
	struct search s = { .b = b, .tries = TRIES };
	size_t low = *off, from = *off;

	while (from < b.size && s.tries > 0) {
		const uint8_t *hit = memmem(b.data + from, b.size - from, name, sizeof(name));
		size_t at;

		if (!hit)
			return false;
		at = (size_t)(hit - b.data);
		/* No driver is larger than a megabyte in front of its name. */
		if (at > low && at - low > 1U << 20)
			low = at - (1U << 20);
		if (search_back(&s, low, at, off, ret))
			return true;
		from = low = at + 1;
	}
	return false;
}

/* Behind "$VBT": sixteen bytes, with blanks around. */
static void read_platform(struct bytes b, char platform[17])
{
	size_t n = 0;

	for (size_t i = 4; i < 20 && b.data[i]; i++) {
		uint8_t c = b.data[i];

		if (n > 0 || c != ' ')
			platform[n++] = c >= 0x20 && c < 0x7f ? (char)c : '?';
	}
	while (n > 0 && platform[n - 1] == ' ')
		platform[--n] = '\0';
}

bool efi_vbt_is(struct bytes b, struct efi_vbt *ret)
{
	struct efi_vbt v = { 0 };
	uint32_t block;
	uint8_t sum = 0;
	struct bytes whole;

	if (b.size < 0x30 || memcmp(b.data, "$VBT", 4) != 0)
		return false;
	read_platform(b, v.platform);
	(void)bytes_u16(b, 0x18, &v.size);
	(void)bytes_u32(b, 0x1c, &block);
	whole = bytes_slice(b, 0, v.size);
	for (size_t i = 0; i < whole.size; i++)
		sum = (uint8_t)(sum + whole.data[i]);
	v.checksum_ok = whole.size > 0 && sum == 0;
	if (bytes_has(b, block, 18) && memcmp(b.data + block, "BIOS_DATA_BLOCK ", 16) == 0)
		(void)bytes_u16(b, (size_t)block + 16, &v.version);
	*ret = v;
	return true;
}
