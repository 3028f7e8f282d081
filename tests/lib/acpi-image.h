/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TESTS_LIB_ACPI_IMAGE_H
#define TESTS_LIB_ACPI_IMAGE_H

#include <stddef.h>
#include <stdint.h>

/* An ACPI table under construction; start with zeroes. */
struct acpi_image {
	uint8_t b[512];
	size_t size;
};

/* Appends len bytes, little endian; those behind the eighth are zero. */
void acpi_image_put(struct acpi_image *t, uint64_t v, size_t len);
void acpi_image_text(struct acpi_image *t, const char *text, size_t len);

/* Length and checksum for what is there. */
void acpi_image_seal(struct acpi_image *t);

#endif
