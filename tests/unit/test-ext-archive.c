/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does a tree come back as it was packed, and is what is too large or broken refused?
 * Tars that mean harm are in tests/cli/capture.sh.
 */
#include "ext/ext-archive.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "lib/tests.h"

static void put(struct memtree *t, const struct memtree_add *add)
{
	assert_int_equal(memtree_add(t, add), 0);
}

static void fill(struct memtree *t)
{
	static char large[70000], deep[400];

	memset(large, 'x', sizeof(large));
	for (size_t i = 0; i < 300; i++)
		deep[i] = i % 20 == 19 ? '/' : 'd';
	put(t, &(struct memtree_add) { "sys/a", WALK_FILE, "text\0more", 9, false });
	put(t, &(struct memtree_add) { "sys/empty", WALK_FILE, "", 0, false });
	put(t, &(struct memtree_add) { "sys/denied", WALK_FILE, NULL, 0, false });
	put(t, &(struct memtree_add) { "sys/large", WALK_FILE, large, sizeof(large), false });
	put(t, &(struct memtree_add) { "sys/closed", WALK_DIR, NULL, 0, true });
	put(t, &(struct memtree_add) { "sys/link", WALK_LINK, "../../../x", 10, false });
	put(t, &(struct memtree_add) { "sys/odd \xff\x1b name", WALK_FILE, "1", 1, false });
	deep[299] = 'f';
	put(t, &(struct memtree_add) { deep, WALK_FILE, "deep", 4, false });
	assert_int_equal(memtree_seal(t, NULL), 0);
}

static void pack(const struct memtree *t, struct str_buf *out)
{
	struct err err;

	assert_ok(ext_archive_write(t, out, &err), err);
	assert_false(out->failed);
}

static void test_back(void **state)
{
	_cleanup_(memtree_done) struct memtree t = { 0 }, back = { 0 };
	_cleanup_(str_buf_done) struct str_buf one = { 0 }, two = { 0 };
	struct err err;

	(void)state;
	fill(&t);
	pack(&t, &one);
	assert_ok(ext_archive_read(bytes_of(one.text, one.len), &archive_limits, &back, &err), err);
	assert_int_equal(back.n, t.n);
	for (size_t i = 0; i < t.n; i++) {
		assert_string_equal(back.v[i].path, t.v[i].path);
		assert_int_equal(back.v[i].kind, t.v[i].kind);
		assert_int_equal(back.v[i].denied, t.v[i].denied);
		assert_int_equal(back.v[i].size, t.v[i].size);
		assert_true(t.v[i].kind == WALK_DIR ||
			    memcmp(back.v[i].data, t.v[i].data, t.v[i].size + 1) == 0);
	}
	pack(&back, &two);
	assert_int_equal(two.len, one.len);
	assert_memory_equal(two.text, one.text, one.len);
}

static int read_with(
	const struct str_buf *b, size_t len, struct archive_limits limits, struct err *err)
{
	/* Exactly as large as what is read, so that a read behind its end is seen. */
	_cleanup_free_ char *exact = malloc(len ? len : 1);
	_cleanup_(memtree_done) struct memtree back = { 0 };
	int r;

	assert_non_null(exact);
	if (len > 0)
		memcpy(exact, b->text, len);
	r = ext_archive_read(bytes_of(exact, len), &limits, &back, err);
	if (r < 0)
		assert_int_equal(back.n, 0);
	return r;
}

static void test_limits(void **state)
{
	_cleanup_(memtree_done) struct memtree t = { 0 };
	_cleanup_(str_buf_done) struct str_buf b = { 0 };
	struct err err;

	(void)state;
	fill(&t);
	pack(&t, &b);
	assert_int_equal(
		read_with(&b, b.len, (struct archive_limits) { 70000, 80000, 40 }, &err), 0);
	assert_int_equal(
		read_with(&b, b.len, (struct archive_limits) { 69999, 80000, 40 }, &err), -EFBIG);
	assert_contains(err.text, "sys/large");
	assert_int_equal(
		read_with(&b, b.len, (struct archive_limits) { 70000, 70003, 40 }, &err), -EFBIG);
	assert_int_equal(
		read_with(&b, b.len, (struct archive_limits) { 70000, 80000, 5 }, &err), -EFBIG);
}

static void test_cut(void **state)
{
	_cleanup_(memtree_done) struct memtree t = { 0 };
	_cleanup_(str_buf_done) struct str_buf b = { 0 };
	struct err err;

	(void)state;
	fill(&t);
	pack(&t, &b);
	for (size_t len = 0; len < b.len; len++) {
		assert_int_equal(read_with(&b, len, archive_limits, &err), -EINVAL);
		assert_true(err.text[0]);
	}
	for (size_t i = 0; i < b.len; i++) {
		b.text[i] ^= 0x10;
		(void)read_with(&b, b.len, archive_limits, &err);
		b.text[i] ^= 0x10;
	}
}

static void test_no_archive(void **state)
{
	struct str_buf b = { 0 };
	struct err err;

	(void)state;
	str_buf_add(&b, "sys/a is no tar archive, nor is anything else here");
	assert_int_equal(read_with(&b, b.len, archive_limits, &err), -EINVAL);
	assert_contains(err.text, "no tar archive");
	str_buf_done(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_back),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_cut),
		cmocka_unit_test(test_no_archive),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
