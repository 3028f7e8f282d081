/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Are quotas written to all files that want them, and taken back with the sharing out when a
 * later step fails? On a scratch tree whose attributes are files (so values have one digit: a
 * file is not cut by what is written over it); a driver that rounds and refuses is in
 * tests/lab.
 */
#include <errno.h>
#include <stdlib.h>

#include "actions/journal.h"
#include "actions/runner.h"
#include "base/mem.h"
#include "lib/tests.h"
#include "lib/tree.h"

#define PF     "0000:00:02.0"
#define DEVICE "sys/bus/pci/devices/" PF "/"
#define IOV    DEVICE "drm/card0/prelim_iov/"
#define DEBUG  "sys/kernel/debug/dri/0/gt0/"

static const struct tree_file i915[] = {
	{ DEVICE "sriov_numvfs", "0\n" },
	{ DEVICE "sriov_totalvfs", "2\n" },
	{ DEVICE "driver", "-> ../../../../bus/pci/drivers/i915" },
	{ "sys/bus/pci/drivers/i915/bind", "" },
	{ IOV "pf/auto_provisioning", "1\n" },
	{ IOV "pf/gt0/exec_quantum_ms", "0\n" },
	{ IOV "pf/gt0/preempt_timeout_us", "0\n" },
	{ IOV "vf1/gt0/exec_quantum_ms", "0\n" },
	{ IOV "vf1/gt1/exec_quantum_ms", "1\n" },
	{ IOV "vf1/gt0/preempt_timeout_us", "0\n" },
	{ IOV "vf1/gt0/ggtt_quota", "4\n" },
	{ IOV "vf1/gt0/contexts_quota", "2\n" },
	{ IOV "vf2/gt0/exec_quantum_ms", "0\n" },
	{ IOV "vf2/gt0/ggtt_quota", "8\n" },
	{ NULL, NULL },
};

static const struct tree_file xe[] = {
	{ DEVICE "sriov_numvfs", "0\n" },
	{ DEVICE "sriov_totalvfs", "2\n" },
	{ DEVICE "driver", "-> ../../../../bus/pci/drivers/xe" },
	{ "sys/bus/pci/drivers/xe/bind", "" },
	{ DEVICE "drm/card0/dev", "226:0\n" },
	{ DEBUG "vf1/exec_quantum_ms", "0\n" },
	{ DEBUG "vf1/sched_priority", "0\n" },
	{ DEBUG "vf1/ggtt_quota", "0\n" },
	{ NULL, NULL },
};

struct both {
	struct tree tree;
	struct root root;
};

static int setup(void **state)
{
	struct both *b = calloc(1, sizeof(*b));
	struct err err = { 0 };

	assert_non_null(b);
	tree_make(&b->tree);
	assert_ok(root_open(&b->root, b->tree.path, &err), err);
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

static void holds(const struct both *b, const char *path, const char *want)
{
	_cleanup_free_ char *text = NULL;
	struct err err = { 0 };

	assert_ok(root_read(&b->root, &text, &err, "%s", path), err);
	assert_string_equal(text, want);
}

/* Actions, targets and values, NULL behind the last. */
static int run(const struct both *b, const char *const words[], struct err *err)
{
	_cleanup_(runner_done) struct runner runner = { .lock = -1 };
	_cleanup_(steps_done) struct steps steps = { 0 };
	int r;

	for (size_t i = 0; words[i]; i += 3)
		assert_int_equal(steps_add(&steps, words[i], words[i + 1], words[i + 2]), 0);
	r = runner_begin(&b->root, &runner, err);
	return r < 0 ? r : runner_run(&runner, &steps, err);
}

static void test_set(void **state)
{
	static const char *const words[] = { "vf-quota", PF "/0", "exec_quantum_ms=9,ggtt=7",
		"vf-quota", PF "/pf", "exec_quantum_ms=5", NULL };
	struct both *b = *state;
	struct err err = { 0 };

	tree_add_all(&b->tree, i915);
	assert_ok(run(b, words, &err), err);
	holds(b, IOV "vf1/gt0/exec_quantum_ms", "9");
	holds(b, IOV "vf1/gt1/exec_quantum_ms", "9");
	holds(b, IOV "vf1/gt0/ggtt_quota", "7");
	holds(b, IOV "pf/gt0/exec_quantum_ms", "5");
	holds(b, IOV "vf1/gt0/preempt_timeout_us", "0");
	holds(b, IOV "vf2/gt0/ggtt_quota", "8");
	holds(b, IOV "pf/auto_provisioning", "1");
}

/* What this driver has not is refused, and what was done before it is taken back. */
static void test_taken_back(void **state)
{
	static const char *const words[] = { "vf-quota", PF "/0", "exec_quantum_ms=9,ggtt=7",
		"vf-quota", PF "/1", "vram=4096", NULL };
	struct both *b = *state;
	struct err err = { 0 };

	tree_add_all(&b->tree, i915);
	assert_int_equal(run(b, words, &err), -EOPNOTSUPP);
	assert_contains(err.text, "no vram for VF 1 of " PF);
	assert_contains(err.text, "everything is as it was before");
	holds(b, IOV "vf1/gt0/exec_quantum_ms", "0");
	holds(b, IOV "vf1/gt0/ggtt_quota", "4");
}

/* Before VFs are made with quotas "keep" is noted: taking them back begins anew. */
static void test_keep(void **state)
{
	static const char *const words[] = { "vf-sharing", PF, "keep", "vf-quota", PF "/0",
		"exec_quantum_ms=9", "vf-quota", PF "/1", "vram=4096", NULL };
	struct both *b = *state;
	struct err err = { 0 };

	tree_add_all(&b->tree, i915);
	assert_int_equal(run(b, words, &err), -EOPNOTSUPP);
	holds(b, IOV "vf1/gt0/exec_quantum_ms", "0");
	holds(b, IOV "vf1/gt0/ggtt_quota", "0");
	holds(b, IOV "vf2/gt0/ggtt_quota", "0");
	/* Whoever shared out by hand finds his quotas again. */
	tree_add(&b->tree, IOV "vf1/gt0/ggtt_quota", "4\n");
	tree_add(&b->tree, IOV "vf2/gt0/ggtt_quota", "8\n");
	tree_add(&b->tree, IOV "pf/auto_provisioning", "0\n");
	assert_int_equal(run(b, words, &err), -EOPNOTSUPP);
	holds(b, IOV "vf1/gt0/ggtt_quota", "4");
	holds(b, IOV "vf2/gt0/ggtt_quota", "8");
	holds(b, IOV "pf/auto_provisioning", "0");
}

static void test_auto(void **state)
{
	static const char *const words[] = { "vf-quota", PF "/0", "none", "vf-quota", PF "/1",
		"none", "vf-sharing", PF, "auto", NULL };
	static const char *const share[] = { "vf-sharing", PF, "auto", NULL };
	struct both *b = *state;
	struct err err = { 0 };

	tree_add_all(&b->tree, i915);
	tree_add(&b->tree, IOV "pf/auto_provisioning", "0\n");
	/* Not while there are VFs: they would lose what they work with. */
	tree_add(&b->tree, DEVICE "sriov_numvfs", "1\n");
	assert_ok(run(b, share, &err), err);
	holds(b, IOV "pf/auto_provisioning", "0");
	holds(b, IOV "vf1/gt0/ggtt_quota", "4");
	tree_add(&b->tree, DEVICE "sriov_numvfs", "0\n");
	assert_ok(run(b, words, &err), err);
	holds(b, IOV "pf/auto_provisioning", "1");
	holds(b, IOV "vf1/gt0/ggtt_quota", "0");
	holds(b, IOV "vf2/gt0/ggtt_quota", "0");
}

static void test_old_xe(void **state)
{
	static const char *const words[] = { "vf-quota", PF "/0",
		"exec_quantum_ms=20,sched_priority=normal,ggtt=65536", NULL };
	static const char *const share[] = { "vf-sharing", PF, "auto", NULL };
	static const char *const odd[] = { "vf-quota", PF "/x", "ggtt=1", NULL };
	struct both *b = *state;
	struct err err = { 0 };

	tree_add_all(&b->tree, xe);
	assert_ok(run(b, words, &err), err);
	holds(b, DEBUG "vf1/exec_quantum_ms", "20");
	holds(b, DEBUG "vf1/sched_priority", "1");
	holds(b, DEBUG "vf1/ggtt_quota", "65536");
	/* Of 6.19: nobody can read who shares out, so it is said in any case. */
	tree_add(&b->tree, "sys/kernel/debug/dri/0/sriov/restore_auto_provisioning", "0");
	assert_ok(run(b, share, &err), err);
	holds(b, "sys/kernel/debug/dri/0/sriov/restore_auto_provisioning", "1");
	assert_int_equal(run(b, odd, &err), -EINVAL);
	assert_contains(err.text, "names no VF");
}

/* A GPU that lost its driver has no quotas to take back. */
static void test_no_driver(void **state)
{
	static const char *const words[] = { "vf-quota", PF "/0", "ggtt=1", NULL };
	struct both *b = *state;
	struct err err = { 0 };

	tree_add(&b->tree, DEVICE "sriov_numvfs", "0\n");
	assert_int_equal(run(b, words, &err), -ENODEV);
	assert_contains(err.text, "has no driver");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_set, setup, teardown),
		cmocka_unit_test_setup_teardown(test_taken_back, setup, teardown),
		cmocka_unit_test_setup_teardown(test_keep, setup, teardown),
		cmocka_unit_test_setup_teardown(test_auto, setup, teardown),
		cmocka_unit_test_setup_teardown(test_old_xe, setup, teardown),
		cmocka_unit_test_setup_teardown(test_no_driver, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
