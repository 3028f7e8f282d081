/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Programs and proofs come back out of a step as they went in.
 */
#include "model/step-value.h"

#include <errno.h>
#include <string.h>

#include "lib/tests.h"

static void test_argv(void **state)
{
	const char *const one[] = { "grub-mkconfig", "-o", "/boot/grub/grub.cfg", "", NULL };
	const char *const two[] = { "a b", "%41", NULL };
	char value[STEP_VALUE] = "";
	struct step_argv argv;
	struct err err = { 0 };

	(void)state;
	assert_ok(step_add_argv(value, one, &err), err);
	assert_ok(step_add_argv(value, two, &err), err);
	assert_ok(step_get_argv(value, 0, &argv, &err), err);
	for (size_t i = 0; i < 4; i++)
		assert_string_equal(argv.v[i], one[i]);
	assert_null(argv.v[4]);
	step_argv_done(&argv);
	assert_ok(step_get_argv(value, 1, &argv, &err), err);
	assert_string_equal(argv.v[0], "a b");
	assert_string_equal(argv.v[1], "%41");
	assert_null(argv.v[2]);
	step_argv_done(&argv);
	assert_ok(step_get_argv(value, 2, &argv, &err), err);
	assert_null(argv.v);
	assert_ok(step_get_argv("", 0, &argv, &err), err);
	assert_null(argv.v);
}

static void test_bad_argv(void **state)
{
	char word[STEP_VALUE + 1];
	const char *const control[] = { "a\x1f"
					"b",
		NULL },
			  *const large[] = { word, NULL };
	char value[STEP_VALUE] = "";
	struct err err;

	(void)state;
	memset(word, 'x', STEP_VALUE);
	word[STEP_VALUE] = '\0';
	assert_int_equal(step_add_argv(value, control, &err), -EINVAL);
	assert_int_equal(step_add_argv(value, large, &err), -E2BIG);
	word[STEP_VALUE - 1] = '\0';
	assert_int_equal(step_add_argv(value, large, &err), 0);
}

static void test_proof(void **state)
{
	static const char *const wrong[] = { "", "grub", "grub:present",
		"grub:present:", "grub:maybe:x", "lilo:present:x", "grubpresent:x" };
	struct err err = { 0 };

	(void)state;
	for (int kind = EDIT_PROOF_GRUB; kind <= EDIT_PROOF_REFIND; kind++) {
		struct edit_proof proof = {
			.kind = (enum edit_proof_kind)kind, .token = "a=b:c", .absent = kind % 2
		};
		struct edit_proof back;
		char value[STEP_VALUE];

		assert_ok(step_set_proof(value, &proof, &err), err);
		assert_ok(step_get_proof(value, &back, &err), err);
		assert_int_equal(back.kind, kind);
		assert_int_equal(back.absent, kind % 2);
		assert_string_equal(back.token, "a=b:c");
	}
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct edit_proof back;

		assert_int_equal(step_get_proof(wrong[i], &back, &err), -EINVAL);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_argv),
		cmocka_unit_test(test_bad_argv),
		cmocka_unit_test(test_proof),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
