/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does a check that looks at the same thing as a line of the log have the last word?
 */
#include "cli/doctor-join.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "lib/tests.h"

#define PF  "0000:01:00.0"
#define PF2 "0000:02:00.0"

struct both {
	struct check_report report;
	struct log_findings log;
	struct finding *all;
	size_t n;
};

static int setup(void **state)
{
	*state = calloc(1, sizeof(struct both));
	assert_non_null(*state);
	return 0;
}

static int teardown(void **state)
{
	struct both *b = *state;

	free(b->all);
	check_report_done(&b->report);
	log_findings_done(&b->log);
	free(b);
	return 0;
}

/* A finding of a check; the number of it. */
static size_t said(struct both *b, const char *id, const char *device, enum verdict verdict)
{
	struct finding *f = mem_append(&b->report.v, &b->report.n, sizeof(*f));

	assert_non_null(f);
	assert_non_null(check_find(id));
	*f = (struct finding) { .id = id, .verdict = verdict, .folded_under = FINDING_NONE };
	f->title = strdup("said by a check");
	(void)snprintf(f->device, sizeof(f->device), "%s", device);
	return b->report.n - 1;
}

static void line(struct both *b, size_t n, const char *id, const char *device)
{
	const struct diagnosis *d = diagnosis_find(id);
	struct log_hit hit = {
		.row = (size_t)(d - diagnoses),
		.line = n,
		.text = { "the line", 8 },
		.device = { device, device ? strlen(device) : 0 },
	};
	struct err err;

	assert_non_null(d);
	assert_ok(log_findings_add(&b->log, &hit, &err), err);
}

static void join(struct both *b)
{
	struct err err;

	assert_ok(log_findings_judge(&b->log, &err), err);
	b->all = doctor_join(&b->report, &b->log, &b->n);
	assert_non_null(b->all);
	assert_int_equal(b->n, b->report.n + b->log.n);
}

static const struct finding *of_log(const struct both *b, const char *id)
{
	for (size_t i = b->report.n; i < b->n; i++)
		if (str_eq(b->all[i].id, id))
			return &b->all[i];
	fail_msg("no line %s", id);
	return NULL;
}

static void is(const struct both *b, const char *id, enum verdict verdict, size_t under)
{
	const struct finding *f = of_log(b, id);

	assert_int_equal(f->verdict, verdict);
	assert_int_equal(f->folded_under, under);
}

/* Fine now: the line is of the past, with all that follows from it. */
static void test_fine(void **state)
{
	struct both *b = *state;
	size_t cause;

	(void)said(b, "sriov-vf-bars", PF, VERDICT_OK);
	line(b, 1, "sriov-no-mmio", PF);
	line(b, 2, "ixgbe-sriov-failed", PF);
	join(b);
	cause = (size_t)(of_log(b, "sriov-no-mmio") - b->all);
	is(b, "sriov-no-mmio", VERDICT_OK, FINDING_NONE);
	is(b, "ixgbe-sriov-failed", VERDICT_OK, cause);
	assert_contains(of_log(b, "sriov-no-mmio")->title, "(fine now: sriov-vf-bars)");
}

/* Bad: the line stands below it, with all that follows; or below what explains the check. */
static void test_bad(void **state)
{
	struct both *b = *state;
	size_t root = said(b, "kernel-realloc", "", VERDICT_WARNING), bars;

	(void)said(b, "iommu-on", "", VERDICT_OK);
	bars = said(b, "sriov-vf-bars", PF, VERDICT_BLOCKS);
	b->report.v[bars].folded_under = root;
	bars = said(b, "pf-driver", PF2, VERDICT_BLOCKS);
	line(b, 1, "sriov-no-mmio", PF);
	line(b, 2, "ixgbe-sriov-failed", PF);
	line(b, 3, "sriov-no-pf-driver", PF2);
	join(b);
	is(b, "sriov-no-mmio", VERDICT_BLOCKS, root);
	is(b, "ixgbe-sriov-failed", VERDICT_BLOCKS, root);
	is(b, "sriov-no-pf-driver", VERDICT_BLOCKS, bars);
}

/* Of another device, not looked at, not applicable, or no check: the line stays. */
static void test_stays(void **state)
{
	struct both *b = *state;

	(void)said(b, "sriov-vf-bars", PF2, VERDICT_OK);
	(void)said(b, "pf-driver", PF, VERDICT_UNKNOWN);
	(void)said(b, "driver-sriov", PF, VERDICT_NOT_APPLICABLE);
	line(b, 1, "sriov-no-mmio", PF);
	line(b, 2, "sriov-no-pf-driver", PF);
	line(b, 3, "sriov-driver-cannot", PF);
	line(b, 4, "sriov-pcibios", PF);
	join(b);
	is(b, "sriov-no-mmio", VERDICT_BLOCKS, FINDING_NONE);
	is(b, "sriov-no-pf-driver", VERDICT_BLOCKS, FINDING_NONE);
	is(b, "sriov-driver-cannot", VERDICT_BLOCKS, FINDING_NONE);
	is(b, "sriov-pcibios", VERDICT_BLOCKS, FINDING_NONE);
	assert_lacks(of_log(b, "sriov-no-mmio")->title, "fine now");
}

/* What is harmless is not touched, whatever a check says. */
static void test_harmless(void **state)
{
	struct both *b = *state;

	(void)said(b, "intr-remap", "", VERDICT_BLOCKS);
	line(b, 1, "iommu-remap", NULL);
	join(b);
	is(b, "iommu-remap", VERDICT_OK, FINDING_NONE);
}

/* A check of the host speaks for lines of any device, and of none. */
static void test_host(void **state)
{
	struct both *b = *state;

	(void)said(b, "acs-override", "", VERDICT_OK);
	(void)said(b, "intr-remap", "", VERDICT_OK);
	line(b, 1, "acs-override-on", NULL);
	line(b, 2, "vfio-no-intremap", PF);
	join(b);
	is(b, "acs-override-on", VERDICT_OK, FINDING_NONE);
	is(b, "vfio-no-intremap", VERDICT_OK, FINDING_NONE);
}

/* A line of no device: a device that is fine proves nothing, the worst one may explain. */
static void test_no_device(void **state)
{
	struct both *b = *state;
	size_t worst;

	(void)said(b, "vfio-group", PF, VERDICT_OK);
	line(b, 1, "vfio-not-viable", NULL);
	join(b);
	is(b, "vfio-not-viable", VERDICT_BLOCKS, FINDING_NONE);
	free(b->all);
	b->all = NULL;
	worst = said(b, "vfio-group", PF2, VERDICT_BLOCKS);
	b->all = doctor_join(&b->report, &b->log, &b->n);
	assert_non_null(b->all);
	is(b, "vfio-not-viable", VERDICT_BLOCKS, worst);
}

static void test_nothing(void **state)
{
	struct both *b = *state;

	join(b);
	assert_int_equal(b->n, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_fine, setup, teardown),
		cmocka_unit_test_setup_teardown(test_bad, setup, teardown),
		cmocka_unit_test_setup_teardown(test_stays, setup, teardown),
		cmocka_unit_test_setup_teardown(test_harmless, setup, teardown),
		cmocka_unit_test_setup_teardown(test_host, setup, teardown),
		cmocka_unit_test_setup_teardown(test_no_device, setup, teardown),
		cmocka_unit_test_setup_teardown(test_nothing, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
