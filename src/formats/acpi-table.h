/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FORMATS_ACPI_TABLE_H
#define FORMATS_ACPI_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"

/* The 36 bytes that most ACPI tables start with (ACPI 6.5, 5.2.6). */
#define ACPI_TABLE_HEADER 36

struct acpi_table {
	uint32_t length; /* in bytes, by its own word */
	uint8_t revision;
	char oem_id[7], oem_table_id[9]; /* the bytes as they are, and a 0 */
	uint32_t oem_revision;
	bool cut;         /* fewer bytes came than length */
	bool checksum_ok; /* false too when cut; Linux warns of it and takes the table anyway */
};

/*
 * Reads the header of a table with this signature, whose fixed part has min bytes
 * (ACPI_TABLE_HEADER or more), and shortens *b to what belongs to the table. -EINVAL
 * when it is another table, or its fixed part is not all there.
 */
int acpi_table_read(struct bytes *b, const char *signature, size_t min, struct acpi_table *ret,
	struct err *err);

/* What acpi_table_each() met. */
struct acpi_walk {
	bool cut;     /* the last part does not end, or says that it is shorter than its head */
	size_t n_bad; /* parts that could not be read */
};

/*
 * Calls read for each part of a table from off on: DMAR's structures, IVRS's blocks, which begin
 * with a type and, at byte 2, their length. -ENOMEM ends it; any other failure is counted.
 */
int acpi_table_each(struct bytes b, size_t off, int (*read)(void *arg, struct bytes part),
	void *arg, struct acpi_walk *ret);

#endif
