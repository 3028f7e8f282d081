/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any bytes as EFI 1.1 and Tiano: nothing behind the unpacked bytes is written, and fewer
 * packed bytes never unpack to something else. Whatever is packed comes back.
 */
#include "fuzz.h"

#include <string.h>

#include "formats/tiano.h"

#define SIZE_MOST 65536
#define GUARD     16

static int unpack(struct bytes in, enum tiano_kind kind, size_t size, uint8_t *out)
{
	int r;

	memset(out, 0x5a, size + GUARD);
	r = tiano_unpack(in, kind, out, size);
	for (size_t i = 0; i < GUARD; i++)
		FUZZ_CHECK(out[size + i] == 0x5a);
	return r;
}

static void check(struct bytes in, enum tiano_kind kind, size_t size)
{
	uint8_t *out = malloc(size + GUARD), *again = malloc(size + GUARD);

	FUZZ_CHECK(out && again);
	if (unpack(in, kind, size, out) == 0) {
		FUZZ_CHECK(unpack(in, kind, size, again) == 0);
		FUZZ_CHECK(memcmp(out, again, size) == 0);
		/* The header says how many packed bytes there are: one less are not enough. */
		FUZZ_CHECK(in.size < 9 ||
			   tiano_unpack(bytes_slice(in, 0, 8), kind, again, size) < 0 ||
			   memcmp(in.data, "\0\0\0\0", 4) == 0);
		FUZZ_CHECK(size == 0 || tiano_unpack(in, kind, again, size - 1) < 0);
	}
	free(out);
	free(again);
}

static void check_pack(struct bytes plain, enum tiano_kind kind)
{
	uint8_t *packed, *out = malloc(plain.size + GUARD);
	size_t size, said;

	FUZZ_CHECK(out && tiano_pack(plain, kind, &packed, &size) == 0);
	FUZZ_CHECK(tiano_size(bytes_of(packed, size), &said) == 0 && said == plain.size);
	FUZZ_CHECK(unpack(bytes_of(packed, size), kind, said, out) == 0);
	FUZZ_CHECK(plain.size == 0 || memcmp(out, plain.data, plain.size) == 0);
	free(packed);
	free(out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes in = bytes_of(data, size);
	size_t unpacked;

	check_pack(in, TIANO_EFI);
	check_pack(in, TIANO_TIANO);
	if (tiano_size(in, &unpacked) < 0 || unpacked > SIZE_MOST)
		return 0;
	check(in, TIANO_EFI, unpacked);
	check(in, TIANO_TIANO, unpacked);
	return 0;
}
