/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Do VFs of a GPU get their shares before they get a driver, do the shares go with them, and is
 * refused what no driver can do or what a running guest would not survive?
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "lib/planned.h"
#include "lib/tests.h"
#include "plan/plan-vf.h"

static struct pci_use held = { PCI_USE_GUEST, (char[]) { "win" } };

#define PF   "0000:00:02.0"
#define BITS (VF_QUOTA_ALL & ~VF_QUOTA_BIT(VF_QUOTA_VRAM))

/* A GPU with up to two VFs. */
struct test_machine {
	struct pci_dev pci[3];
	struct host host;
};

static void make(struct test_machine *m, int vfs)
{
	*m = (struct test_machine) { .host = { .pci = m->pci, .n_pci = (size_t)(1 + vfs) } };
	m->pci[0] = (struct pci_dev) { .addr = { 0, 0, 2, 0 },
		.name = PF,
		.driver = "i915",
		.class = 0x030000,
		.vendor = 0x8086,
		.boot_vga = TRI_YES,
		.quota_offers = BITS,
		.quota_auto = TRI_YES,
		.sriov = { TRI_YES, 7, 7, vfs, TRI_NO } };
	for (int i = 0; i < vfs; i++) {
		m->pci[1 + i] = (struct pci_dev) { .addr = { 0, 0, 2, (uint8_t)(1 + i) },
			.is_vf = true,
			.physfn = { 0, 0, 2, 0 },
			.vf_index = i,
			.driver = "vfio-pci",
			.sriov.total = -1 };
		pci_addr_format(m->pci[1 + i].addr, m->pci[1 + i].name);
	}
}

static struct vf_quota quota(const char *text)
{
	struct vf_quota q = { 0 };
	struct err err = { 0 };

	assert_ok(vf_quota_parse(text, &q, &err), err);
	return q;
}

static void creates(struct test_machine *m, struct wish_vf wish, const char *want)
{
	_cleanup_(steps_done) struct steps s = { 0 };
	struct err err = { 0 };

	assert_ok(plan_vf_create(&m->host, &m->pci[0], &wish, &s, &err), err);
	assert_planned(&s, want);
}

static void refuses(struct test_machine *m, struct wish_vf wish, int code, const char *why)
{
	_cleanup_(steps_done) struct steps s = { 0 };
	struct err err = { 0 };

	assert_int_equal(plan_vf_create(&m->host, &m->pci[0], &wish, &s, &err), -code);
	assert_contains(err.text, why);
}

static void test_create(void **state)
{
	struct wish_vf wish = { .count = 2, .driver = "vfio-pci" };
	struct test_machine m;

	(void)state;
	make(&m, 0);
	/* Nobody asked: the driver shares out. */
	creates(&m, wish,
		"module vfio-pci vfio-pci; vf-count " PF " 2; pci-driver " PF
		"/virtfn0 vfio-pci; pci-driver " PF "/virtfn1 vfio-pci");
	wish.quota = quota("exec_quantum_ms=25,ggtt=1048576");
	wish.pf_quota = quota("exec_quantum_ms=5");
	creates(&m, wish,
		"module vfio-pci vfio-pci; vf-sharing " PF " keep; vf-count " PF " 2; vf-quota " PF
		"/pf exec_quantum_ms=5; vf-quota " PF
		"/0 exec_quantum_ms=25,ggtt=1048576; vf-quota " PF
		"/1 exec_quantum_ms=25,ggtt=1048576; pci-driver " PF
		"/virtfn0 vfio-pci; pci-driver " PF "/virtfn1 vfio-pci");
}

static void test_again(void **state)
{
	struct wish_vf wish = { .count = 2, .driver = "vfio-pci" };
	struct test_machine m;

	(void)state;
	make(&m, 2);
	wish.quota = quota("exec_quantum_ms=25");
	m.pci[1].quota = quota("exec_quantum_ms=25,ggtt=4096");
	creates(&m, wish, "module vfio-pci vfio-pci; vf-quota " PF "/1 exec_quantum_ms=25");
	m.pci[2].quota = quota("exec_quantum_ms=25");
	creates(&m, wish, "");
}

/* Quotas that were set for VFs that go would keep the driver from sharing out among the next. */
static void test_replace(void **state)
{
	struct wish_vf wish = { .count = 1, .driver = "none", .replace = true };
	struct test_machine m;

	(void)state;
	make(&m, 2);
	creates(&m, wish, "vf-count " PF " 1");
	m.pci[0].quota_auto = TRI_NO;
	creates(&m, wish,
		"vf-count " PF " 0; vf-quota " PF "/0 none; vf-quota " PF "/1 none; vf-sharing " PF
		" auto; vf-count " PF " 1");
}

static void destroys(struct test_machine *m, const char *want)
{
	_cleanup_(steps_done) struct steps s = { 0 };
	struct err err = { 0 };

	assert_ok(plan_vf_destroy(&m->host, &m->pci[0], &s, &err), err);
	assert_planned(&s, want);
}

static void test_destroy(void **state)
{
	struct test_machine m;

	(void)state;
	make(&m, 1);
	destroys(&m, "vf-count " PF " 0; vf-autoprobe " PF " 1");
	/* xe does not say who shares out: what is empty then stays as it is. */
	m.pci[0].quota_auto = TRI_UNKNOWN;
	m.pci[0].quota = quota("exec_quantum_ms=3,preempt_timeout_us=3");
	destroys(&m, "vf-count " PF " 0; vf-quota " PF "/0 none; vf-sharing " PF
		     " auto; vf-autoprobe " PF " 1");
	m.pci[0].quota = vf_quota_profile("host-first")->pf;
	destroys(&m,
		"vf-count " PF " 0; vf-quota " PF "/0 none; vf-sharing " PF " auto; vf-quota " PF
		"/pf exec_quantum_ms=0,preempt_timeout_us=0; vf-autoprobe " PF " 1");
}

static void test_refused(void **state)
{
	struct wish_vf wish = { .count = 1, .driver = "none" };
	struct test_machine m;

	(void)state;
	make(&m, 0);
	wish.quota = quota("vram=1G");
	refuses(&m, wish, EOPNOTSUPP, "the driver i915 of " PF " has no vram for its VFs");
	m.pci[0].quota_hidden = VF_QUOTA_BIT(VF_QUOTA_VRAM);
	refuses(&m, wish, EOPNOTSUPP, "where we may not look");
	wish.quota = quota("sched_priority=high");
	refuses(&m, wish, EINVAL, "no VF can have the priority high");
	m.pci[0].quota_offers = 0;
	refuses(&m, wish, EOPNOTSUPP, "its driver is i915");
	/* A GPU that was given away as a whole cannot be split as well. */
	make(&m, 0);
	wish.quota.set = 0;
	(void)snprintf(m.pci[0].driver, sizeof(m.pci[0].driver), "vfio-pci");
	refuses(&m, wish, EBUSY, "is given away as a whole");
	m.pci[0].uses = &held;
	m.pci[0].n_uses = 1;
	refuses(&m, wish, EBUSY, "the guest win holds it");
}

static void test_set(void **state)
{
	_cleanup_(steps_done) struct steps s = { 0 }, none = { 0 };
	struct wish_vf time = { .quota = quota("exec_quantum_ms=10") };
	struct wish_vf part = { .quota = quota("ggtt=8192") };
	struct err err = { 0 };
	struct test_machine m;

	(void)state;
	make(&m, 2);
	assert_ok(plan_vf_set_quota(&m.host, &m.pci[2], &part, &s, &err), err);
	assert_planned(&s, "vf-quota " PF "/1 ggtt=8192");
	m.pci[2].quota = part.quota;
	assert_ok(plan_vf_set_quota(&m.host, &m.pci[2], &part, &none, &err), err);
	assert_int_equal(none.n, 0);
	/* A running guest has its memory where it has it; its time can change. */
	m.pci[1].uses = &held;
	m.pci[1].n_uses = 1;
	assert_int_equal(plan_vf_set_quota(&m.host, &m.pci[1], &part, &none, &err), -EBUSY);
	assert_contains(err.text, "while it is in use");
	assert_ok(plan_vf_set_quota(&m.host, &m.pci[1], &time, &none, &err), err);
	assert_planned(&none, "vf-quota " PF "/0 exec_quantum_ms=10");
	steps_done(&none);
	none = (struct steps) { 0 };
	time.pf_quota = quota("exec_quantum_ms=50");
	assert_ok(plan_vf_set_quota(&m.host, &m.pci[1], &time, &none, &err), err);
	assert_planned(&none,
		"vf-quota " PF "/pf exec_quantum_ms=50; vf-quota " PF "/0 exec_quantum_ms=10");
	assert_int_equal(plan_vf_set_quota(&m.host, &m.pci[0], &time, &none, &err), -EINVAL);
	assert_contains(err.text, "is a physical function");
}

/* By host.yaml each VF has its own, and what a driver rounded is no reason to bother a guest. */
static void test_wish(void **state)
{
	_cleanup_(steps_done) struct steps s = { 0 }, again = { 0 };
	struct wish_vf_item one = { .vf = { .given = true, .v = 1 },
		.contexts = { .given = true, .v = 1000 } };
	struct wish_device d = { .count = { .given = true, .v = 2 },
		.defaults.profile = { .given = true, .v = 1 },
		.vfs = &one,
		.n_vfs = 1 };
	struct err err = { 0 };
	struct test_machine m;

	(void)state;
	make(&m, 0);
	assert_ok(plan_vf_wish(&m.host, &m.pci[0], &d, &s, &err), err);
	assert_planned(&s,
		"module vfio-pci vfio-pci; vf-sharing " PF " keep; vf-count " PF " 2; vf-quota " PF
		"/pf exec_quantum_ms=5,preempt_timeout_us=100000; vf-quota " PF
		"/0 exec_quantum_ms=50,preempt_timeout_us=1000000; vf-quota " PF
		"/1 exec_quantum_ms=50,preempt_timeout_us=1000000,contexts=1000; pci-driver " PF
		"/virtfn0 vfio-pci; pci-driver " PF "/virtfn1 vfio-pci");
	make(&m, 2);
	m.pci[0].quota = quota("exec_quantum_ms=5,preempt_timeout_us=100000");
	m.pci[1].quota = quota("exec_quantum_ms=50,preempt_timeout_us=1000000");
	m.pci[2].quota = quota("exec_quantum_ms=50,preempt_timeout_us=1000000,contexts=1024");
	m.pci[2].uses = &held;
	m.pci[2].n_uses = 1;
	assert_ok(plan_vf_wish(&m.host, &m.pci[0], &d, &again, &err), err);
	assert_planned(&again, "");
	/* More than a driver rounds is another wish; so is less than was asked for. */
	one.contexts.v = 896;
	assert_int_equal(plan_vf_wish(&m.host, &m.pci[0], &d, &again, &err), -EBUSY);
	one.contexts.v = 1025;
	assert_int_equal(plan_vf_wish(&m.host, &m.pci[0], &d, &again, &err), -EBUSY);
	/* A driver without such a quota is said, whichever VF it is for. */
	m.pci[2].n_uses = 0;
	m.pci[0].quota_offers = BITS & ~VF_QUOTA_BIT(VF_QUOTA_CONTEXTS);
	assert_int_equal(plan_vf_wish(&m.host, &m.pci[0], &d, &again, &err), -EOPNOTSUPP);
	assert_contains(err.text, "has no contexts for its VFs");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_create),
		cmocka_unit_test(test_again),
		cmocka_unit_test(test_replace),
		cmocka_unit_test(test_destroy),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_set),
		cmocka_unit_test(test_wish),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
