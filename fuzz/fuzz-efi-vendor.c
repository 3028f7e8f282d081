/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any bytes as a vendor's container: what is in it lies inside, and reading it ends.
 */
#include "fuzz.h"

#include <errno.h>

#include "formats/efi-vendor.h"

#define JOINED_MAX 65536

static void check_inside(struct bytes outer, struct bytes b)
{
	FUZZ_CHECK(b.size == 0 ||
		   (b.data >= outer.data && b.size <= outer.size - (size_t)(b.data - outer.data)));
}

static void check_pfat(struct bytes b)
{
	struct bytes joined;
	size_t end = 0;
	int r = efi_pfat_join(b, JOINED_MAX, &joined, &end);

	FUZZ_CHECK(r == 0 || r == -EINVAL || r == -EFBIG);
	if (r < 0)
		return;
	FUZZ_CHECK(joined.size <= JOINED_MAX && joined.size < end && end <= b.size);
	free((void *)(uintptr_t)joined.data);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes b = bytes_of(data, size), entry;
	struct efi_pfs_part part;
	size_t off = 0, before = 0;
	bool broken = false;

	check_pfat(b);
	while (efi_pfs_next(b, &off, &part)) {
		FUZZ_CHECK(off > before && off <= size);
		check_inside(b, part.stream);
		before = off;
	}
	for (off = before = 0; efi_pfs_entry(b, &off, &entry, &broken); before = off) {
		FUZZ_CHECK(off > before && off <= size && !broken);
		check_inside(b, entry);
	}
	return 0;
}
