/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any bytes as a program for firmware, as a display driver, and as its table: what is found
 * lies inside, and is found by the search too.
 */
#include "fuzz.h"

#include <string.h>

#include "formats/efi-gop.h"

static void check_gop(struct bytes b, const struct efi_gop *gop)
{
	struct efi_gop found;
	size_t off = 0;

	FUZZ_CHECK(!gop->pe.te && !gop->pe.cut && gop->pe.size <= b.size);
	FUZZ_CHECK(gop->n_ids <= EFI_GOP_IDS && (gop->intel || gop->n_ids == 0));
	FUZZ_CHECK(memchr(gop->build, 0, sizeof(gop->build)) != NULL);
	for (size_t i = 0; i < gop->n_ids; i++)
		FUZZ_CHECK(efi_gop_platform(gop->ids[i]) != NULL);
	/* It may find one that starts later and reaches over the same name. */
	FUZZ_CHECK(!gop->intel || efi_gop_search(b, &off, &found));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes b = bytes_of(data, size);
	struct efi_gop gop;
	struct efi_vbt vbt;
	struct efi_pe pe;
	size_t off = 0, last = 0;

	if (efi_pe_parse(b, &pe) == 0) {
		FUZZ_CHECK(pe.te ? pe.size == 0 : pe.cut == (pe.size > size));
		FUZZ_CHECK(efi_pe_parse(bytes_slice(b, 0, 1), &pe) < 0);
	}
	if (efi_gop_is(b, &gop))
		check_gop(b, &gop);
	while (efi_gop_search(b, &off, &gop)) {
		FUZZ_CHECK(off >= last && gop.intel && gop.pe.size <= size - off);
		FUZZ_CHECK(efi_gop_is(bytes_slice(b, off, size - off), &gop));
		last = ++off;
	}
	if (efi_vbt_is(b, &vbt))
		FUZZ_CHECK(memchr(vbt.platform, 0, sizeof(vbt.platform)) != NULL);
	return 0;
}
