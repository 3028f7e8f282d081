/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which steps do wishes for GVT-g devices become, the same wish again, and which are refused
 * with which words?
 */
#include "plan/plan-mdev.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "lib/gvt-host.h"
#include "lib/planned.h"
#include "lib/tests.h"

#define U1 "c2d8a6f0-0000-4000-8000-000000000001"
#define U2 "c2d8a6f0-0000-4000-8000-000000000002"
#define U3 "c2d8a6f0-0000-4000-8000-000000000003"

static const char uuids[][MDEV_UUID] = { U1, U2, U3 };

static struct wish_mdev wish(const char *type, unsigned count)
{
	return (struct wish_mdev) { .type = type, .count = count, .uuids = uuids };
}

static void creates(struct gvt_host *m, struct wish_mdev w, const char *type, const char *want)
{
	_cleanup_(steps_done) struct steps s = { 0 };
	struct err err = { 0 };

	assert_ok(plan_mdev_create(&m->host, &m->gpu, &w, &s, &err), err);
	assert_string_equal(w.chosen, type);
	assert_planned(&s, want);
}

static void refuses(struct gvt_host *m, struct wish_mdev w, int code, const char *why)
{
	_cleanup_(steps_done) struct steps s = { 0 };
	struct err err = { 0 };

	w.chosen = NULL;
	assert_int_equal(plan_mdev_create(&m->host, &m->gpu, &w, &s, &err), -code);
	assert_contains(err.text, why);
	assert_null(w.chosen);
}

static void test_create(void **state)
{
	struct gvt_host m;
	struct wish_mdev named = wish(V8, 2);

	(void)state;
	gvt_host_make(&m);
	creates(&m, wish(V4, 2), V4, "mdev " PF "/" U1 " " V4 "; mdev " PF "/" U2 " " V4);
	creates(&m, wish("best", 1), V2, "mdev " PF "/" U1 " " V2);
	creates(&m, wish("best", 2), V4, "mdev " PF "/" U1 " " V4 "; mdev " PF "/" U2 " " V4);
	/* What is there counts, unless names say otherwise. */
	(void)gvt_host_has(&m, U3, V8);
	creates(&m, wish(V8, 1), V8, "");
	creates(&m, wish(V8, 2), V8, "mdev " PF "/" U1 " " V8);
	named.named = true;
	creates(&m, named, V8, "mdev " PF "/" U1 " " V8 "; mdev " PF "/" U2 " " V8);
	(void)gvt_host_has(&m, U2, V8);
	creates(&m, named, V8, "mdev " PF "/" U1 " " V8);
}

/* The largest type again when its one device is what took the room. */
static void test_best_again(void **state)
{
	struct gvt_host m;

	(void)state;
	gvt_host_make(&m);
	(void)gvt_host_has(&m, U3, V2);
	m.types[0].available = 0;
	m.types[1].available = 1;
	m.types[2].available = 2;
	creates(&m, wish("best", 1), V2, "");
	creates(&m, wish("best", 2), V8, "mdev " PF "/" U1 " " V8 "; mdev " PF "/" U2 " " V8);
	refuses(&m, wish("best", 3), ENOSPC, "no room for 3 GVT-g devices: " V2);
}

static void test_persist(void **state)
{
	_cleanup_(steps_done) struct steps s = { 0 };
	struct wish_mdev w = wish(V4, 1);
	struct err err = { 0 };
	struct gvt_host m;
	struct mdev *d;

	(void)state;
	gvt_host_make(&m);
	w.persist = true;
	assert_ok(plan_mdev_create(&m.host, &m.gpu, &w, &s, &err), err);
	assert_planned(&s, "mdev " PF "/" U1 " " V4 "; file etc/mdevctl.d/" PF "/" U1 " 0644");
	assert_null(s.v[1].before.data);
	assert_string_equal(s.v[1].after.data,
		"{\n  \"mdev_type\": \"" V4 "\",\n  \"start\": \"auto\",\n  \"attrs\": []\n}");
	/* One that was defined comes back by its name, before new names are taken. */
	d = gvt_host_has(&m, U3, "");
	d->definition = s.v[1].after.data;
	creates(&m, wish(V4, 1), V4, "mdev " PF "/" U3 " " V4);
	creates(&m, wish(V4, 2), V4, "mdev " PF "/" U3 " " V4 "; mdev " PF "/" U1 " " V4);
	creates(&m, wish(V8, 1), V8, "mdev " PF "/" U1 " " V8);
	m.host.n_mdevs = 0;
	/* One that is there gets its definition; one that mdevctl has otherwise is left alone. */
	d = gvt_host_has(&m, U1, V4);
	creates(&m, w, V4, "file etc/mdevctl.d/" PF "/" U1 " 0644");
	d->definition = s.v[1].after.data;
	creates(&m, w, V4, "");
	d->definition = (char[]) { "{ \"mdev_type\": \"x\" }" };
	refuses(&m, w, EEXIST, "mdevctl has " U1 " defined otherwise, in /etc/mdevctl.d/" PF);
}

static void test_refused(void **state)
{
	struct gvt_host m;
	struct wish_mdev named = wish(V8, 1);

	(void)state;
	gvt_host_make(&m);
	refuses(&m, wish("i915-GVTg_V5_1", 1), ENOENT,
		"it takes 512 MiB of the GPU's aperture beside the host's 128 MiB, and the "
		"aperture has 512 MiB");
	refuses(&m, wish("i915-GVTg_V4_2", 1), ENOENT,
		"offers no type 'i915-GVTg_V4_2'; there are: " V2 " (256 MiB, 1920x1200, 1 free)");
	refuses(&m, wish(V2, 2), ENOSPC, "no room for 2 more of " V2);
	(void)gvt_host_has(&m, U1, V4);
	(void)gvt_host_has(&m, U2, V4);
	refuses(&m, wish(V4, 1), EBUSY, "has 2 of " V4 " already");
	named.named = true;
	refuses(&m, named, EEXIST, U1 " is there already, as " V4 ", not " V8);
	m.mdevs[0].parent.bus = 3;
	refuses(&m, named, EEXIST, "is of another device already");
	/* Nothing offered: the generation says it best. */
	m.gpu.mdev = TRI_NO;
	refuses(&m, wish("best", 1), EOPNOTSUPP, PF " offers no GVT-g devices now");
	m.gpu.device = 0x46a6;
	refuses(&m, wish("best", 1), EOPNOTSUPP, "it is Alder Lake-P, and GVT-g is for Broadwell");
	refuses(&m, wish("best", 1), EOPNOTSUPP, "split it by SR-IOV");
	m.gpu.device = 0x3185;
	refuses(&m, wish("best", 1), EOPNOTSUPP, "give it away as a whole");
	m.gpu.class = 0x020000;
	refuses(&m, wish("best", 1), EOPNOTSUPP, "built-in GPUs of Intel processors");
}

static void test_destroy(void **state)
{
	_cleanup_(steps_done) struct steps one = { 0 }, all = { 0 }, none = { 0 };
	struct err err = { 0 };
	struct gvt_host m;
	struct mdev *d;

	(void)state;
	gvt_host_make(&m);
	(void)gvt_host_has(&m, U1, V4);
	d = gvt_host_has(&m, U2, V4);
	d->definition = (char[]) { "{}" };
	d->definition_size = 2;
	assert_ok(plan_mdev_destroy(d, &one, &err), err);
	assert_planned(&one, "mdev " PF "/" U2 " none; file etc/mdevctl.d/" PF "/" U2 " 0644");
	assert_string_equal(one.v[1].before.data, "{}");
	assert_null(one.v[1].after.data);
	assert_ok(plan_mdev_destroy_all(&m.host, &m.gpu, &all, &err), err);
	assert_int_equal(all.n, 3);
	/* What is only defined is no business of "all". */
	d->there = false;
	m.mdevs[0].there = false;
	assert_ok(plan_mdev_destroy_all(&m.host, &m.gpu, &none, &err), err);
	assert_int_equal(none.n, 0);
	assert_ok(plan_mdev_destroy(d, &none, &err), err);
	assert_planned(&none, "file etc/mdevctl.d/" PF "/" U2 " 0644");
	d->there = true;
	gvt_host_hold(d);
	assert_int_equal(plan_mdev_destroy_all(&m.host, &m.gpu, &none, &err), -EBUSY);
	assert_contains(err.text, "cannot remove " U2 " of " PF ": it is in use: the guest win");
}

static void test_names(void **state)
{
	char a[MDEV_UUID], b[MDEV_UUID];
	struct err err = { 0 };

	(void)state;
	assert_int_equal(mdev_uuid_parse("C2D8A6F0-0000-4000-8000-00000000000A", a), 0);
	assert_string_equal(a, "c2d8a6f0-0000-4000-8000-00000000000a");
	assert_int_equal(mdev_uuid_parse("", a), -EINVAL);
	assert_int_equal(mdev_uuid_parse(U1 "0", a), -EINVAL);
	assert_int_equal(mdev_uuid_parse("c2d8a6f0-0000-4000-8000_000000000001", a), -EINVAL);
	assert_int_equal(mdev_uuid_parse("g2d8a6f0-0000-4000-8000-000000000001", a), -EINVAL);
	assert_ok(mdev_uuid_new(a, &err), err);
	assert_ok(mdev_uuid_new(b, &err), err);
	assert_string_not_equal(a, b);
	assert_int_equal(a[14], '4');
	assert_non_null(strchr("89ab", a[19]));
	assert_int_equal(mdev_uuid_parse(a, b), 0);
	assert_string_equal(a, b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_create),
		cmocka_unit_test(test_best_again),
		cmocka_unit_test(test_persist),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_destroy),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
