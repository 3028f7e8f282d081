/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All steps or none: on a scratch tree, with real actions whose attributes are files.
 */
#include "actions/runner.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "actions/journal.h"
#include "base/mem.h"
#include "base/run.h"
#include "lib/tests.h"
#include "lib/tree.h"

#define PF     "0000:01:00.0"
#define DEVICE "sys/bus/pci/devices/" PF

static const struct tree_file files[] = {
	{ DEVICE "/sriov_drivers_autoprobe", "1" },
	{ DEVICE "/sriov_numvfs", "0" },
	{ DEVICE "/driver", "-> ../../../../bus/pci/drivers/igb" },
	{ NULL, NULL },
};

struct both {
	struct tree tree;
	struct root root;
};

static int setup(void **state)
{
	struct both *b = calloc(1, sizeof(*b));
	struct err err;

	assert_non_null(b);
	tree_make(&b->tree);
	tree_add_all(&b->tree, files);
	assert_int_equal(root_open(&b->root, b->tree.path, &err), 0);
	run_interrupted = 0;
	*state = b;
	return 0;
}

static int teardown(void **state)
{
	struct both *b = *state;

	root_done(&b->root);
	tree_remove(&b->tree);
	free(b);
	return 0;
}

static void holds(const struct both *b, const char *attribute, const char *want)
{
	_cleanup_free_ char *text = NULL;
	struct err err = { 0 };

	assert_ok(root_read(&b->root, &text, &err, DEVICE "/%s", attribute), err);
	assert_string_equal(text, want);
}

static void add(struct steps *s, const char *action, const char *target, const char *value)
{
	assert_int_equal(steps_add(s, action, target, value), 0);
}

static int run(const struct both *b, const struct steps *steps, struct err *err)
{
	_cleanup_(runner_done) struct runner runner = { .lock = -1 };
	int r;

	r = runner_begin(&b->root, &runner, err);
	return r < 0 ? r : runner_run(&runner, steps, err);
}

static void test_all(void **state)
{
	_cleanup_(steps_done) struct steps steps = { 0 };
	struct both *b = *state;
	struct err err = { 0 };

	add(&steps, "vf-autoprobe", PF, "0");
	add(&steps, "vf-count", PF, "3");
	assert_ok(run(b, &steps, &err), err);
	holds(b, "sriov_drivers_autoprobe", "0");
	holds(b, "sriov_numvfs", "3");
	/* A second time is the same as once. */
	assert_ok(run(b, &steps, &err), err);
	holds(b, "sriov_numvfs", "3");
}

/* Each step in turn is one that fails: what was done before it is taken back. */
static void test_none(void **state)
{
	struct both *b = *state;

	for (size_t at = 0; at < 3; at++) {
		_cleanup_(steps_done) struct steps steps = { 0 };
		struct err err = { 0 };

		for (size_t i = 0; i < 3; i++) {
			if (i == at)
				add(&steps, "pci-driver", PF "/virtfn0", "vfio-pci");
			else
				add(&steps, i < 1 ? "vf-autoprobe" : "vf-count", PF,
					i < 1 ? "0" : "2");
		}
		assert_true(run(b, &steps, &err) < 0);
		if (at > 0)
			assert_contains(err.text, "everything is as it was before");
		holds(b, "sriov_drivers_autoprobe", "1");
		holds(b, "sriov_numvfs", "0");
	}
}

static void test_unknown_action(void **state)
{
	_cleanup_(steps_done) struct steps steps = { 0 };
	struct err err = { 0 };

	add(&steps, "vf-autoprobe", PF, "0");
	add(&steps, "make-coffee", PF, "1");
	assert_int_equal(run(*state, &steps, &err), -EINVAL);
	holds(*state, "sriov_drivers_autoprobe", "1");
}

/* Such a step is in no journal: neither is it done here, nor is one that somebody wrote undone. */
static void test_apart(void **state)
{
	_cleanup_(runner_done) struct runner runner = { .lock = -1 };
	_cleanup_(journal_done) struct journal j = { .fd = -1 };
	_cleanup_(steps_done) struct steps steps = { 0 };
	struct step start = { .action = "start", .target = "sh", .value = "sh" };
	struct both *b = *state;
	struct saved saved = { 0 };
	struct err err = { 0 };

	add(&steps, "vf-autoprobe", PF, "0");
	add(&steps, "start", "sh", "sh");
	assert_int_equal(run(b, &steps, &err), -EINVAL);
	holds(b, "sriov_drivers_autoprobe", "1");
	assert_int_equal(journal_start(&b->root, JOURNAL_RUNTIME, &j, &err), 0);
	assert_int_equal(journal_step(&j, &start, &saved, &err), 0);
	assert_int_equal(runner_begin(&b->root, &runner, &err), -EINVAL);
	assert_contains(err.text, "an action 'start' that this virtfn does not know");
}

static void test_interrupted(void **state)
{
	_cleanup_(steps_done) struct steps steps = { 0 };
	struct err err = { 0 };

	add(&steps, "vf-autoprobe", PF, "0");
	run_interrupted = 2;
	assert_int_equal(run(*state, &steps, &err), -EINTR);
	holds(*state, "sriov_drivers_autoprobe", "1");
}

/* A run that was killed: the journal has its steps and no end. */
static void test_recovers(void **state)
{
	_cleanup_(runner_done) struct runner runner = { .lock = -1 }, again = { .lock = -1 };
	_cleanup_(journal_done) struct journal j = { .fd = -1 };
	struct both *b = *state;
	struct step autoprobe = { .action = "vf-autoprobe", .target = PF, .value = "0" };
	struct step count = { .action = "vf-count", .target = PF, .value = "4" };
	struct err err = { 0 };

	assert_ok(journal_start(&b->root, JOURNAL_RUNTIME, &j, &err), err);
	assert_ok(journal_step(&j, &autoprobe, &(struct saved) { "1" }, &err), err);
	assert_ok(journal_step(&j, &count, &(struct saved) { "0" }, &err), err);
	/* Torn: synced only in part, so its step never began. */
	assert_int_equal(write(j.fd, "step\tvf-count\t" PF "\t7\t5", 31) > 0, 1);
	assert_ok(root_write(&b->root, "0", &err, DEVICE "/sriov_drivers_autoprobe"), err);
	assert_ok(root_write(&b->root, "4", &err, DEVICE "/sriov_numvfs"), err);
	assert_ok(runner_begin(&b->root, &runner, &err), err);
	assert_int_equal(runner.recovered, 2);
	holds(b, "sriov_drivers_autoprobe", "1");
	holds(b, "sriov_numvfs", "0");
	runner_done(&runner);
	assert_ok(runner_begin(&b->root, &again, &err), err);
	assert_int_equal(again.recovered, 0);
}

/* Rubbish in the journal is not followed, and does not stop anybody. */
static void test_rubbish(void **state)
{
	_cleanup_(runner_done) struct runner runner = { .lock = -1 };
	struct both *b = *state;
	struct err err = { 0 };

	tree_add(&b->tree, JOURNAL_RUNTIME "/000007",
		"step\nstep\ta\n\xff\xff\nstep\tb\tc\td\te\tf\nend\n");
	tree_add(&b->tree, JOURNAL_RUNTIME "/notes", "step\tvf-count\t" PF "\t7\t5\n");
	assert_ok(runner_begin(&b->root, &runner, &err), err);
	assert_int_equal(runner.recovered, 0);
	holds(b, "sriov_numvfs", "0");
}

static void test_escapes(void **state)
{
	_cleanup_(journal_done) struct journal j = { .fd = -1 };
	_cleanup_(generations_done) struct generations all = { 0 };
	struct both *b = *state;
	struct step step = { .action = "x", .target = "a\tb\nc%41" };
	struct err err = { 0 };

	assert_ok(journal_start(&b->root, JOURNAL_RUNTIME, &j, &err), err);
	assert_ok(journal_step(&j, &step, &(struct saved) { "\xc3\xa4 \"'" }, &err), err);
	assert_ok(journal_list(&b->root, JOURNAL_RUNTIME, &all, &err), err);
	assert_int_equal(all.n, 1);
	assert_int_equal(all.v[0].state, GENERATION_UNFINISHED);
	assert_int_equal(all.v[0].n, 1);
	assert_string_equal(all.v[0].v[0].step.target, step.target);
	assert_string_equal(all.v[0].v[0].step.value, "");
	assert_string_equal(all.v[0].v[0].saved.text, "\xc3\xa4 \"'");
}

static void test_keeps_twenty(void **state)
{
	_cleanup_(names_done) struct names names = { 0 };
	struct both *b = *state;
	struct err err = { 0 };

	for (int i = 0; i < 40; i++) {
		_cleanup_(journal_done) struct journal j = { .fd = -1 };

		assert_ok(journal_start(&b->root, JOURNAL_RUNTIME, &j, &err), err);
		assert_ok(journal_end(&j, false, &err), err);
	}
	assert_ok(root_list(&b->root, &names, &err, JOURNAL_RUNTIME), err);
	assert_in_range(names.n, 20, 21);
	assert_string_equal(names.v[names.n - 1], "000040");
}

/* Somebody else has the lock until he ends, and then it is ours at once. */
static void test_lock(void **state)
{
	_cleanup_(runner_done) struct runner mine = { .lock = -1 };
	struct both *b = *state;
	struct err err = { 0 };
	int ready[2], status;
	pid_t pid;
	char c;

	assert_int_equal(pipe(ready), 0);
	pid = fork();
	if (pid == 0) {
		struct runner his;
		int r = runner_begin(&b->root, &his, &err);

		(void)!write(ready[1], "x", 1);
		(void)usleep(400000);
		_exit(r < 0);
	}
	assert_int_equal(read(ready[0], &c, 1), 1);
	assert_int_equal(waitpid(pid, &status, WNOHANG), 0);
	assert_ok(runner_begin(&b->root, &mine, &err), err);
	/* He is gone: it was his end that let us in. */
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	(void)close(ready[0]);
	(void)close(ready[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_all, setup, teardown),
		cmocka_unit_test_setup_teardown(test_none, setup, teardown),
		cmocka_unit_test_setup_teardown(test_unknown_action, setup, teardown),
		cmocka_unit_test_setup_teardown(test_apart, setup, teardown),
		cmocka_unit_test_setup_teardown(test_interrupted, setup, teardown),
		cmocka_unit_test_setup_teardown(test_recovers, setup, teardown),
		cmocka_unit_test_setup_teardown(test_rubbish, setup, teardown),
		cmocka_unit_test_setup_teardown(test_escapes, setup, teardown),
		cmocka_unit_test_setup_teardown(test_keeps_twenty, setup, teardown),
		cmocka_unit_test_setup_teardown(test_lock, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
