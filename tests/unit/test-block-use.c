/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is a disk of the host never taken for a free one?
 */
#include "facts/block-use.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "lib/tests.h"
#include "lib/tree.h"

#define UUID "00112233-4455-6677-8899-aabbccddeeff"

/* A disk with two partitions, and one without any; the rest is each test's. */
static void add_disks(const struct tree *t)
{
	static const struct tree_file files[] = {
		{ "sys/dev/block/8:0", "-> ../../class/block/sda" },
		{ "sys/dev/block/8:2", "-> ../../class/block/sda2" },
		{ "sys/dev/block/8:16", "-> ../../class/block/sdb" },
		{ "sys/class/block/sda/dev", "8:0\n" },
		{ "sys/class/block/sda/sda1/partition", "1\n" },
		{ "sys/class/block/sda/sda2/partition", "2\n" },
		{ "sys/class/block/sda/queue/rotational", "0\n" },
		{ "sys/class/block/sda1/dev", "8:1\n" },
		{ "sys/class/block/sda2/dev", "8:2\n" },
		{ "sys/class/block/sdb/dev", "8:16\n" },
		{ "sys/class/block/sdb/holders", NULL },
		{ "dev/sda", "" },
		{ "dev/sda1", "" },
		{ "dev/sda2", "" },
		{ "dev/sdb", "" },
		{ "proc/self/mountinfo", "28 1 0:20 / / rw - ext4 /dev/root rw\n" },
		{ NULL, NULL },
	};

	tree_add_all(t, files);
}

/* A swap signature with a UUID, as mkswap(8) writes it. */
static void add_swap(const struct tree *t, const char *path)
{
	static const unsigned char uuid[] = { 0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88,
		0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff };
	static char page[65536];

	memset(page, 0, sizeof(page));
	memcpy(page + 4086, "SWAPSPACE2", 10);
	page[1024] = 1;
	page[1028] = 15;
	memcpy(page + 1024 + 12, uuid, sizeof(uuid));
	tree_add_bytes(t, path, page, sizeof(page));
}

/* The reason; NULL: it is free. */
static char *why(const struct tree *t, unsigned minor)
{
	struct err err = { 0 };
	struct root root;
	char *text = NULL;
	int r;

	assert_ok(root_open(&root, t->path, &err), err);
	r = block_use(&root, 8, minor, &text, &err);
	root_done(&root);
	assert_ok(r, err);
	assert_int_equal(r, text != NULL);
	return text;
}

static void is_free(const struct tree *t, unsigned minor)
{
	_cleanup_free_ char *text = why(t, minor);

	assert_null(text);
}

static void is_used(const struct tree *t, unsigned minor, const char *word)
{
	_cleanup_free_ char *text = why(t, minor);

	assert_non_null(text);
	assert_contains(text, word);
}

static void mounts(void **state)
{
	const struct tree *t = *state;

	add_disks(t);
	is_free(t, 0);
	is_free(t, 16);
	tree_add(t, "proc/self/mountinfo", "28 1 8:2 / /home rw - ext4 /dev/sda2 rw\n");
	is_used(t, 0, "sda2 is mounted at /home");
	is_used(t, 2, "sda2 is mounted at /home");
	is_free(t, 16);
	/* btrfs has no number of its own. */
	tree_add(t, "proc/self/mountinfo", "28 1 0:31 / /data rw - btrfs /dev/sdb rw\n");
	is_used(t, 16, "mounted at /data");
	is_free(t, 2);
}

static void holders(void **state)
{
	const struct tree *t = *state;

	add_disks(t);
	tree_add(t, "sys/class/block/sdb/holders/dm-3/dm/name", "vg0-root\n");
	tree_add(t, "sys/class/block/dm-3/dm/name", "vg0-root\n");
	is_used(t, 16, "dm-3 (vg0-root) is on sdb");
	tree_add(t, "sys/class/block/sda1/holders/md0", NULL);
	is_used(t, 0, "md0 is on sda1");
}

static void swaps(void **state)
{
	const struct tree *t = *state;

	add_disks(t);
	tree_add(t, "proc/swaps",
		"Filename\tType\tSize\tUsed\tPriority\n/dev/sda1  partition 1 0 -2\n");
	is_used(t, 0, "swaps to sda1");
	is_free(t, 16);
	add_swap(t, "dev/sdb");
	is_used(t, 16, "sdb is swap space");
}

static void fstab(void **state)
{
	const struct tree *t = *state;

	add_disks(t);
	tree_add(t, "etc/fstab", "# a comment\n/dev/sdb /backup ext4 noauto 0 0\n");
	is_used(t, 16, "in /etc/fstab, for /backup");
	tree_add(t, "dev/disk/by-id/ata-x", "-> ../../sda1");
	tree_add(t, "etc/fstab", "/dev/disk/by-id/ata-x /x ext4 defaults 0 0\nrubbish\n");
	is_used(t, 0, "sda1 is in /etc/fstab");
	is_free(t, 16);
	/* By what is on it; swap would be named before, so the contents are. */
	tree_add(t, "etc/fstab", "UUID=" UUID " none swap sw 0 0\nLABEL= /y ext4 0 0\n");
	is_free(t, 16);
	add_swap(t, "dev/sda2");
	is_used(t, 2, "sda2 is swap space");
}

static void cannot_be_seen(void **state)
{
	const struct tree *t = *state;
	struct err err = { 0 };
	struct root root;
	char *text = NULL;

	add_disks(t);
	tree_add(t, "sys/dev/block/8:32", "-> ../../class/block/sdc");
	tree_add(t, "sys/class/block/sdc/dev", "8:32\n");
	assert_ok(root_open(&root, t->path, &err), err);
	assert_int_equal(block_use(&root, 8, 32, &text, &err), -ENOENT);
	assert_contains(err.text, "/dev/sdc could not be looked at");
	assert_int_equal(block_use(&root, 9, 9, &text, &err), -ENOENT);
	assert_contains(err.text, "9:9");
	assert_null(text);
	root_done(&root);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(mounts, tree_setup, tree_teardown),
		cmocka_unit_test_setup_teardown(holders, tree_setup, tree_teardown),
		cmocka_unit_test_setup_teardown(swaps, tree_setup, tree_teardown),
		cmocka_unit_test_setup_teardown(fstab, tree_setup, tree_teardown),
		cmocka_unit_test_setup_teardown(cannot_be_seen, tree_setup, tree_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
