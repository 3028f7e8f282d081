/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does a kept plan come back as it was shown, and is everything else refused?
 */
#include "cli/plan-file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/mem.h"
#include "base/str.h"
#include "lib/lasting.h"
#include "lib/tests.h"

#define HEAD "{ \"format\": \"virtfn-plan-1\", \"machine\": \"m1\", "
#define STEP "\"action\": \"file\", \"target\": \"etc/x\", \"value\": \"0644\""

static int setup(void **state)
{
	int r = lasting_setup(state);
	struct lasting *l = *state;

	tree_add(&l->tree, "etc/machine-id", "m1\n");
	return r;
}

/* Reads a plan with this text, or this file of the tree when the text is NULL. */
static int get(struct lasting *l, const char *text, struct plan_file *ret)
{
	char full[256];

	if (text)
		tree_add(&l->tree, "plan", text);
	lasting_full(l, "plan", full);
	l->err = (struct err) { 0 };
	return plan_file_read(&l->root, full, ret, &l->err);
}

static void add_need(struct needs *needs, enum need_kind kind, char *what)
{
	char why[] = "because", from[] = "check";
	struct need need = { .kind = kind, .what = what, .why = why, .from = from };
	struct err err = { 0 };

	assert_ok(needs_add(needs, &need, &err), err);
}

static void test_there_and_back(void **state)
{
	static const char bytes[] = "a\0b\xff\x7f\x01";
	char add[] = "x=\"1 2\"", gone[] = "old", reboot[] = "the \"line\" is new";
	struct lasting *l = *state;
	_cleanup_(plan_file_done) struct plan_file back = { 0 };
	struct host_plan p = { .reboot = reboot };
	_cleanup_free_ char *text = NULL;
	struct step *s;

	add_need(&p.needs, NEED_ARGUMENT, add);
	add_need(&p.needs, NEED_ARGUMENT_GONE, gone);
	lasting_file(l, "etc/x", "old\n", "new\t\"x\"\\\r\n");
	lasting_file(l, "etc/gone", "", NULL);
	lasting_step(l, "command", "run",
		"a\x1f"
		"b");
	assert_int_equal(step_set_why(&l->steps.v[2], "so that \xc3\xa4 works"), 0);
	lasting_step(l, "file", "etc/bytes", "0600");
	s = &l->steps.v[3];
	assert_int_equal(step_set_bytes(&s->after, bytes, sizeof(bytes) - 1), 0);
	p.steps = l->steps;
	assert_ok(plan_file_text(&l->root, &p, &text, &l->err), l->err);
	assert_ok(get(l, text, &back), l->err);

	assert_string_equal(back.reboot, reboot);
	assert_int_equal(back.needs.n, 2);
	assert_string_equal(back.needs.v[0].what, add);
	assert_int_equal(back.needs.v[1].kind, NEED_ARGUMENT_GONE);
	assert_int_equal(back.steps.n, 4);
	for (size_t i = 0; i < 4; i++) {
		const struct step *a = &l->steps.v[i], *b = &back.steps.v[i];

		assert_string_equal(a->action, b->action);
		assert_string_equal(a->target, b->target);
		assert_string_equal(a->value, b->value);
		assert_true(!a->before.data == !b->before.data);
		assert_true(!a->after.data == !b->after.data);
		assert_int_equal(a->before.size, b->before.size);
		assert_int_equal(a->after.size, b->after.size);
		if (a->after.data)
			assert_memory_equal(a->after.data, b->after.data, a->after.size);
	}
	assert_string_equal(back.steps.v[2].why, "so that \xc3\xa4 works");
	needs_done(&p.needs);
}

/* It holds what is not for everybody, and never takes the place of another file. */
static void test_written(void **state)
{
	struct lasting *l = *state;
	_cleanup_(plan_file_done) struct plan_file back = { 0 };
	const struct host_plan p = { 0 };
	struct stat st;
	char full[256];

	lasting_full(l, "plan", full);
	assert_ok(plan_file_write(&l->root, full, &p, &l->err), l->err);
	assert_int_equal(stat(full, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_ok(get(l, NULL, &back), l->err);
	assert_int_equal(back.steps.n, 0);
	assert_null(back.reboot);
	assert_int_equal(plan_file_write(&l->root, full, &p, &l->err), -EEXIST);
}

static void test_machine(void **state)
{
	struct lasting *l = *state;
	_cleanup_(plan_file_done) struct plan_file back = { 0 };

	assert_int_equal(
		get(l, "{ \"format\": \"virtfn-plan-1\", \"machine\": \"m2\", \"steps\": [] }",
			&back),
		-ESTALE);
	assert_contains(l->err.text, "another machine");
	assert_int_equal(
		get(l, "{ \"format\": \"virtfn-plan-1\", \"steps\": [] }", &back), -ESTALE);
	assert_int_equal(
		get(l, "{ \"format\": \"virtfn-plan-1\", \"machine\": 1, \"steps\": [] }", &back),
		-ESTALE);
	assert_ok(get(l, HEAD "\"steps\": [] }", &back), l->err);
	assert_int_equal(back.steps.n, 0);
}

static void test_no_plan(void **state)
{
	static const char *const texts[] = {
		"",
		"rubbish",
		"[]",
		"{}",
		"null",
		"{ \"format\": \"virtfn-plan-2\", \"machine\": \"m1\", \"steps\": [] }",
		"{ \"format\": \"virtfn-trial-1\", \"machine\": \"m1\", \"steps\": [] }",
		HEAD "\"made\": \"now\" }",
		HEAD "\"steps\": {} }",
		HEAD "\"steps\": \"all\" }",
		HEAD "\"steps\": [ 1 ] }",
		HEAD "\"steps\": [ null ] }",
		HEAD "\"steps\": [ {} ] }",
		HEAD "\"steps\": [ { \"target\": \"etc/x\", \"value\": \"0644\" } ] }",
		HEAD "\"steps\": [ { \"action\": \"file\", \"value\": \"0644\" } ] }",
		HEAD "\"steps\": [ { \"action\": \"file\", \"target\": \"etc/x\" } ] }",
		HEAD
		"\"steps\": [ { \"action\": [\"file\"], \"target\": \"x\", \"value\": \"\" } ] }",
		HEAD "\"steps\": [ { " STEP " }",
		HEAD "\"steps\": [], \"arguments\": {} }",
		HEAD "\"steps\": [], \"arguments\": \"x=1\" }",
		HEAD "\"steps\": [], \"arguments\": [ 1 ] }",
		HEAD "\"steps\": [], \"arguments_gone\": [ [] ] }",
	};
	struct lasting *l = *state;

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		_cleanup_(plan_file_done) struct plan_file back = { 0 };

		assert_int_equal(get(l, texts[i], &back), -EINVAL);
		assert_contains(l->err.text, "is no plan of virtfn");
		assert_null(back.steps.v);
		assert_null(back.made);
	}
}

/* Whoever reads the plan must not be led astray: targets, and bytes that are none. */
static void test_hostile_steps(void **state)
{
	static const char *const steps[] = {
		"\"action\": \"file\", \"target\": \"/etc/x\", \"value\": \"0644\"",
		"\"action\": \"file\", \"target\": \"../etc/x\", \"value\": \"0644\"",
		"\"action\": \"file\", \"target\": \"etc/../../x\", \"value\": \"0644\"",
		"\"action\": \"file\", \"target\": \"etc/..\", \"value\": \"0644\"",
		"\"action\": \"file\", \"target\": \"..\", \"value\": \"0644\"",
		"\"action\": \"123456789012345678901234\", \"target\": \"x\", \"value\": \"\"",
		"\"action\": \"file\", \"target\": \"x\", \"value_hex\": \"0\"",
		"\"action\": \"file\", \"target\": \"x\", \"value_hex\": \"0g\"",
		"\"action\": \"file\", \"target\": \"x\", \"value_hex\": \"-1\"",
		"\"action\": \"file\", \"target\": \"x\", \"value_hex\": \" 1\"",
		"\"action\": \"file\", \"target\": \"x\", \"value_hex\": \"610062\"",
		STEP ", \"after_hex\": \"xyz\"",
		STEP ", \"before_hex\": \"123\"",
	};
	struct lasting *l = *state;

	for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
		_cleanup_(plan_file_done) struct plan_file back = { 0 };
		_cleanup_free_ char *text = str_printf(HEAD "\"steps\": [ { %s } ] }", steps[i]);

		assert_int_equal(get(l, text, &back), -EINVAL);
		assert_null(back.steps.v);
	}
}

/* Names with dots in them are names. */
static void test_fine_steps(void **state)
{
	static const char *const steps[] = { STEP,
		"\"action\": \"file\", \"target\": \"etc/a..b/..c/d..\", \"value\": \"\"",
		STEP ", \"after_hex\": \"\"", STEP ", \"why\": 3, \"what\": []" };
	struct lasting *l = *state;

	for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
		_cleanup_(plan_file_done) struct plan_file back = { 0 };
		_cleanup_free_ char *text = str_printf(HEAD "\"steps\": [ { %s } ] }", steps[i]);

		assert_ok(get(l, text, &back), l->err);
		assert_int_equal(back.steps.n, 1);
	}
}

static void test_long_steps(void **state)
{
	struct lasting *l = *state;
	_cleanup_(plan_file_done) struct plan_file back = { 0 };
	char name[STEP_VALUE + 1];
	_cleanup_free_ char *target = NULL;
	_cleanup_free_ char *value = NULL;

	memset(name, 'x', STEP_VALUE);
	name[STEP_VALUE] = '\0';
	value = str_printf(HEAD
		"\"steps\": [ { \"action\": \"a\", \"target\": \"t\", \"value\": \"%s\" } ] }",
		name);
	assert_int_equal(get(l, value, &back), -EINVAL);
	name[STEP_TARGET] = '\0';
	target = str_printf(HEAD
		"\"steps\": [ { \"action\": \"a\", \"target\": \"%s\", \"value\": \"v\" } ] }",
		name);
	assert_int_equal(get(l, target, &back), -EINVAL);
}

static void test_cut_short(void **state)
{
	static const char whole[] =
		HEAD "\"arguments\": [ \"x=1\" ], \"steps\": [ { " STEP ", \"after\": \"a\" } ] }";
	struct lasting *l = *state;

	for (size_t n = 0; n < sizeof(whole) - 1; n++) {
		_cleanup_(plan_file_done) struct plan_file back = { 0 };

		tree_add_bytes(&l->tree, "plan", whole, n);
		assert_int_equal(get(l, NULL, &back), -EINVAL);
	}
	tree_add_bytes(&l->tree, "plan", whole, sizeof(whole));
	assert_int_equal(get(l, NULL, &(struct plan_file) { 0 }), -EINVAL);
	assert_contains(l->err.text, "is no text");
}

static void test_no_file(void **state)
{
	struct lasting *l = *state;
	struct plan_file back = { 0 };

	assert_int_equal(get(l, NULL, &back), -ENOENT);
	assert_contains(l->err.text, "cannot read the plan");
	tree_add(&l->tree, "plan", NULL);
	assert_true(get(l, NULL, &back) < 0);
}

#define ON_TREE(name) cmocka_unit_test_setup_teardown(name, setup, lasting_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_TREE(test_there_and_back),
		ON_TREE(test_written),
		ON_TREE(test_machine),
		ON_TREE(test_no_plan),
		ON_TREE(test_hostile_steps),
		ON_TREE(test_fine_steps),
		ON_TREE(test_long_steps),
		ON_TREE(test_cut_short),
		ON_TREE(test_no_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
