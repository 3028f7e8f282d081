/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any bytes as a program: what is found lies in them, and behind the owner's name.
 */
#include "fuzz.h"

#include <string.h>

#include "base/mem.h"
#include "formats/elf-note.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_free_ char *text = elf_note_package(bytes_of(data, size));
	const uint8_t *owner;

	if (!text)
		return 0;
	FUZZ_CHECK(strlen(text) <= size);
	owner = memmem(data, size, "FDO", 4);
	FUZZ_CHECK(owner);
	FUZZ_CHECK(memmem(owner, size - (size_t)(owner - data), text, strlen(text)));
	return 0;
}
