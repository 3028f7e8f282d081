/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does pacman leave packages alone afterwards, and does the rest of its file keep its bytes?
 */
#include "distro/pacman-ignore.h"

#include <errno.h>

#include "base/mem.h"
#include "base/str.h"
#include "lib/tests.h"

static const char *const linux_names[] = { "linux", "linux-headers", NULL };

static const struct {
	const char *before;
	const char *after; /* NULL: stays */
} rows[] = {
	{ "[options]\nHoldPkg = pacman\n\n[core]\nX = 1\n",
		"[options]\nIgnorePkg = linux linux-headers\nHoldPkg = pacman\n\n[core]\nX = 1\n" },
	{ "# c\n [options]\n  IgnorePkg=foo linux\n#IgnorePkg = linux-headers\n",
		"# c\n [options]\n  IgnorePkg=foo linux\nIgnorePkg = linux-headers\n"
		"#IgnorePkg = linux-headers\n" },
	{ "[options]\nIgnorePkg = linux\nIgnorePkg = linux-headers x", NULL },
	{ "[options]\nIgnorePkg = linux*\n", NULL },
	{ "[options]\nIgnorePkg = linux-?eaders l\n",
		"[options]\nIgnorePkg = linux-?eaders l\nIgnorePkg = linux\n" },
	/* Only of [options], and only that key. */
	{ "[options]\nIgnorePkgs = linux\nIgnoreGroup = linux\n[core]\nIgnorePkg = linux "
	  "linux-headers\n",
		"[options]\nIgnorePkg = linux linux-headers\nIgnorePkgs = linux\nIgnoreGroup = "
		"linux\n[core]\nIgnorePkg = linux linux-headers\n" },
	{ "[options]\r\nX\r\n", "[options]\r\nIgnorePkg = linux linux-headers\r\nX\r\n" },
	{ "[options]", "[options]\nIgnorePkg = linux linux-headers" },
	{ "[core]\n[options]\n[options]\n",
		"[core]\n[options]\nIgnorePkg = linux linux-headers\n[options]\n" },
};

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *text = NULL, *again = NULL;
		struct err err = { 0 };
		int r = pacman_ignore(rows[i].before, linux_names, &text, &err);

		assert_int_equal(r, rows[i].after ? 1 : 0);
		if (!rows[i].after)
			continue;
		assert_string_equal(text, rows[i].after);
		assert_int_equal(pacman_ignore(text, linux_names, &again, &err), 0);
	}
}

static void test_refused(void **state)
{
	static const char *const none[] = { NULL };
	struct err err = { 0 };
	char *text = NULL;

	(void)state;
	assert_int_equal(pacman_ignore("", linux_names, &text, &err), -EOPNOTSUPP);
	assert_int_equal(pacman_ignore("[core]\nIgnorePkg = linux linux-headers\n", linux_names,
				 &text, &err),
		-EOPNOTSUPP);
	assert_int_equal(pacman_ignore("", none, &text, &err), 0);
	assert_null(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
