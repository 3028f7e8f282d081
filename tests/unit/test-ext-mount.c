/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does a mountinfo file give its mounts, with names as they are?
 */
#include "ext/ext-mount.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "lib/tests.h"

struct seen {
	char text[400];
	int stop;
};

static int see(void *arg, unsigned major, unsigned minor, const char *source, const char *target)
{
	struct seen *s = arg;
	size_t n = strlen(s->text);

	(void)snprintf(
		s->text + n, sizeof(s->text) - n, "%u:%u %s on %s\n", major, minor, source, target);
	return s->stop;
}

static void test_mounts(void **state)
{
	char text[] = "22 28 0:20 / /sys rw,nosuid shared:7 - sysfs sysfs rw\n"
		      "28 1 259:2 / / rw,noatime shared:1 - ext4 /dev/nvme0n1p2 rw\n"
		      "29 28 8:1 /sub /mnt/a\\040b rw - ext4 /dev/sda1 rw\n";
	struct seen s = { 0 };
	struct err err = { 0 };

	(void)state;
	assert_ok(ext_mount_each(text, see, &s, &err), err);
	assert_string_equal(s.text, "0:20 sysfs on /sys\n"
				    "259:2 /dev/nvme0n1p2 on /\n"
				    "8:1 /dev/sda1 on /mnt/a b\n");
}

static void test_stop(void **state)
{
	char text[] = "28 1 259:2 / / rw shared:1 - ext4 /dev/a rw\n"
		      "29 1 259:3 / /b rw shared:1 - ext4 /dev/b rw";
	struct seen s = { .stop = -EBUSY };
	struct err err = { 0 };

	(void)state;
	assert_int_equal(ext_mount_each(text, see, &s, &err), -EBUSY);
	assert_string_equal(s.text, "259:2 /dev/a on /\n");
}

static void test_nothing(void **state)
{
	char text[] = "";
	struct seen s = { 0 };
	struct err err = { 0 };

	(void)state;
	assert_ok(ext_mount_each(text, see, &s, &err), err);
	assert_string_equal(s.text, "");
}

static void test_of_path(void **state)
{
	char text[] = "21 1 8:2 / / rw - btrfs /dev/sda2 rw\n"
		      "29 21 8:1 / /boot rw - ext4 /dev/sda1 rw\n"
		      "30 21 8:3 / /bo rw - xfs /dev/sda3 rw\n"
		      "31 29 253:0 / /boot rw - ext2 /dev/mapper/v-b rw\n";
	char none[] = "21 1 8:2 / /x rw - btrfs /dev/sda2 rw\n";
	struct ext_mount m = { 0 };
	struct err err = { 0 };

	(void)state;
	assert_ok(ext_mount_of(text, "/boot/grub", &m, &err), err);
	assert_string_equal(m.type, "ext2");
	assert_string_equal(m.source, "/dev/mapper/v-b");
	assert_ok(ext_mount_of(text, "/boots", &m, &err), err);
	assert_string_equal(m.type, "btrfs");
	assert_int_equal(ext_mount_of(none, "/boot", &m, &err), -ENOENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mounts),
		cmocka_unit_test(test_stop),
		cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_of_path),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
