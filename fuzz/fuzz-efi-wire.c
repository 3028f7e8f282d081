/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any bytes as the answer of a child that reads firmware: what is taken can be written, and
 * that is read as the same.
 */
#include "fuzz.h"

#include <string.h>

#include "formats/efi-scan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct efi_scan scan, again;
	struct str_buf first = { 0 }, second = { 0 };

	if (efi_scan_read(bytes_of(data, size), &scan) < 0)
		return 0;
	efi_scan_write(&scan, &first);
	FUZZ_CHECK(!first.failed && first.len == size);
	FUZZ_CHECK(efi_scan_read(bytes_of(first.text, first.len), &again) == 0);
	efi_scan_write(&again, &second);
	FUZZ_CHECK(second.len == first.len && memcmp(first.text, second.text, first.len) == 0);
	for (size_t i = 0; i < scan.n_items; i++)
		FUZZ_CHECK(scan.items[i].node.id == i + 1 && scan.items[i].node.parent <= i);
	efi_scan_done(&scan);
	efi_scan_done(&again);
	str_buf_done(&first);
	str_buf_done(&second);
	return 0;
}
