/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ACPI tables for tests, byte by byte.
 */
#include "lib/acpi-image.h"

#include <string.h>

#include "lib/tests.h"

void acpi_image_put(struct acpi_image *t, uint64_t v, size_t len)
{
	assert_true(t->size + len <= sizeof(t->b));
	for (size_t i = 0; i < len; i++)
		t->b[t->size++] = (uint8_t)(i < 8 ? v >> (8 * i) : 0);
}

void acpi_image_text(struct acpi_image *t, const char *text, size_t len)
{
	assert_true(t->size + len <= sizeof(t->b));
	memcpy(t->b + t->size, text, len);
	t->size += len;
}

void acpi_image_seal(struct acpi_image *t)
{
	uint8_t sum = 0;

	t->b[4] = (uint8_t)t->size;
	t->b[5] = (uint8_t)(t->size >> 8);
	t->b[9] = 0;
	for (size_t i = 0; i < t->size; i++)
		sum = (uint8_t)(sum + t->b[i]);
	t->b[9] = (uint8_t)-sum;
}
