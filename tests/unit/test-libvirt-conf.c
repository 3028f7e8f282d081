/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does a configuration of libvirt's say what it sets, and its comments nothing?
 */
#include "formats/libvirt-conf.h"

#include <errno.h>
#include <string.h>

#include "base/mem.h"
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

static void added_is(const char *text, const char *want)
{
	static const char *const usual[] = { "/dev/null", "/dev/kvm", NULL };
	_cleanup_free_ char *made = NULL, *again = NULL;
	int r = libvirt_conf_list_add(text, "acl", "/dev/x", usual, &made);

	assert_int_equal(r, want ? 1 : 0);
	if (!want)
		return;
	assert_string_equal(made, want);
	assert_int_equal(libvirt_conf_list_add(made, "acl", "/dev/x", usual, &again), 0);
}

static void test_add(void **state)
{
	char *made = NULL;

	(void)state;
	added_is("", "\nacl = [\n    \"/dev/null\",\n    \"/dev/kvm\", \"/dev/x\"\n]\n");
	added_is("acl = [\n  \"/a\",\n  '/b', # last\n]\nuser = \"c\"",
		"acl = [\n  \"/a\",\n  '/b', \"/dev/x\", # last\n]\nuser = \"c\"");
	added_is("acl = []", "acl = [ \"/dev/x\"]");
	added_is("acl = [ '/dev/x' ]", NULL);
	/* What stands in a comment is what held until then. */
	added_is("# about it\n#acl = [\n#    \"/dev/null\", \"/dev/zero\",\n#    \"/dev/kvm\"\n#]\n"
		 "user = \"a\"\n",
		"# about it\n#acl = [\n#    \"/dev/null\", \"/dev/zero\",\n#    \"/dev/kvm\"\n#]\n"
		"user = \"a\"\n\nacl = [\n    \"/dev/null\", \"/dev/zero\",\n    \"/dev/kvm\", "
		"\"/dev/x\"\n]\n");
	added_is("#acl = [\n#    \"/dev/null\nuser = 1",
		"#acl = [\n#    \"/dev/null\nuser = 1\n\nacl = [\n    \"/dev/null\",\n"
		"    \"/dev/kvm\", \"/dev/x\"\n]\n");
	/* The last list counts; what is broken before is not mended. */
	added_is("acl = [\"/a\"]\nacl = [\"/b\"]", "acl = [\"/a\"]\nacl = [\"/b\", \"/dev/x\"]");
	assert_int_equal(libvirt_conf_list_add("user = \"a\nacl = [", "acl", "/dev/x",
				 (const char *const[]) { NULL }, &made),
		-EINVAL);
	assert_null(made);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_list),
		cmocka_unit_test(test_add),
		cmocka_unit_test(test_broken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
