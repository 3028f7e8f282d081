/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is the cause told from what follows, what is over from what counts?
 */
#include "checks/log-findings.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "lib/tests.h"

#define PF  "0000:01:00.0"
#define PF2 "0000:02:00.0"

static size_t row_of(const char *id)
{
	const struct diagnosis *d = diagnosis_find(id);

	if (!d)
		fail_msg("there is no row %s", id);
	return (size_t)(d - diagnoses);
}

static void add(struct log_findings *f, const char *id, size_t line, const char *device)
{
	struct log_hit hit = {
		.row = row_of(id),
		.line = line,
		.text = { "the line", 8 },
		.device = { device, device ? strlen(device) : 0 },
		.parts = { { "first", 5 }, { "second", 6 } },
	};
	struct err err;

	assert_ok(log_findings_add(f, &hit, &err), err);
}

static void judge(struct log_findings *f)
{
	struct err err;

	assert_ok(log_findings_judge(f, &err), err);
}

static void finding_is(const struct log_findings *f, size_t i, const char *id, enum verdict v)
{
	assert_true(i < f->n);
	assert_string_equal(f->v[i].id, id);
	assert_int_equal(f->v[i].verdict, v);
}

static void test_cause_first(void **state)
{
	_cleanup_(log_findings_done) struct log_findings f = { 0 };

	(void)state;
	add(&f, "sriov-no-mmio", 10, PF);
	add(&f, "ixgbe-sriov-failed", 11, PF);
	add(&f, "shell-no-memory", 12, NULL);
	judge(&f);
	assert_int_equal(f.n, 3);
	finding_is(&f, 0, "sriov-no-mmio", VERDICT_BLOCKS);
	finding_is(&f, 1, "ixgbe-sriov-failed", VERDICT_BLOCKS);
	assert_true(f.v[0].folded_under == FINDING_NONE);
	assert_int_equal(f.v[1].folded_under, 0);
	assert_int_equal(f.v[2].folded_under, 0);
	assert_int_equal(f.n_blocks, 1);
	assert_int_equal(f.n_warnings, 0);
}

/* Behind it, of another device, or used up: no cause. */
static void test_no_cause(void **state)
{
	_cleanup_(log_findings_done) struct log_findings f = { 0 };

	(void)state;
	add(&f, "ixgbe-sriov-failed", 9, PF);
	add(&f, "sriov-no-mmio", 10, PF);
	add(&f, "ixgbe-sriov-failed", 11, PF2);
	judge(&f);
	assert_int_equal(f.n, 3);
	assert_int_equal(f.n_blocks, 3);
}

static void test_used_up(void **state)
{
	_cleanup_(log_findings_done) struct log_findings f = { 0 };

	(void)state;
	add(&f, "sriov-no-mmio", 1, PF);
	add(&f, "ixgbe-sriov-failed", 2, PF);
	add(&f, "ixgbe-sriov-failed", 3, PF);
	add(&f, "sriov-no-mmio", 4, PF);
	add(&f, "ixgbe-sriov-failed", 5, PF);
	judge(&f);
	assert_int_equal(f.n, 3);
	finding_is(&f, 0, "sriov-no-mmio", VERDICT_BLOCKS);
	assert_int_equal(f.v[0].count, 2);
	assert_int_equal(f.v[1].folded_under, 0);
	assert_int_equal(f.v[1].count, 2);
	assert_true(f.v[2].folded_under == FINDING_NONE);
	assert_int_equal(f.v[2].count, 1);
}

/* A warning that explains a block blocks; through a chain too. */
static void test_raised(void **state)
{
	_cleanup_(log_findings_done) struct log_findings f = { 0 };

	(void)state;
	add(&f, "shell-range", 1, NULL);
	add(&f, "vf-bar-no-space", 5, PF);
	add(&f, "sriov-no-mmio", 50, PF);
	add(&f, "ixgbe-sriov-failed", 51, PF);
	judge(&f);
	finding_is(&f, 0, "vf-bar-no-space", VERDICT_BLOCKS);
	assert_int_equal(f.v[1].folded_under, 0);
	assert_int_equal(f.v[2].folded_under, 0);
	finding_is(&f, 3, "shell-range", VERDICT_WARNING);
	assert_int_equal(f.n_blocks, 1);
	assert_int_equal(f.n_warnings, 1);
}

static void test_host_wide(void **state)
{
	_cleanup_(log_findings_done) struct log_findings f = { 0 };

	(void)state;
	add(&f, "dmar-parse", 1, NULL);
	add(&f, "vfio-no-intremap", 900, NULL);
	add(&f, "qemu-container-iommu", 5000, PF);
	judge(&f);
	assert_int_equal(f.n, 3);
	assert_int_equal(f.v[2].folded_under, 0);
	assert_int_equal(f.n_blocks, 1);
}

static void test_settled(void **state)
{
	_cleanup_(log_findings_done) struct log_findings f = { 0 };

	(void)state;
	add(&f, "sriov-no-mmio", 1, PF);
	add(&f, "i915-vfs-failed", 2, PF);
	add(&f, "sriov-no-mmio", 3, PF2);
	add(&f, "i915-vfs-enabled", 9, PF);
	judge(&f);
	assert_int_equal(f.n_blocks, 1);
	finding_is(&f, 0, "sriov-no-mmio", VERDICT_BLOCKS);
	assert_string_equal(f.v[0].device, PF2);
	finding_is(&f, 1, "sriov-no-mmio", VERDICT_OK);
	assert_contains(f.v[1].title, "solved later");
	finding_is(&f, 2, "i915-vfs-failed", VERDICT_OK);
}

/* What is solved no longer makes its cause worse. */
static void test_settled_below(void **state)
{
	_cleanup_(log_findings_done) struct log_findings f = { 0 };

	(void)state;
	add(&f, "dmar-parse", 1, NULL);
	add(&f, "vfio-no-intremap", 2, NULL);
	add(&f, "vf-bar-no-space", 3, PF);
	add(&f, "sriov-no-mmio", 4, PF);
	add(&f, "ixgbe-sriov-failed", 5, PF);
	add(&f, "i915-vfs-enabled", 6, PF);
	judge(&f);
	assert_int_equal(f.n_blocks, 1);
	assert_int_equal(f.n_warnings, 0);
	finding_is(&f, 0, "dmar-parse", VERDICT_BLOCKS);
}

static void test_settled_and_back(void **state)
{
	_cleanup_(log_findings_done) struct log_findings f = { 0 };

	(void)state;
	add(&f, "sriov-no-mmio", 1, PF);
	add(&f, "i915-vfs-enabled", 9, PF);
	add(&f, "sriov-no-mmio", 20, PF);
	judge(&f);
	assert_int_equal(f.n_blocks, 1);
	assert_int_equal(f.v[0].count, 2);
}

static void test_boots(void **state)
{
	_cleanup_(log_findings_done) struct log_findings f = { 0 };

	(void)state;
	add(&f, "boot", 1, NULL);
	add(&f, "sriov-no-mmio", 2, PF);
	add(&f, "boot", 100, NULL);
	add(&f, "ixgbe-sriov-failed", 101, PF);
	judge(&f);
	assert_int_equal(f.boots, 2);
	assert_int_equal(f.n_blocks, 1);
	assert_int_equal(f.n_earlier, 1);
	finding_is(&f, 0, "ixgbe-sriov-failed", VERDICT_BLOCKS);
	assert_true(f.v[0].folded_under == FINDING_NONE);
}

static void test_titles(void **state)
{
	_cleanup_(log_findings_done) struct log_findings f = { 0 };

	(void)state;
	add(&f, "sriov-fewer", 1, PF);
	judge(&f);
	assert_string_equal(f.v[0].title, "first VFs were asked for, only second were made");
	assert_string_equal(f.v[0].evidence, "the line");
	assert_string_equal(verdict_word(f.v[0].verdict), "warning");
}

static void test_nothing(void **state)
{
	_cleanup_(log_findings_done) struct log_findings f = { 0 };

	(void)state;
	judge(&f);
	assert_int_equal(f.n, 0);
	assert_int_equal(f.n_blocks, 0);
}

/* A log with more devices than anybody has. */
static void test_many(void **state)
{
	_cleanup_(log_findings_done) struct log_findings f = { 0 };
	char device[16];

	(void)state;
	for (unsigned i = 0; i < 25000; i++) {
		(void)snprintf(device, sizeof(device), "%05x:%02x:00.0", i >> 8, i & 0xff);
		add(&f, "not-ready", i + 1, device);
	}
	judge(&f);
	assert_int_equal(f.n + f.left_out, 25000);
	assert_true(f.left_out > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cause_first),
		cmocka_unit_test(test_no_cause),
		cmocka_unit_test(test_used_up),
		cmocka_unit_test(test_raised),
		cmocka_unit_test(test_host_wide),
		cmocka_unit_test(test_settled),
		cmocka_unit_test(test_settled_below),
		cmocka_unit_test(test_settled_and_back),
		cmocka_unit_test(test_boots),
		cmocka_unit_test(test_titles),
		cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
