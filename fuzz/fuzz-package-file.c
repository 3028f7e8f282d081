/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any bytes as the file of a package: it is refused in words, or says which package it is; and
 * the same bytes say the same again.
 */
#include "fuzz.h"

#include <errno.h>
#include <string.h>

#include "actions/package-file.h"
#include "base/mem.h"
#include "base/str.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_(package_file_done) struct package_file p = { 0 }, again = { 0 };
	struct err err = { 0 };
	int r = package_file_read(bytes_of(data, size), &p, &err);

	if (r < 0) {
		FUZZ_CHECK(r == -EINVAL || r == -ENOTSUP || r == -ENOMEM);
		FUZZ_CHECK(err.text[0] && p.kind == PACKAGE_KIND_NONE && !p.build_exclusive);
		return 0;
	}
	FUZZ_CHECK(p.kind != PACKAGE_KIND_NONE && p.meta.name[0] && p.meta.version[0]);
	FUZZ_CHECK(package_file_read(bytes_of(data, size), &again, &err) == 0);
	FUZZ_CHECK(again.kind == p.kind && str_eq(again.meta.name, p.meta.name) &&
		   str_eq(again.build_exclusive, p.build_exclusive));
	return 0;
}
