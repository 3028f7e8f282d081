/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does a kernel configuration say what is on, and how? More hostile texts are in
 * fuzz/fuzz-kconfig.c.
 */
#include "formats/kconfig.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "lib/tests.h"

static const char text[] = "#\n# Linux/x86 6.12.0 Kernel Configuration\n#\n"
			   "CONFIG_PCI_IOV=y\n"
			   "CONFIG_VFIO_PCI=m\n"
			   "# CONFIG_XEN is not set\n"
			   "CONFIG_HZ=1000\n"
			   "CONFIG_PHYSICAL_START=0x1000000\r\n"
			   "CONFIG_TIMEOUT=-1\n"
			   "CONFIG_LSM=\"lockdown,\\\"yama\\\\\"\n"
			   "CONFIG_PCI_IOV_MORE=m\n";

static enum kconfig_kind ask(const char *config, const char *name, struct kconfig_query *q)
{
	*q = (struct kconfig_query) { .name = name };
	assert_true(kconfig_lookup(config, strlen(config), q, 1));
	return q->kind;
}

static void test_kinds(void **state)
{
	struct kconfig_query q;

	(void)state;
	assert_int_equal(ask(text, "PCI_IOV", &q), KCONFIG_YES);
	assert_true(kconfig_is_on(&q));
	assert_int_equal(ask(text, "VFIO_PCI", &q), KCONFIG_MODULE);
	assert_true(kconfig_is_on(&q));
	assert_int_equal(ask(text, "XEN", &q), KCONFIG_NO);
	assert_null(q.value);
	assert_int_equal(ask(text, "HZ", &q), KCONFIG_NUMBER);
	assert_int_equal(ask(text, "LSM", &q), KCONFIG_STRING);
	assert_int_equal(ask(text, "PCI", &q), KCONFIG_ABSENT);
	assert_int_equal(ask(text, "PCI_IOV_MOR", &q), KCONFIG_ABSENT);
	assert_int_equal(ask(text, "", &q), KCONFIG_ABSENT);
	assert_false(kconfig_is_on(&q));
	assert_int_equal(ask("CONFIG_A=n\n", "A", &q), KCONFIG_NO);
}

static void test_many(void **state)
{
	struct kconfig_query q[] = {
		{ .name = "XEN" },
		{ .name = "HZ" },
		{ .name = "PCI_IOV" },
		{ .name = "HZ" },
		{ .name = "ZZZ" },
	};

	(void)state;
	qsort(q, ARRAY_SIZE(q), sizeof(q[0]), kconfig_compare);
	assert_true(kconfig_lookup(text, strlen(text), q, ARRAY_SIZE(q)));
	assert_int_equal(q[0].kind, KCONFIG_NUMBER);
	assert_int_equal(q[1].kind, KCONFIG_NUMBER);
	assert_int_equal(q[2].kind, KCONFIG_YES);
	assert_int_equal(q[3].kind, KCONFIG_NO);
	assert_int_equal(q[4].kind, KCONFIG_ABSENT);
	assert_true(kconfig_lookup(text, strlen(text), NULL, 0));
}

static void test_values(void **state)
{
	struct kconfig_query q;
	int64_t v;

	(void)state;
	(void)ask(text, "LSM", &q);
	{
		_cleanup_free_ char *s = kconfig_string(&q);

		assert_string_equal(s, "lockdown,\"yama\\");
	}
	assert_int_equal(kconfig_number(&q, &v), -EINVAL);
	(void)ask(text, "PHYSICAL_START", &q);
	assert_null(kconfig_string(&q));
	assert_int_equal(kconfig_number(&q, &v), 0);
	assert_true(v == 0x1000000);
	(void)ask(text, "TIMEOUT", &q);
	assert_int_equal(kconfig_number(&q, &v), 0);
	assert_true(v == -1);
	(void)ask("CONFIG_A=0xffffffffffffffff\n", "A", &q);
	assert_int_equal(kconfig_number(&q, &v), -ERANGE);
	(void)ask("CONFIG_A=000000000000000000000000000001\n", "A", &q);
	assert_int_equal(kconfig_number(&q, &v), -ERANGE);
}

static void test_broken(void **state)
{
	static const char *const values[] = { "", "yes", "Y", "\"x", "\"x\\\"", "\"x\"y", "0x", "-",
		"1x", "--1", "\"", " y" };
	struct kconfig_query q;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(values); i++) {
		char line[64];

		(void)snprintf(line, sizeof(line), "CONFIG_A=%s\n", values[i]);
		assert_int_equal(ask(line, "A", &q), KCONFIG_BROKEN);
	}
	assert_int_equal(ask("CONFIG_A\n", "A", &q), KCONFIG_ABSENT);
	assert_int_equal(ask(" CONFIG_A=y\n", "A", &q), KCONFIG_ABSENT);
	assert_int_equal(ask("# CONFIG_A=y\n", "A", &q), KCONFIG_ABSENT);
	assert_int_equal(ask("# CONFIG_A is not set.\n", "A", &q), KCONFIG_ABSENT);
	assert_int_equal(ask("# CONFIG_A is not\n", "A", &q), KCONFIG_ABSENT);
}

static void test_last_counts(void **state)
{
	struct kconfig_query q;

	(void)state;
	assert_int_equal(ask("CONFIG_A=y\n# CONFIG_A is not set\n", "A", &q), KCONFIG_NO);
	assert_null(q.value);
	assert_int_equal(ask("# CONFIG_A is not set\nCONFIG_A=m\n", "A", &q), KCONFIG_MODULE);
}

/* Half a line is no line, and is said. */
static void test_cut(void **state)
{
	static const char cut[] = "CONFIG_A=y\nCONFIG_HZ=10";
	struct kconfig_query q[] = { { .name = "A" }, { .name = "HZ", .kind = KCONFIG_YES } };

	(void)state;
	assert_false(kconfig_lookup(cut, strlen(cut), q, 2));
	assert_int_equal(q[0].kind, KCONFIG_YES);
	assert_int_equal(q[1].kind, KCONFIG_ABSENT);
	assert_false(kconfig_lookup("", 0, q, 2));
	assert_int_equal(q[0].kind, KCONFIG_ABSENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_broken),
		cmocka_unit_test(test_last_counts),
		cmocka_unit_test(test_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
