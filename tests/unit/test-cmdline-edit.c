/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Does an ask change a command line only where it says something? Lists are merged. */
#include "boot/boot.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "lib/tests.h"

static void assert_edit(const char *text, const char *add, const char *drop, const char *wanted)
{
	const char *const adds[] = { add, NULL }, *const drops[] = { drop, NULL };
	struct boot_ask ask = { .add = adds, .drop = drops };
	struct err err = { 0 };
	char *got = NULL;
	int r = boot_edit_cmdline(text, &ask, &got, &err);

	assert_int_equal(r, strcmp(text, wanted) != 0);
	assert_string_equal(got, wanted);
	free(got);
}

static void test_adds_and_drops(void **state)
{
	(void)state;
	assert_edit("ro quiet", "intel_iommu=on", NULL, "ro quiet intel_iommu=on");
	assert_edit("ro intel_iommu=on", "intel_iommu=on", NULL, "ro intel_iommu=on");
	assert_edit("ro intel-iommu=off x", "intel_iommu=on", NULL, "ro intel-iommu=on x");
	assert_edit("ro iommu=pt", NULL, "iommu=pt", "ro");
	assert_edit("iommu=pt", "a=1", "iommu=pt", "a=1");
}

static void test_lists_are_merged(void **state)
{
	(void)state;
	assert_edit("pci=noaer ro", "pci=realloc", NULL, "pci=noaer,realloc ro");
	assert_edit("pci=noaer,realloc ro", NULL, "pci=realloc", "pci=noaer ro");
	assert_edit("vfio_pci.ids=1:2", "vfio-pci.ids=3:4", NULL, "vfio_pci.ids=1:2,3:4");
	assert_edit("console=tty0", "console=ttyS0", NULL, "console=tty0 console=ttyS0");
}

/* Lines of an entry, with '|' between them. */
static void assert_parts(const char *text, const char *add, const char *drop, const char *wanted)
{
	const char *const adds[] = { add, NULL }, *const drops[] = { drop, NULL };
	struct boot_ask ask = { .add = adds, .drop = drops };
	char *parts[8] = { NULL };
	struct str_buf b = { 0 };
	_cleanup_free_ char *got = NULL;
	struct err err = { 0 };
	size_t n = 0;

	for (const char *p = text; n < 8; p += strcspn(p, "|") + 1) {
		parts[n++] = str_from_bytes(p, strcspn(p, "|"));
		if (!p[strcspn(p, "|")])
			break;
	}
	assert_int_equal(boot_edit_parts(parts, &ask, &err), strcmp(text, wanted) != 0);
	for (size_t i = 0; i < n; i++) {
		str_buf_printf(&b, "%s%s", i > 0 ? "|" : "", parts[i]);
		free(parts[i]);
	}
	got = str_buf_take(&b);
	assert_string_equal(got, wanted);
}

static void test_parts(void **state)
{
	const struct boot_ask nothing = { 0 };
	char *open[] = { (char *)"a=\"b", (char *)"c\"", NULL };
	char *none[] = { NULL };
	struct err err = { 0 };

	(void)state;
	assert_parts("a|b", "c", NULL, "a|b c");
	assert_parts("a c|b", "c", NULL, "a c|b");
	assert_parts("a c|b c", NULL, "c", "a|b");
	assert_parts("iommu=pt a|b", "iommu=off", NULL, "iommu=off a|b");
	assert_parts("iommu=pt a|b iommu=soft|d", "iommu=off", NULL, "iommu=pt a|b iommu=off|d");
	assert_parts("pci=noaer|b", "pci=realloc", NULL, "pci=noaer,realloc|b");
	assert_parts("pci=noaer,realloc|b", NULL, "pci=realloc", "pci=noaer|b");
	assert_parts("a -- x|c", "c", NULL, "a c -- x|c");
	assert_parts("", "c", NULL, "c");
	assert_parts("a|c", NULL, "c", "a|");
	assert_int_equal(boot_edit_parts(none, &nothing, &err), 0);
	assert_int_equal(boot_edit_parts(open, &nothing, &err), -EINVAL);
}

static void test_refuses(void **state)
{
	static const char *const bad[] = { "", "a b", "a=\"b", " ", "=x" };
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(bad); i++) {
		const char *const adds[] = { bad[i], NULL };
		struct boot_ask ask = { .add = adds };
		struct err err = { 0 };
		char *got = NULL;

		assert_int_equal(boot_edit_cmdline("ro", &ask, &got, &err), -EINVAL);
		assert_null(got);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_adds_and_drops),
		cmocka_unit_test(test_lists_are_merged),
		cmocka_unit_test(test_parts),
		cmocka_unit_test(test_refuses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
