/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Are quotas of a GPU's VF the same after they were text, is rubbish refused, and is the right
 * file found among those of all drivers?
 */
#include "model/vf-quota.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "lib/tests.h"
#include "model/vf-quota-files.h"

static void same(const char *text, const char *want)
{
	struct vf_quota q = { 0 };
	struct err err = { 0 };
	char back[VF_QUOTA_TEXT];

	assert_ok(vf_quota_parse(text, &q, &err), err);
	vf_quota_format(&q, back);
	assert_string_equal(back, want);
}

static void wrong(const char *text, int code, const char *why)
{
	struct vf_quota q = { .set = 99 };
	struct err err = { 0 };

	assert_int_equal(vf_quota_parse(text, &q, &err), -code);
	assert_contains(err.text, why);
	assert_int_equal(q.set, 99);
}

static void test_text(void **state)
{
	const char *all = "exec_quantum_ms=4294967295,preempt_timeout_us=4294967295,"
			  "sched_priority=normal,ggtt=4294967296,vram=1125899906842624,"
			  "contexts=65535,doorbells=256";

	(void)state;
	same("", "");
	same(all, all);
	same("ggtt=512M,exec_quantum_ms=0", "exec_quantum_ms=0,ggtt=536870912");
	same("vram=2GiB", "vram=2147483648");
	wrong("exec_quantum_ms", EINVAL, "needs a value");
	wrong("exec_quantum_ms=", EINVAL, "is no exec_quantum_ms");
	wrong("exec_quantum_ms=-1", EINVAL, "'-1'");
	wrong("exec_quantum_ms=25ms", EINVAL, "'25ms'");
	wrong("exec_quantum_ms=4294967296", ERANGE, "exec_quantum_ms");
	wrong("ggtt=5G", ERANGE, "'5G' is no ggtt");
	wrong("ggtt=99999999999999999999", ERANGE, "ggtt");
	wrong("doorbells=257", ERANGE, "doorbells");
	wrong("sched_priority=3", ERANGE, "sched_priority");
	wrong("sched_priority=highest", EINVAL, "sched_priority");
	wrong("time=1", EINVAL, "'time' is no quota");
	wrong("contexts=1,contexts=2", EINVAL, "twice");
}

static void test_long_and_random(void **state)
{
	char text[400];

	(void)state;
	memset(text, 'a', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	wrong(text, EINVAL, "too long");
	srandom(7);
	for (int i = 0; i < 20000; i++) {
		static const char letters[] = "ggtt=,0123KM[]lowcontexts\n\xff";
		struct vf_quota q = { 0 };
		struct err err = { 0 };
		size_t n = (size_t)random() % 60;

		for (size_t k = 0; k < n; k++)
			text[k] = letters[(size_t)random() % (sizeof(letters) - 1)];
		text[n] = '\0';
		if (vf_quota_parse(text, &q, &err) == 0)
			assert_true(q.set <= VF_QUOTA_ALL);
		else
			assert_true(err.code != 0);
	}
}

/* What sriov_admin/ and debugfs say of a priority. */
static void test_priority(void **state)
{
	uint64_t v = 9;

	(void)state;
	assert_int_equal(vf_quota_value_parse(VF_QUOTA_SCHED_PRIORITY, "low [normal] high", &v), 0);
	assert_int_equal(v, VF_QUOTA_PRIORITY_NORMAL);
	assert_int_equal(vf_quota_value_parse(VF_QUOTA_SCHED_PRIORITY, "2", &v), 0);
	assert_int_equal(v, VF_QUOTA_PRIORITY_HIGH);
	assert_int_equal(vf_quota_value_parse(VF_QUOTA_SCHED_PRIORITY, "low", &v), 0);
	assert_int_equal(v, VF_QUOTA_PRIORITY_LOW);
	assert_int_equal(
		vf_quota_value_parse(VF_QUOTA_SCHED_PRIORITY, "low normal high", &v), -EINVAL);
}

static void test_profiles(void **state)
{
	_cleanup_free_ char *copy = strdup(VF_QUOTA_PROFILES);
	char *rest = NULL;
	int n = 0;

	(void)state;
	assert_non_null(copy);
	for (char *w = strtok_r(copy, "|", &rest); w; w = strtok_r(NULL, "|", &rest), n++) {
		const struct vf_quota_profile *p = vf_quota_profile(w);

		assert_non_null(p);
		assert_true(vf_quota_is_profile(&p->pf));
		assert_false(p->vf.set & ~VF_QUOTA_SCHEDULER);
	}
	assert_int_equal(n, 3);
	assert_null(vf_quota_profile("best"));
	assert_false(vf_quota_is_profile(&(struct vf_quota) { 0 }));
	assert_true(vf_quota_profile("guest-first")->vf.v[VF_QUOTA_EXEC_QUANTUM] >
		    vf_quota_profile("guest-first")->pf.v[VF_QUOTA_EXEC_QUANTUM]);
}

/* The paths that are there, with a newline behind each. */
static bool listed(void *arg, const char *path)
{
	const char *all = arg, *at = strstr(all, path);

	return at && (at == all || at[-1] == '\n') && at[strlen(path)] == '\n';
}

static void finds(const char *all, int vf, enum vf_quota_field f, unsigned nth, const char *want)
{
	struct vf_quota_who who = { "0000:00:02.0", "card1", vf };
	struct vf_quota_look look = { listed, (void *)(uintptr_t)all };
	char path[VF_QUOTA_PATH];
	bool found = vf_quota_file(&who, f, nth, &look, path);

	assert_string_equal(found ? path : "", want);
}

#define DEVICE "sys/bus/pci/devices/0000:00:02.0/"
#define DEBUG  "sys/kernel/debug/dri/"

static void test_files(void **state)
{
	static const char i915[] = DEVICE "drm/card1/prelim_iov/vf3/gt0/ggtt_quota\n" DEVICE
					  "drm/card1/prelim_iov/vf3/gt0/exec_quantum_ms\n" DEVICE
					  "drm/card1/prelim_iov/vf3/gt1/exec_quantum_ms\n" DEVICE
					  "drm/card1/prelim_iov/pf/gt0/exec_quantum_ms\n";
	static const char xe[] =
		DEVICE "sriov_admin/vf1/profile/exec_quantum_ms\n" DEBUG
		       "1/sriov/vf1/tile0/ggtt_quota\n" DEBUG "1/gt0/vf1/ggtt_quota\n" DEBUG
		       "1/sriov/vf1/tile0/gt0/exec_quantum_ms\n" DEBUG
		       "1/sriov/vf1/tile0/gt1/contexts_quota\n" DEBUG "1/gt0/vf1/lmem_quota\n";

	(void)state;
	finds("", 0, VF_QUOTA_GGTT, 0, "");
	finds(i915, 2, VF_QUOTA_GGTT, 0, DEVICE "drm/card1/prelim_iov/vf3/gt0/ggtt_quota");
	finds(i915, 2, VF_QUOTA_GGTT, 1, "");
	finds(i915, 2, VF_QUOTA_EXEC_QUANTUM, 1,
		DEVICE "drm/card1/prelim_iov/vf3/gt1/exec_quantum_ms");
	finds(i915, 2, VF_QUOTA_EXEC_QUANTUM, 2, "");
	finds(i915, 1, VF_QUOTA_GGTT, 0, "");
	finds(i915, -1, VF_QUOTA_EXEC_QUANTUM, 0,
		DEVICE "drm/card1/prelim_iov/pf/gt0/exec_quantum_ms");
	finds(i915, 2, VF_QUOTA_SCHED_PRIORITY, 0, "");
	/* The administrator's files before debugfs, and once for all GTs. */
	finds(xe, 0, VF_QUOTA_EXEC_QUANTUM, 0, DEVICE "sriov_admin/vf1/profile/exec_quantum_ms");
	finds(xe, 0, VF_QUOTA_EXEC_QUANTUM, 1, "");
	finds(xe, 0, VF_QUOTA_GGTT, 0, DEBUG "1/sriov/vf1/tile0/ggtt_quota");
	finds(xe, 0, VF_QUOTA_VRAM, 0, DEBUG "1/gt0/vf1/lmem_quota");
	/* A second GT without a first one is nothing that a driver makes. */
	finds(xe, 0, VF_QUOTA_CONTEXTS, 1, "");
}

static void test_file_values(void **state)
{
	char text[VF_QUOTA_VALUE];

	(void)state;
	vf_quota_file_value(
		DEVICE "sriov_admin/pf/profile/sched_priority", VF_QUOTA_SCHED_PRIORITY, 2, text);
	assert_string_equal(text, "high");
	vf_quota_file_value(DEBUG "0/gt0/pf/sched_priority", VF_QUOTA_SCHED_PRIORITY, 2, text);
	assert_string_equal(text, "2");
	vf_quota_file_value(DEBUG "0/gt0/vf1/ggtt_quota", VF_QUOTA_GGTT, 4096, text);
	assert_string_equal(text, "4096");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_long_and_random),
		cmocka_unit_test(test_priority),
		cmocka_unit_test(test_profiles),
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_file_values),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
