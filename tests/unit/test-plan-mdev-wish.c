/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What does host.yaml's mode gvt-g become: which names, which steps, which definitions of
 * mdevctl, and what of former wishes goes?
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
#include "model/mdev-wish.h"
#include "plan/plan-persist.h"

#define U1 "c2d8a6f0-0000-4000-8000-000000000001"
#define W0 "76697274-666e-8000-8000-000000100000"
#define W1 "76697274-666e-8000-8000-000000100001"

static struct wish_device wish(const char *type, unsigned count)
{
	return (struct wish_device) { .at = { "f", 1, 1 },
		.device = { (char *)PF, { "f", 1, 1 } },
		.mode = { true, WISH_MODE_GVT_G, { "f", 1, 1 } },
		.count = { true, count, { "f", 1, 1 } },
		.type = { (char *)type, { "f", 1, 1 } } };
}

static void wants(struct gvt_host *m, struct wish_device w, const char *want)
{
	_cleanup_(steps_done) struct steps s = { 0 };
	struct err err = { 0 };

	assert_ok(plan_mdev_wish(&m->host, &m->gpu, &w, &s, &err), err);
	assert_planned(&s, want);
}

static void refuses(struct gvt_host *m, struct wish_device w, int code, const char *words)
{
	_cleanup_(steps_done) struct steps s = { 0 };
	struct err err = { 0 };

	assert_int_equal(plan_mdev_wish(&m->host, &m->gpu, &w, &s, &err), code);
	assert_contains(err.text, words);
}

/* Names are the same each time; what is there keeps its own. */
static void test_names(void **state)
{
	struct gvt_host m;
	char uuid[MDEV_UUID];

	(void)state;
	mdev_uuid_wished((struct pci_addr) { 0, 0, 2, 0 }, 1, uuid);
	assert_string_equal(uuid, W1);
	assert_int_equal(mdev_uuid_parse(uuid, uuid), 0);
	assert_true(mdev_uuid_is_wished(W0));
	assert_false(mdev_uuid_is_wished(U1));
	gvt_host_make(&m);
	wants(&m, wish(V8, 2), "mdev " PF "/" W0 " " V8 "; mdev " PF "/" W1 " " V8);
	wants(&m, wish(V8, 2), "mdev " PF "/" W0 " " V8 "; mdev " PF "/" W1 " " V8);
	(void)gvt_host_has(&m, W1, V8);
	wants(&m, wish(V8, 2), "mdev " PF "/" W0 " " V8);
	(void)gvt_host_has(&m, U1, V8);
	wants(&m, wish(V8, 2), "");
}

/* The names of what is only defined come before new ones. */
static void test_defined(void **state)
{
	struct gvt_host m;

	(void)state;
	gvt_host_make(&m);
	gvt_host_has(&m, U1, "")->definition = (char *)"{ \"mdev_type\": \"" V8 "\" }";
	wants(&m, wish(V8, 2), "mdev " PF "/" U1 " " V8 "; mdev " PF "/" W0 " " V8);
	wants(&m, wish(V4, 1), "mdev " PF "/" W0 " " V4);
}

/* The largest with room; what was decided once stays. */
static void test_best(void **state)
{
	struct gvt_host m;
	struct mdev *d;

	(void)state;
	gvt_host_make(&m);
	wants(&m, wish(NULL, 1), "mdev " PF "/" W0 " " V2);
	wants(&m, wish("best", 2), "mdev " PF "/" W0 " " V4 "; mdev " PF "/" W1 " " V4);
	d = gvt_host_has(&m, W0, V4);
	m.types[0].available = 1;
	wants(&m, wish("best", 1), "");
	/* One took it all, and two shall share now. */
	(void)snprintf(d->type, sizeof(d->type), V2);
	for (int i = 0; i < 3; i++)
		m.types[i].available = 0;
	wants(&m, wish("best", 2),
		"mdev " PF "/" W0 " none; mdev " PF "/" W0 " " V4 "; mdev " PF "/" W1 " " V4);
	refuses(&m, wish("best", 9), -ENOSPC, "has no room for 9 GVT-g devices");
}

/* What a former wish made goes first; what somebody made by hand stays. */
static void test_others(void **state)
{
	struct gvt_host m;
	struct mdev *d;

	(void)state;
	gvt_host_make(&m);
	(void)gvt_host_has(&m, U1, V8);
	d = gvt_host_has(&m, W0, V8);
	wants(&m, wish(V4, 1), "mdev " PF "/" W0 " none; mdev " PF "/" W0 " " V4);
	gvt_host_hold(d);
	refuses(&m, wish(V4, 1), -EBUSY, "it is in use");
	/* More than wished: the names that come first stay. */
	d->n_uses = 0;
	(void)gvt_host_has(&m, W1, V8);
	wants(&m, wish(V8, 2), "mdev " PF "/" W1 " none");
}

static void test_refused(void **state)
{
	struct gvt_host m;

	(void)state;
	gvt_host_make(&m);
	refuses(&m, wish("i915-GVTg_V5_1", 1), -ENOENT, "takes 512 MiB");
	refuses(&m, wish("x", 1), -ENOENT, "offers no type 'x'");
	refuses(&m, wish("i915-GVTg_V5_4_and_more_letters_than_fit_in", 1), -ENOENT,
		"offers no type");
	refuses(&m, wish(V2, 2), -ENOSPC, "no room for 2 more");
	m.gpu.n_mdev_types = 0;
	m.gpu.mdev = TRI_NO;
	refuses(&m, wish(V8, 1), -EOPNOTSUPP, "offers no GVT-g devices now");
	m.gpu.device = 0x46a6;
	refuses(&m, wish(V8, 1), -EOPNOTSUPP, "GVT-g is for Broadwell");
}

static struct edits defines(struct gvt_host *m, const struct wish_device *d)
{
	struct wish_host w = { .devices = (struct wish_device *)d, .n_devices = d ? 1 : 0 };
	struct edits e = { 0 };
	struct err err = { 0 };

	for (size_t i = 0; i < m->host.n_mdevs; i++) {
		const struct mdev *f = &m->mdevs[i];
		_cleanup_free_ char *path = str_printf(MDEV_DEFINITION, PF, f->uuid);

		if (f->definition && mdev_uuid_is_wished(f->uuid))
			assert_ok(edits_add_read(
					  &e, path, f->definition, strlen(f->definition), &err),
				err);
	}
	assert_ok(plan_persist_mdevs(&m->host, &w, &e, &err), err);
	return e;
}

static const char *text_of(const struct edits *e, const char *uuid)
{
	_cleanup_free_ char *path = str_printf(MDEV_DEFINITION, PF, uuid);
	const struct edit_file *f = edits_find(e, path);

	return f && f->text ? f->text : "";
}

static void test_definitions(void **state)
{
	_cleanup_free_ char *eight = mdev_definition(V8), *four = mdev_definition(V4);
	struct wish_device d = wish(V8, 2);
	struct gvt_host m;
	struct edits e;

	(void)state;
	gvt_host_make(&m);
	/* The GPU need not be ready for a type that is named. */
	m.gpu.n_mdev_types = 0;
	e = defines(&m, &d);
	assert_string_equal(text_of(&e, W0), eight);
	assert_string_equal(text_of(&e, W1), eight);
	assert_int_equal(e.n_files, 2);
	edits_done(&e);
	/* Again: nothing. Another type: the same names. Fewer, and none: they go. */
	gvt_host_has(&m, W0, "")->definition = eight;
	gvt_host_has(&m, W1, "")->definition = eight;
	e = defines(&m, &d);
	assert_false(edits_any(&e));
	edits_done(&e);
	d = wish(V4, 1);
	e = defines(&m, &d);
	assert_string_equal(text_of(&e, W0), four);
	assert_string_equal(text_of(&e, W1), "");
	edits_done(&e);
	e = defines(&m, NULL);
	assert_string_equal(text_of(&e, W0), "");
	assert_string_equal(text_of(&e, W1), "");
	assert_true(edits_any(&e));
	edits_done(&e);
	d.persist = (struct wish_number) { true, WISH_PERSIST_NO, { "f", 1, 1 } };
	e = defines(&m, &d);
	assert_string_equal(text_of(&e, W0), "");
	edits_done(&e);
}

static void test_notes(void **state)
{
	struct wish_device d = wish("best", 1);
	struct gvt_host m;
	struct edits e;

	(void)state;
	gvt_host_make(&m);
	m.gpu.n_mdev_types = 0;
	e = defines(&m, &d);
	assert_false(edits_any(&e));
	assert_int_equal(e.n_notes, 1);
	assert_contains(e.notes[0].text, "run virtfn apply again");
	edits_done(&e);
	gvt_host_make(&m);
	d = wish("best", 9);
	e = defines(&m, &d);
	assert_false(edits_any(&e));
	assert_contains(e.notes[0].text, "no room for 9");
	edits_done(&e);
	/* What has attributes was somebody's wish. */
	gvt_host_make(&m);
	gvt_host_has(&m, U1, "")->definition =
		(char *)"{ \"mdev_type\": \"" V8 "\", \"attrs\": [1] }";
	d = wish(V8, 1);
	e = defines(&m, &d);
	assert_false(edits_any(&e));
	edits_done(&e);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_defined),
		cmocka_unit_test(test_best),
		cmocka_unit_test(test_others),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_definitions),
		cmocka_unit_test(test_notes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
