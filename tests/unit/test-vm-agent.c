/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * vm-agent.c: what is said to an agent survives its quotes, what it says is no more than text, and
 * which of its addresses others can reach.
 */
#include "cli/vm-agent.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "lib/tests.h"

static void test_quote(void **state)
{
	static const char *const texts[] = { "", "plain", "a\"b\\c", "line\nfeed\ttab\x01", "ü€" };
	struct err err;

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		_cleanup_free_ char *quoted = vm_agent_quote(texts[i]);
		_cleanup_(json_freep) struct json *json = NULL;

		assert_int_equal(json_parse(quoted, &json, &err), 0);
		assert_string_equal(json_text(json), texts[i]);
	}
}

static void base64_is(const char *text, const char *want)
{
	_cleanup_free_ char *got = vm_agent_base64(text);

	if (!want)
		assert_null(got);
	else
		assert_string_equal(got, want);
}

static void test_base64(void **state)
{
	(void)state;
	base64_is("", "");
	base64_is("SGFsbG8=", "Hallo");
	base64_is("SABhAA==", "Ha");
	base64_is("SGFsbG8", NULL);
	base64_is("SGF*bG8=", NULL);
	base64_is("====", NULL);
}

static void test_addresses(void **state)
{
	_cleanup_(json_freep) struct json *json = NULL, *odd = NULL;
	struct names names = { 0 };
	struct err err;

	(void)state;
	assert_int_equal(
		json_parse("{\"return\":[{\"name\":\"lo\",\"ip-addresses\":[{\"ip-address\":"
			   "\"127.0.0.1\"},{\"ip-address\":\"::1\"}]},{\"name\":\"e\"},"
			   "{\"ip-addresses\":[{\"ip-address\":\"fe80::1\"},{\"ip-address\":"
			   "\"192.0.2.7\",\"prefix\":24},{\"ip-address\":7},{\"ip-address\":"
			   "\"; reboot\"},{\"ip-address\":\"2001:db8::7\"}]}]}",
			&json, &err),
		0);
	assert_int_equal(vm_agent_addresses(json, &names, &err), 0);
	assert_int_equal(names.n, 2);
	assert_string_equal(names.v[0], "192.0.2.7");
	assert_string_equal(names.v[1], "2001:db8::7");
	names_done(&names);
	assert_int_equal(json_parse("{\"return\":{\"ip-addresses\":5}}", &odd, &err), 0);
	assert_int_equal(vm_agent_addresses(odd, &names, &err), 0);
	assert_int_equal(names.n, 0);
	names_done(&names);
}

static void test_usable(void **state)
{
	static const char *const no[] = { "", "x", "127.1.2.3", "0.0.0.0", "169.254.1.1",
		"224.0.0.1", "255.255.255.255", "::", "ff02::1", "1.2.3.4.5", "192.0.2.7 " };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(no); i++)
		assert_false(vm_address_is_usable(no[i]));
	assert_true(vm_address_is_usable("10.0.0.1"));
	assert_true(vm_address_is_usable("fd00::1"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_quote),
		cmocka_unit_test(test_base64),
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_usable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
