/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any bytes as what a boot loader reads. The first byte says of which kind they are.
 */
#include "fuzz.h"

#include <string.h>

#include "formats/kernel-lines.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct kernel_lines lines = { 0 };
	struct err err = { 0 };
	size_t text = 0;
	int r;

	if (size == 0)
		return 0;
	r = kernel_lines_find((enum kernel_lines_kind)(data[0] % (KERNEL_LINES_REFIND + 1)),
		bytes_of(data + 1, size - 1), &lines, &err);
	FUZZ_CHECK(r == 0 || (err.code == -r && err.text[0] && lines.n == 0));
	for (size_t i = 0; i < lines.n; i++) {
		FUZZ_CHECK(lines.v[i].text && lines.v[i].title);
		text += strlen(lines.v[i].text);
	}
	FUZZ_CHECK(text <= 2 * size);
	kernel_lines_done(&lines);
	return 0;
}
