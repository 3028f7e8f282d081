/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does a configuration of libvirt's say what it sets, and its comments nothing?
 */
#include "formats/libvirt-conf.h"

#include <string.h>

#include "lib/tests.h"

static void user_is(const char *text, const char *want)
{
	char user[8] = "before";
	bool found = libvirt_conf_text(text, "user", user, sizeof(user));

	assert_int_equal(found, want != NULL);
	assert_string_equal(user, want ? want : "before");
}

static void test_text(void **state)
{
	(void)state;
	user_is("user = \"root\"\n", "root");
	user_is("  user='a b' # c\n", "a b");
	user_is("user = \"\"\"x\"\"\"\n", "x");
	user_is("user = \"a\"\nuser = \"b\"\n", "b");
	user_is("user = \"longer-than-that\"\n", "longer-");
	user_is("#user = \"root\"\n", NULL);
	user_is("user = 1\n", NULL);
	user_is("user = \"root\n", NULL);
	user_is("user\n\"root\"\n", NULL);
	user_is("users = \"root\"\nuse = \"r\"\n", NULL);
	user_is("", NULL);
	user_is("acl = [\n \"user = 'a'\",\n]\nuser = \"c\"\n", "c");
}

static void test_list(void **state)
{
	static const char text[] = "acl = [\n  \"/dev/null\", '/dev/kvm', # \"/dev/no\"\n"
				   "  \"/dev/kvmfr0\"\n]\nempty = []\n";

	(void)state;
	assert_int_equal(libvirt_conf_list_has(text, "acl", "/dev/null"), 1);
	assert_int_equal(libvirt_conf_list_has(text, "acl", "/dev/kvm"), 1);
	assert_int_equal(libvirt_conf_list_has(text, "acl", "/dev/kvmfr0"), 1);
	assert_int_equal(libvirt_conf_list_has(text, "acl", "/dev/no"), 0);
	assert_int_equal(libvirt_conf_list_has(text, "empty", "/dev/kvm"), 0);
	assert_int_equal(libvirt_conf_list_has(text, "other", "/dev/kvm"), -1);
	assert_int_equal(libvirt_conf_list_has("#acl = [ \"a\" ]\n", "acl", "a"), -1);
}

static void test_broken(void **state)
{
	(void)state;
	assert_int_equal(libvirt_conf_list_has("acl = [ \"a\",\n", "acl", "a"), -1);
	assert_int_equal(libvirt_conf_list_has("acl = [ \"a ]\n", "acl", "a"), -1);
	assert_int_equal(libvirt_conf_list_has("acl = [ b \"a\" ]\n", "acl", "a"), 1);
	assert_int_equal(libvirt_conf_list_has("acl", "acl", "a"), -1);
	assert_int_equal(libvirt_conf_list_has("acl =", "acl", "a"), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_list),
		cmocka_unit_test(test_broken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
