/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The fuzzers' seeds, for tests that want a whole file of a format.
 */
#include "lib/seed.h"

#include <stdlib.h>

#include "base/mem.h"
#include "base/root-user.h"
#include "base/str.h"
#include "lib/tests.h"

struct root_file seed_read(const char *format, const char *name)
{
	const char *corpus = getenv("VIRTFN_CORPUS");
	_cleanup_free_ char *path = NULL;
	struct root_file f = { 0 };
	struct err err = { 0 };

	if (!corpus)
		fail_msg("VIRTFN_CORPUS is not set: run this with meson test");
	path = str_printf("%s/%s/%s", corpus, format, name);
	assert_non_null(path);
	assert_ok(root_user_read(path, 1 << 20, &f, &err), err);
	return f;
}
