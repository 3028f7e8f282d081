/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does a package say which one it is, and is what says it wrongly refused?
 */
#include "formats/package-meta.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "formats/dkms-conf.h"
#include "lib/tests.h"

static const struct {
	const char *file;
	enum package_kind kind;
	const char *meta; /* name, version, architecture */
} names[] = {
	{ "i915-sriov-dkms_2026.05.06_amd64.deb", PACKAGE_KIND_DEB,
		"i915-sriov-dkms 2026.05.06 amd64" },
	{ "a_1:2~rc1+b-3_all.deb", PACKAGE_KIND_DEB, "a 1:2~rc1+b-3 all" },
	{ "i915-sriov-dkms-2026.05.06-1-any.pkg.tar.zst", PACKAGE_KIND_PACMAN,
		"i915-sriov-dkms 2026.05.06-1 any" },
	{ "a-1-1-x86_64.pkg.tar.xz", PACKAGE_KIND_PACMAN, "a 1-1 x86_64" },
	{ "a-1-any.pkg.tar.zst", PACKAGE_KIND_NONE, NULL },
	{ "a-any.pkg.tar.zst", PACKAGE_KIND_NONE, NULL },
	{ "any.pkg.tar.zst", PACKAGE_KIND_NONE, NULL },
	{ ".pkg.tar.zst", PACKAGE_KIND_NONE, NULL },
	{ "a_1.deb", PACKAGE_KIND_NONE, NULL },
	{ "a__all.deb", PACKAGE_KIND_NONE, NULL },
	{ "_1_all.deb", PACKAGE_KIND_NONE, NULL },
	{ "-o_1_all.deb", PACKAGE_KIND_NONE, NULL },
	{ "../a_1_all.deb", PACKAGE_KIND_NONE, NULL },
	{ "a_1_all.deb.asc", PACKAGE_KIND_NONE, NULL },
	{ "a_1 2_all.deb", PACKAGE_KIND_NONE, NULL },
	{ ".deb", PACKAGE_KIND_NONE, NULL },
	{ "", PACKAGE_KIND_NONE, NULL },
	{ "2026.05.06.tar.gz", PACKAGE_KIND_NONE, NULL },
};

static void assert_meta(const struct package_meta *m, const char *wanted)
{
	_cleanup_free_ char *got = str_printf("%s %s %s", m->name, m->version, m->arch);

	assert_string_equal(got, wanted);
}

static void test_names(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		struct package_meta m = { 0 };
		enum package_kind kind = package_meta_of_name(names[i].file, &m);

		if (kind != names[i].kind)
			fail_msg("%s is %d", names[i].file, (int)kind);
		if (names[i].meta)
			assert_meta(&m, names[i].meta);
		else
			assert_string_equal(m.name, "");
	}
	assert_int_equal(package_kind_of("x.deb"), PACKAGE_KIND_DEB);
	assert_int_equal(package_kind_of("x.pkg.tar.gz"), PACKAGE_KIND_PACMAN);
	assert_int_equal(package_kind_of("x.rpm"), PACKAGE_KIND_NONE);
}

static const struct {
	enum package_kind kind;
	const char *text;
	const char *meta; /* NULL: refused */
} texts[] = {
	{ PACKAGE_KIND_DEB, "Package: a\nVersion: 1-2\nArchitecture: amd64\n", "a 1-2 amd64" },
	{ PACKAGE_KIND_DEB,
		"Architecture:all\nDescription: x\n Package: b\nPackage:\ta \nVersion: 1",
		"a 1 all" },
	{ PACKAGE_KIND_DEB, "\nPackage: a\r\nVersion: 1\r\nArchitecture: all\r\n", "a 1 all" },
	/* A second paragraph is another thing. */
	{ PACKAGE_KIND_DEB, "Package: a\nVersion: 1\nArchitecture: all\n\nPackage: b\n",
		"a 1 all" },
	{ PACKAGE_KIND_DEB, "Package: a\n\nVersion: 1\nArchitecture: all\n", NULL },
	{ PACKAGE_KIND_DEB, "Package: a\nPackage: a\nVersion: 1\nArchitecture: all\n", NULL },
	{ PACKAGE_KIND_DEB, "Package: a b\nVersion: 1\nArchitecture: all\n", NULL },
	{ PACKAGE_KIND_DEB, "Package: -a\nVersion: 1\nArchitecture: all\n", NULL },
	{ PACKAGE_KIND_DEB, "Package: ../a\nVersion: 1\nArchitecture: all\n", NULL },
	{ PACKAGE_KIND_DEB, "Package: a\nVersion: 1/../2\nArchitecture: all\n", NULL },
	{ PACKAGE_KIND_DEB, "Package: a\nVersion:\nArchitecture: all\n", NULL },
	{ PACKAGE_KIND_DEB, "Package: a\nVersion: 1\n", NULL },
	{ PACKAGE_KIND_DEB, "pkgname = a\npkgver = 1-1\narch = any\n", NULL },
	{ PACKAGE_KIND_DEB, "", NULL },
	{ PACKAGE_KIND_PACMAN, "# x\npkgname = a\npkgver = 1-1\n\narch = any\n", "a 1-1 any" },
	{ PACKAGE_KIND_PACMAN, "pkgname=a\npkgver=1-1\narch=any", "a 1-1 any" },
	{ PACKAGE_KIND_PACMAN, "pkgname = a\npkgver = 1-1\narch = any\narch = x86_64\n", NULL },
	{ PACKAGE_KIND_PACMAN, "#pkgname = a\npkgver = 1-1\narch = any\n", NULL },
};

static void test_texts(void **state)
{
	struct package_meta m;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		int r;

		memset(&m, 0, sizeof(m));
		r = package_meta_parse(
			texts[i].kind, bytes_of(texts[i].text, strlen(texts[i].text)), &m);
		if (r != (texts[i].meta ? 0 : -EINVAL))
			fail_msg("text %zu: %d", i, r);
		if (texts[i].meta)
			assert_meta(&m, texts[i].meta);
	}
	/* Bytes that no text has, and a value of any length. */
	assert_int_equal(
		package_meta_parse(PACKAGE_KIND_DEB,
			bytes_of("Package: a\0b\nVersion: 1\nArchitecture: all\n", 40), &m),
		-EINVAL);
	for (size_t n = 1; n < 200; n++) {
		_cleanup_free_ char *long_name = calloc(1, n + 1);
		_cleanup_free_ char *text = NULL;

		memset(long_name, 'a', n);
		text = str_printf("Package: %s\nVersion: 1\nArchitecture: all\n", long_name);
		assert_int_equal(
			package_meta_parse(PACKAGE_KIND_DEB, bytes_of(text, strlen(text)), &m),
			n < sizeof(m.name) ? 0 : -EINVAL);
	}
}

static void test_release(void **state)
{
	static const char *const rows[][2] = {
		{ "2026.05.06", "2026.05.06" },
		{ "2026.05.06-1", "2026.05.06" },
		{ "1:2026.05.06-1.1", "2026.05.06" },
		{ "2025.10.09-2-1", "2025.10.09-2" },
		{ "", "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *release = package_meta_release(rows[i][0]);

		assert_string_equal(release, rows[i][1]);
	}
}

static void test_dkms_conf(void **state)
{
	static const char *const rows[][2] = {
		{ "A=1\nBUILD_EXCLUSIVE_KERNEL=\"^6\\.1[2-9]\"\n", "^6\\.1[2-9]" },
		{ "  BUILD_EXCLUSIVE_KERNEL='^7' # x", "^7" },
		{ "BUILD_EXCLUSIVE_KERNEL=^7;x", "^7" },
		{ "BUILD_EXCLUSIVE_KERNEL=\"\"", NULL },
		{ "XBUILD_EXCLUSIVE_KERNEL=\"a\"", NULL },
		{ "BUILD_EXCLUSIVE_KERNEL=", NULL },
		{ "", NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		_cleanup_free_ char *value = dkms_conf_exclusive(rows[i][0]);

		if (!str_eq(value, rows[i][1]))
			fail_msg("%s: %s", rows[i][0], value ? value : "nothing");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_texts),
		cmocka_unit_test(test_release),
		cmocka_unit_test(test_dkms_conf),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
