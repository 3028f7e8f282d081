/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table of a battery in AML (ACPI 6.5, 20.2 the encoding, 10.2.2 what a battery says). Just
 * the terms that it needs; tables of the host are read by formats/acpi-dmar.c and its like.
 */
#include "guest/guest-battery.h"

#include <assert.h>
#include <string.h>

#include "base/mem.h"

#define HEADER       36
#define ZERO_OP      0x00
#define ONE_OP       0x01
#define NAME_OP      0x08
#define BYTE_PREFIX  0x0a
#define WORD_PREFIX  0x0b
#define DWORD_PREFIX 0x0c
#define STRING       0x0d
#define SCOPE_OP     0x10
#define PACKAGE_OP   0x12
#define METHOD_OP    0x14
#define RETURN_OP    0xa4
#define DUAL_NAME    0x2e

/* Packages are closed from within: the length in front of one is known once it is whole. */
struct aml {
	uint8_t *bytes;
	size_t n;
};

static void put(struct aml *a, const void *bytes, size_t n)
{
	assert(a->n + n <= GUEST_BATTERY_MOST);
	memcpy(a->bytes + a->n, bytes, n);
	a->n += n;
}

static void put_byte(struct aml *a, unsigned byte)
{
	const uint8_t b = (uint8_t)byte;

	put(a, &b, 1);
}

static void put_number(struct aml *a, unsigned n)
{
	if (n <= 1) {
		put_byte(a, n ? ONE_OP : ZERO_OP);
		return;
	}
	put_byte(a, n <= 0xff ? BYTE_PREFIX : WORD_PREFIX);
	put_byte(a, n & 0xff);
	if (n > 0xff)
		put_byte(a, n >> 8);
}

static void put_text(struct aml *a, const char *text)
{
	put_byte(a, STRING);
	put(a, text, strlen(text) + 1);
}

/* PkgLength: of itself and what follows; two bytes where one does not do (0x3f). */
static void close_package(struct aml *a, size_t start)
{
	size_t n = a->n - start, bytes = n + 1 <= 0x3f ? 1 : 2;

	assert(a->n + bytes <= GUEST_BATTERY_MOST && n + bytes < 1 << 12);
	memmove(a->bytes + start + bytes, a->bytes + start, n);
	a->n += bytes;
	n += bytes;
	a->bytes[start] = (uint8_t)(bytes == 1 ? n : (1 << 6 | (n & 0xf)));
	if (bytes == 2)
		a->bytes[start + 1] = (uint8_t)(n >> 4);
}

/* Method without arguments that returns what is put before its end; -> its start. */
static size_t open_method(struct aml *a, const char name[4])
{
	size_t start;

	put_byte(a, METHOD_OP);
	start = a->n;
	put(a, name, 4);
	put_byte(a, 0);
	put_byte(a, RETURN_OP);
	return start;
}

static size_t open_package(struct aml *a, unsigned elements)
{
	size_t start;

	put_byte(a, PACKAGE_OP);
	start = a->n;
	put_byte(a, elements);
	return start;
}

/* Battery information: mAh and mV, design and last full charge, warnings, and four names. */
static void put_information(struct aml *a)
{
	static const unsigned numbers[] = { 1, 6000, 6000, 1, 14800, 600, 300, 60, 60 };
	static const char *const texts[] = { "", "", "LION", "" };
	size_t method = open_method(a, "_BIF");
	size_t package = open_package(a, ARRAY_SIZE(numbers) + ARRAY_SIZE(texts));

	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++)
		put_number(a, numbers[i]);
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		put_text(a, texts[i]);
	close_package(a, package);
	close_package(a, method);
}

/* Neither charging nor discharging, no current, full, its voltage. */
static void put_state(struct aml *a)
{
	static const unsigned numbers[] = { 0, 0, 6000, 14800 };
	size_t method = open_method(a, "_BST");
	size_t package = open_package(a, ARRAY_SIZE(numbers));

	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++)
		put_number(a, numbers[i]);
	close_package(a, package);
	close_package(a, method);
}

static void put_device(struct aml *a)
{
	static const uint8_t open[] = { 0x5b, 0x82 };                         /* Device */
	static const uint8_t id[] = { DWORD_PREFIX, 0x41, 0xd0, 0x0c, 0x0a }; /* PNP0C0A */
	size_t start, status;

	put(a, open, sizeof(open));
	start = a->n;
	put(a, "BAT0", 4);
	put_byte(a, NAME_OP);
	put(a, "_HID", 4);
	put(a, id, sizeof(id));
	put_byte(a, NAME_OP);
	put(a, "_UID", 4);
	put_number(a, 0);
	status = open_method(a, "_STA");
	put_number(a, 0x1f);
	close_package(a, status);
	put_information(a);
	put_state(a);
	close_package(a, start);
}

static void finish(struct aml *a)
{
	uint8_t sum = 0;

	a->bytes[4] = (uint8_t)a->n;
	a->bytes[5] = (uint8_t)(a->n >> 8);
	for (size_t i = 0; i < a->n; i++)
		sum = (uint8_t)(sum + a->bytes[i]);
	a->bytes[9] = (uint8_t)-sum;
}

size_t guest_battery_table(uint8_t table[GUEST_BATTERY_MOST])
{
	/* Length and checksum come last; the version of the "compiler" is virtfn's. */
	static const uint8_t header[HEADER] = "SSDT\0\0\0\0\x01\0VIRTFNBATTERY\0\1\0\0\0VFN \1\0\0";
	static const uint8_t root[] = { '\\', DUAL_NAME, '_', 'S', 'B', '_', 'P', 'C', 'I', '0' };
	struct aml a = { .bytes = table };
	size_t scope;

	memset(table, 0, GUEST_BATTERY_MOST);
	put(&a, header, sizeof(header));
	put_byte(&a, SCOPE_OP);
	scope = a.n;
	put(&a, root, sizeof(root));
	put_device(&a);
	close_package(&a, scope);
	finish(&a);
	return a.n;
}
