/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Do the rows of checks agree with each other, is the right one run, and is the cause told
 * from what follows? What each check says is tested in test-checks-*.c.
 */
#include "checks/check.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "lib/given.h"
#include "lib/made-host.h"
#include "lib/tests.h"
#include "model/diagnosis.h"

#define GPU  "0000:00:02.0"
#define CARD "0000:01:00.0"

static size_t row_of(const char *id)
{
	size_t i = 0;

	while (checks[i] && !str_eq(checks[i]->id, id))
		i++;
	return i;
}

/* The first word of *words, which goes on behind it; NULL at the end. */
static char *next_word(const char **words)
{
	const char *p = *words ? *words + strspn(*words, " ") : "";
	size_t n = strcspn(p, " ");

	*words = p + n;
	return n > 0 ? str_from_bytes(p, n) : NULL;
}

static void test_rows(void **state)
{
	static const char groups[] = " firmware kernel boot driver iommu sriov vfio gpu nic nvme "
				     "guest desktop cpu memory parameter security ";

	(void)state;
	for (size_t i = 0; checks[i]; i++) {
		const struct check *c = checks[i];
		_cleanup_free_ char *group = str_printf(" %s ", c->group);

		assert_ptr_equal(check_find(c->id), c);
		assert_int_equal(row_of(c->id), i);
		assert_non_null(strstr(groups, group));
		assert_true(c->title && c->title[0] && c->title[strlen(c->title) - 1] != '.');
		assert_true(c->why && c->why[0] && c->source && c->source[0] && c->judge);
		assert_true((c->kinds & ~(unsigned)CHECK_ANY_DEVICE) == 0);
		assert_true((c->modes & ~(unsigned)USE_MODE_ANY) == 0);
		assert_true((c->guests & ~(unsigned)GUEST_OS_ANY) == 0);
	}
	assert_null(check_find("no-such-check"));
	assert_null(check_find(""));
}

/* What explains a check is one that runs before it, for what it runs for. */
static void test_explained_by(void **state)
{
	size_t n = 0;

	(void)state;
	for (size_t i = 0; checks[i]; i++) {
		const struct check *c = checks[i];
		const char *words = c->explained_by;

		for (;;) {
			_cleanup_free_ char *id = next_word(&words);
			size_t row = id ? row_of(id) : 0;

			if (!id)
				break;
			n++;
			if (!checks[row])
				fail_msg("%s: there is no check %s", c->id, id);
			if (row >= i)
				fail_msg("%s stands before %s, which explains it", c->id, id);
			if (c->kinds == CHECK_HOST && checks[row]->kinds != CHECK_HOST)
				fail_msg("%s is of the host, %s of devices", c->id, id);
			if (checks[row]->kinds && !(checks[row]->kinds & c->kinds))
				fail_msg("%s and %s are of other devices", c->id, id);
			/* Those of the host run for the modes of all devices together. */
			if (checks[row]->kinds && c->modes && checks[row]->modes &&
				!(checks[row]->modes & c->modes))
				fail_msg("%s and %s are of other modes", c->id, id);
		}
	}
	assert_true(n > 100);
}

static void test_diagnoses(void **state)
{
	size_t n = 0;

	(void)state;
	for (size_t i = 0; i < n_diagnoses; i++) {
		/* One name for one thing: --explain and scripts go by it. */
		if (check_find(diagnoses[i].id))
			fail_msg("%s is a check and a diagnosis", diagnoses[i].id);
		const struct diagnosis *d = &diagnoses[i];

		if (!d->check)
			continue;
		n++;
		if (!check_find(d->check))
			fail_msg("[%s]: there is no check %s", d->id, d->check);
		if (d->verdict < VERDICT_WARNING)
			fail_msg("[%s] is never bad: what would check = say", d->id);
	}
	assert_true(n >= 20);
}

static int setup(void **state)
{
	struct host *host = calloc(1, sizeof(*host));

	assert_non_null(host);
	host_init(host);
	(void)made_dev(host, GPU, 0x030000, 0x8086, 0x46a6);
	(void)made_dev(host, CARD, 0x020000, 0x8086, 0x10c9);
	*state = host;
	return 0;
}

static int teardown(void **state)
{
	host_done(*state);
	free(*state);
	return 0;
}

static void run(const struct host *host, const char *name, unsigned mode, unsigned guests,
	struct check_report *report)
{
	struct check_wish wish = { .mode = mode, .guests = guests };
	struct err err;

	for (size_t i = 0; name && i < host->n_pci; i++)
		if (str_eq(host->pci[i].name, name))
			wish.dev = &host->pci[i];
	assert_true(!name || wish.dev);
	assert_ok(checks_run(host, &wish, report, &err), err);
}

static const struct finding *find(
	const struct check_report *report, const char *id, const char *device)
{
	for (size_t i = 0; i < report->n; i++)
		if (str_eq(report->v[i].id, id) && str_eq(report->v[i].device, device))
			return &report->v[i];
	return NULL;
}

/* Which one explains it; "" none. */
static const char *cause_of(const struct check_report *report, const char *id, const char *device)
{
	const struct finding *f = find(report, id, device);

	assert_non_null(f);
	return f->folded_under == FINDING_NONE ? "" : report->v[f->folded_under].id;
}

/* One finding for each row that is wanted, in the order of the rows, and for no other. */
static void test_wanted(void **state)
{
	static const struct {
		const char *dev;
		unsigned kind, mode, guests;
	} wishes[] = {
		{ NULL, CHECK_HOST, USE_MODE_ANY, GUEST_OS_ANY },
		{ NULL, CHECK_HOST, USE_MODE_GVT_G, GUEST_OS_LINUX },
		{ GPU, CHECK_IGPU, USE_MODE_SRIOV, GUEST_OS_ANY },
		{ GPU, CHECK_IGPU, USE_MODE_GVT_G, GUEST_OS_WINDOWS },
		{ CARD, CHECK_NIC, USE_MODE_SRIOV, GUEST_OS_ANY },
		{ CARD, CHECK_NIC, USE_MODE_PASSTHROUGH, GUEST_OS_LINUX },
	};

	for (size_t w = 0; w < ARRAY_SIZE(wishes); w++) {
		_cleanup_(check_report_done) struct check_report report = { 0 };
		size_t at = 0;

		run(*state, wishes[w].dev, wishes[w].mode, wishes[w].guests, &report);
		for (size_t i = 0; checks[i]; i++) {
			const struct check *c = checks[i];
			bool kind = wishes[w].kind ? c->kinds & wishes[w].kind : c->kinds == 0;
			bool mode = !c->modes || c->modes & wishes[w].mode;

			if (!kind || !mode || (c->guests && !(c->guests & wishes[w].guests)))
				continue;
			assert_true(at < report.n);
			assert_string_equal(report.v[at].id, c->id);
			assert_string_equal(
				report.v[at].device, wishes[w].dev ? wishes[w].dev : "");
			assert_non_null(report.v[at].title);
			at++;
		}
		assert_int_equal(at, report.n);
		assert_true(at > 0);
	}
}

/* Nothing is known: nothing blocks, and what is unknown is explained by nothing worse. */
static void test_unknown(void **state)
{
	_cleanup_(check_report_done) struct check_report report = { 0 };

	run(*state, NULL, USE_MODE_ANY, GUEST_OS_ANY, &report);
	run(*state, GPU, USE_MODE_SRIOV, GUEST_OS_ANY, &report);
	run(*state, CARD, USE_MODE_PASSTHROUGH, GUEST_OS_ANY, &report);
	assert_string_equal(find(&report, "iommu-on", "")->title,
		"whether there are IOMMU groups could not be looked at");
	for (size_t i = 0; i < report.n; i++)
		if (report.v[i].verdict == VERDICT_BLOCKS && !report.v[i].device[0])
			fail_msg("%s: %s", report.v[i].id, report.v[i].title);
	assert_int_equal(find(&report, "intr-remap", "")->verdict, VERDICT_UNKNOWN);
	/* iommu-on, iommu-table, host-guest: the first one stands for them. */
	assert_string_equal(cause_of(&report, "intr-remap", ""), "host-guest");
}

/* The cause of an unknown one may be bad; the cause of a bad one is never unknown. */
static void test_sure(void **state)
{
	_cleanup_(check_report_done) struct check_report unsure = { 0 }, sure = { 0 };
	struct host *host = *state;

	host->machine.intr_remap = TRI_NO;
	run(host, NULL, USE_MODE_SRIOV, GUEST_OS_ANY, &unsure);
	assert_int_equal(find(&unsure, "iommu-on", "")->verdict, VERDICT_UNKNOWN);
	assert_int_equal(find(&unsure, "intr-remap", "")->verdict, VERDICT_BLOCKS);
	assert_string_equal(cause_of(&unsure, "intr-remap", ""), "");

	host->iommu = TRI_NO;
	run(host, NULL, USE_MODE_SRIOV, GUEST_OS_ANY, &sure);
	assert_int_equal(find(&sure, "iommu-on", "")->verdict, VERDICT_BLOCKS);
	assert_string_equal(cause_of(&sure, "intr-remap", ""), "iommu-on");
}

/* What explains something worse is as bad, and the last cause stands for all. */
static void test_chain(void **state)
{
	_cleanup_(check_report_done) struct check_report report = { 0 }, two = { 0 };
	struct host *host = *state;

	host->iommu = TRI_YES;
	host->machine.acpi.intr_remap = TRI_NO;
	host->machine.intr_remap = TRI_YES;
	run(host, NULL, USE_MODE_SRIOV, GUEST_OS_ANY, &report);
	assert_int_equal(find(&report, "intr-remap-firmware", "")->verdict, VERDICT_WARNING);

	host->machine.intr_remap = TRI_NO;
	run(host, NULL, USE_MODE_SRIOV, GUEST_OS_ANY, &two);
	assert_string_equal(cause_of(&two, "intr-remap", ""), "intr-remap-firmware");
	assert_int_equal(find(&two, "intr-remap-firmware", "")->verdict, VERDICT_BLOCKS);

	check_report_done(&two);
	given_cmdline(host, "intel_iommu=off");
	host->cpu.vendor = CPU_VENDOR_INTEL;
	host->iommu = TRI_NO;
	host->machine.acpi.intr_remap = TRI_UNKNOWN;
	run(host, NULL, USE_MODE_SRIOV, GUEST_OS_ANY, &two);
	assert_string_equal(cause_of(&two, "iommu-on", ""), "iommu-param-off");
	assert_string_equal(cause_of(&two, "intr-remap", ""), "iommu-param-off");
}

/* A device's finding explains nothing of another device; one of the host explains both. */
static void test_devices(void **state)
{
	_cleanup_(check_report_done) struct check_report report = { 0 };
	struct host *host = *state;

	for (size_t i = 0; i < host->n_pci; i++) {
		host->pci[i].detail->header_bad = i == 0 ? TRI_YES : TRI_NO;
		host->pci[i].reset_seen = TRI_YES; /* and no way */
	}
	run(host, NULL, USE_MODE_PASSTHROUGH, GUEST_OS_ANY, &report);
	run(host, GPU, USE_MODE_PASSTHROUGH, GUEST_OS_ANY, &report);
	run(host, CARD, USE_MODE_PASSTHROUGH, GUEST_OS_ANY, &report);
	assert_int_equal(find(&report, "device-gone", GPU)->verdict, VERDICT_BLOCKS);
	assert_int_equal(find(&report, "vfio-reset", GPU)->verdict, VERDICT_WARNING);
	assert_int_equal(find(&report, "vfio-reset", CARD)->verdict, VERDICT_WARNING);
	assert_string_equal(cause_of(&report, "vfio-reset", GPU), "device-gone");
	assert_string_equal(cause_of(&report, "vfio-reset", CARD), "");
}

static enum tri some(size_t n)
{
	return n % 3 == 0 ? TRI_UNKNOWN : n % 3 == 1 ? TRI_NO : TRI_YES;
}

/* Of any host: a cause stands before, is no follower, is as bad, and is of the same thing. */
static void test_any(void **state)
{
	struct host *host = *state;
	size_t n_folded = 0;

	for (size_t n = 0; n < 243; n++) {
		_cleanup_(check_report_done) struct check_report report = { 0 };

		host->iommu = some(n);
		host->machine.intr_remap = some(n / 3);
		host->machine.acpi.dmar = some(n / 9);
		host->pci[0].detail->header_bad = some(n / 27);
		host->pci[0].sriov.present = host->pci[1].sriov.present = some(n / 81);
		run(host, NULL, USE_MODE_ANY, GUEST_OS_ANY, &report);
		run(host, GPU, USE_MODE_SRIOV, GUEST_OS_ANY, &report);
		run(host, CARD, USE_MODE_PASSTHROUGH, GUEST_OS_ANY, &report);
		for (size_t i = 0; i < report.n; i++) {
			const struct finding *f = &report.v[i], *root;

			if (f->folded_under == FINDING_NONE)
				continue;
			n_folded++;
			assert_true(f->folded_under < i);
			root = &report.v[f->folded_under];
			assert_int_equal(root->folded_under, FINDING_NONE);
			assert_true(f->verdict >= VERDICT_UNKNOWN && root->verdict >= f->verdict);
			assert_true(!root->device[0] || str_eq(root->device, f->device));
		}
	}
	assert_true(n_folded > 243);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_explained_by),
		cmocka_unit_test(test_diagnoses),
		cmocka_unit_test_setup_teardown(test_wanted, setup, teardown),
		cmocka_unit_test_setup_teardown(test_unknown, setup, teardown),
		cmocka_unit_test_setup_teardown(test_sure, setup, teardown),
		cmocka_unit_test_setup_teardown(test_chain, setup, teardown),
		cmocka_unit_test_setup_teardown(test_devices, setup, teardown),
		cmocka_unit_test_setup_teardown(test_any, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
