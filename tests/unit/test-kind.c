/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which function is of which kind?
 */
#include "kinds/kind.h"

#include "base/mem.h"
#include "base/str.h"
#include "lib/tests.h"

static void test_kinds(void **state)
{
	static const struct {
		struct pci_dev d;
		const char *id;
	} rows[] = {
		{ { .class = 0x030000, .vendor = 0x8086, .addr.slot = 2 }, "igpu" },
		{ { .class = 0x038000, .vendor = 0x8086, .addr = { 0, 0, 2, 1 } }, "igpu" },
		{ { .class = 0x030000, .vendor = 0x8086, .addr = { 0, 3, 0, 0 } }, "dgpu" },
		{ { .class = 0x030000, .vendor = 0x8086, .addr = { 0x10000, 0, 2, 0 } }, "dgpu" },
		{ { .class = 0x030000, .vendor = 0x1002, .addr.slot = 2 }, "dgpu" },
		{ { .class = 0x030200, .vendor = 0x10de }, "dgpu" },
		{ { .class = 0x020000 }, "nic" },
		{ { .class = 0x028000 }, "nic" },
		{ { .class = 0x010802 }, "nvme" },
		{ { .class = 0x010601 }, "other" },
		{ { .class = 0x060400 }, "other" },
		{ { .class = 0 }, "other" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		assert_string_equal(kind_of(&rows[i].d)->id, rows[i].id);
}

/* The last row matches everything, so a kind is never missing; ids are unique. */
static void test_table(void **state)
{
	const struct pci_dev any = { .class = 0xffffff };
	size_t n = 0;

	(void)state;
	for (; kinds[n]; n++) {
		assert_non_null(kinds[n]->title);
		for (size_t i = 0; i < n; i++)
			assert_false(str_eq(kinds[i]->id, kinds[n]->id));
	}
	assert_true(n > 0);
	assert_true(kinds[n - 1]->matches(&any));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
