/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any bytes as a VFCT: each ROM lies inside, behind the one before, and less is never more.
 */
#include "fuzz.h"

#include <string.h>

#include "formats/acpi-vfct.h"

static void check(struct bytes b, const struct acpi_vfct *v)
{
	const uint8_t *end = b.data + 76;

	FUZZ_CHECK(b.size >= 76 && v->n_images <= ACPI_VFCT_IMAGES);
	for (size_t i = 0; i < v->n_images; i++) {
		struct bytes rom = v->images[i].rom;

		FUZZ_CHECK(rom.size > 0 && rom.data >= end + 28);
		end = rom.data + rom.size;
		FUZZ_CHECK(end <= b.data + b.size);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes b = bytes_of(data, size);
	struct acpi_vfct all, less;
	struct err err = { 0 };

	if (acpi_vfct_parse(b, &all, &err) < 0) {
		FUZZ_CHECK(err.code > 0);
		return 0;
	}
	check(b, &all);
	for (size_t cut = 0; cut < size; cut += size / 16 + 1) {
		struct bytes part = bytes_slice(b, 0, cut);

		if (acpi_vfct_parse(part, &less, &err) < 0)
			continue;
		check(part, &less);
		FUZZ_CHECK(less.n_images <= all.n_images);
	}
	return 0;
}
