/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does a document say what is in it, and a broken one nothing?
 */
#include "ext/ext-json.h"

#include <errno.h>
#include <string.h>

#include "base/mem.h"
#include "lib/tests.h"

static void test_walk(void **state)
{
	_cleanup_(json_freep) struct json *json = NULL;
	const struct json *list;
	struct err err = { 0 };

	(void)state;
	assert_ok(json_parse("{ \"a\": { \"b\": \"text\" }, \"l\": [ \"x\", 1, null, \"y\" ] }\n",
			  &json, &err),
		err);
	assert_string_equal(json_text(json_get(json_get(json, "a"), "b")), "text");
	assert_null(json_get(json, "b"));
	assert_null(json_get(json_get(json_get(json, "a"), "b"), "c"));
	assert_null(json_text(json_get(json, "a")));
	list = json_get(json, "l");
	assert_int_equal(json_count(list), 4);
	assert_int_equal(json_count(json), 0);
	assert_string_equal(json_text(json_at(list, 3)), "y");
	assert_null(json_text(json_at(list, 1)));
	assert_null(json_text(json_at(list, 2)));
	assert_null(json_at(list, 4));
	assert_true(json_has_text(list, "x"));
	assert_false(json_has_text(list, "1"));
	assert_false(json_has_text(NULL, "x"));
}

static void test_broken(void **state)
{
	static const char *const texts[] = { "", "{", "[1,", "{} x", "nul", "\"a", "\xff",
		"[1 2]" };
	char deep[200];

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		struct json *json = NULL;
		struct err err = { 0 };

		assert_int_equal(json_parse(texts[i], &json, &err), -EINVAL);
		assert_null(json);
		assert_contains(err.text, "not JSON");
	}
	memset(deep, '[', sizeof(deep) - 1);
	deep[sizeof(deep) - 1] = '\0';
	{
		struct json *json = NULL;
		struct err err = { 0 };

		assert_int_equal(json_parse(deep, &json, &err), -EINVAL);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_walk),
		cmocka_unit_test(test_broken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
