/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does virtfn status tell what was applied and is not in force, once, and nothing that is?
 */
#include "cli/pending.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "lib/lasting.h"
#include "lib/tests.h"

#define JOURNAL "var/lib/virtfn/journal/000001"

/* All that is said, a line each. */
static char *told(struct lasting *l)
{
	_cleanup_(doc_freep) struct doc *doc = doc_new();
	struct str_buf b = { 0 };
	const struct doc *list;

	assert_ok(pending_tell(&l->root, doc, &l->err), l->err);
	list = doc_get(doc, DOC_KEY_SAY);
	for (const struct doc *d = list ? doc_first(list) : NULL; d; d = doc_next(d))
		str_buf_printf(&b, "%s\n", doc_text(d));
	if (!b.text)
		str_buf_printf(&b, "%s", "");
	return str_buf_take(&b);
}

static void assert_told(struct lasting *l, const char *wanted)
{
	_cleanup_free_ char *text = told(l);

	assert_non_null(text);
	assert_string_equal(text, wanted);
}

/* Two entries with what is added, and one argument that goes. */
static void apply(struct lasting *l)
{
	lasting_file(l, "etc/line", NULL, "root=1 new=1\n");
	lasting_file(l, "etc/other", NULL, "root=2 new=1\n");
	lasting_step(l, "proof", "etc/line", "text:present:new=1");
	lasting_step(l, "proof", "etc/other", "text:present:new=1");
	lasting_step(l, "proof", "etc/line", "text:absent:old=1");
	assert_ok(lasting_apply(l), l->err);
	assert_int_equal(l->generation, 1);
}

static void test_nothing(void **state)
{
	struct lasting *l = *state;

	assert_told(l, "");
	tree_add(&l->tree, "proc/cmdline", "root=1\n");
	assert_told(l, "");
}

static void test_waits(void **state)
{
	struct lasting *l = *state;

	apply(l);
	/* Nobody can tell without the line. */
	assert_told(l, "");
	tree_add(&l->tree, "proc/cmdline", "root=1 old=1\n");
	assert_told(l, "Generation 1 (a test) waits for a reboot: new=1, no old=1\n");
	tree_add(&l->tree, "proc/cmdline", "root=1 old=1 new=1\n");
	assert_told(l, "Generation 1 (a test) waits for a reboot: no old=1\n");
	tree_add(&l->tree, "proc/cmdline", "root=1 new=10 xnew=1\n");
	assert_told(l, "Generation 1 (a test) waits for a reboot: new=1\n");
	tree_add(&l->tree, "proc/cmdline", "root=1 new=1\n");
	assert_told(l, "");
	tree_add(&l->tree, "proc/cmdline", "");
	assert_told(l, "Generation 1 (a test) waits for a reboot: new=1\n");
	assert_ok(lasting_undo(l, 1), l->err);
	assert_told(l, "");
}

/* An argument that is the beginning of another one waits, too. */
static void test_alike(void **state)
{
	struct lasting *l = *state;

	lasting_file(l, "etc/line", NULL, "iommu.strict=1 strict=1\n");
	lasting_step(l, "proof", "etc/line", "text:present:iommu.strict=1");
	lasting_step(l, "proof", "etc/line", "text:present:strict=1");
	assert_ok(lasting_apply(l), l->err);
	tree_add(&l->tree, "proc/cmdline", "root=1\n");
	assert_told(l, "Generation 1 (a test) waits for a reboot: iommu.strict=1, strict=1\n");
}

static void test_cut_off(void **state)
{
	struct lasting *l = *state;

	tree_add(&l->tree, "proc/cmdline", "root=1\n");
	tree_add(&l->tree, JOURNAL, "about\t1\tb1\ta test\n");
	assert_told(l,
		"Generation 1 was cut off; the next virtfn that changes something takes it back\n");
	tree_add(&l->tree, JOURNAL, "about\t1\tb1\ta test\nend\tdone\nundo\t2\n");
	assert_told(l,
		"Generation 1 was cut off; the next virtfn that changes something takes it back\n");
	tree_add(&l->tree, JOURNAL, "about\t1\tb1\ta test\nend\tundone\n");
	assert_told(l, "");
}

/* A journal that makes no sense is no reason for virtfn status to fail. */
static void test_damaged(void **state)
{
	static const char *const values[] = { "", "text", "text:present", "what:present:x",
		":::", "text:perhaps:x" };
	struct lasting *l = *state;

	tree_add(&l->tree, "proc/cmdline", "root=1\n");
	for (size_t i = 0; i < ARRAY_SIZE(values); i++) {
		_cleanup_free_ char *text =
			str_printf("about\t1\tb1\ta test\nstep\tproof\tetc/line\t%s\t\nend\tdone\n",
				values[i]);

		tree_add(&l->tree, JOURNAL, text);
		assert_told(l, "");
	}
	tree_add(&l->tree, JOURNAL, "\x01\xff rubbish\n\t\t\t\n");
	free(told(l));
	/* A proof that only another virtfn could have written fills no more than its place. */
	tree_add(&l->tree, JOURNAL, "");
	free(told(l));
}

#define ON_TREE(name) cmocka_unit_test_setup_teardown(name, lasting_setup, lasting_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_TREE(test_nothing),
		ON_TREE(test_waits),
		ON_TREE(test_alike),
		ON_TREE(test_cut_off),
		ON_TREE(test_damaged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
