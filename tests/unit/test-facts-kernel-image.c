/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Kernels that are installed, in their order, with what each of them has and lacks.
 */
#include "facts/facts.h"

#include "lib/host-tree.h"
#include "lib/tests.h"

#define RELEASE "proc/sys/kernel/osrelease"
#define M       "lib/modules/"

static void expect(
	const struct kernel_image *i, const char *release, int headers, int image, int initramfs)
{
	assert_string_equal(i->release, release);
	if (i->headers != headers || i->image != image || i->initramfs != initramfs)
		fail_msg("%s: %d %d %d", release, i->headers, i->image, i->initramfs);
}

static void test_debian(void **state)
{
	static const struct tree_file files[] = {
		{ RELEASE, "6.1.0-13-amd64\n" },
		{ M "6.1.0-13-amd64/kernel", NULL },
		{ M "6.1.0-13-amd64/build", "-> /usr/src/linux-headers-6.1.0-13-amd64" },
		{ "usr/src/linux-headers-6.1.0-13-amd64/Makefile", "all:\n" },
		{ M "6.1.0-13-amd64/updates/dkms/i915.ko.xz", "x" },
		{ M "6.1.0-9-amd64/kernel", NULL },
		{ M "6.1.0-9-amd64/build", "-> /usr/src/linux-headers-6.1.0-9-amd64" },
		{ M "6.12.9+bpo-amd64/modules.builtin", "" },
		/* Removed, with what dkms left. */
		{ M "5.10.0-20-amd64/updates/dkms/i915.ko", "x" },
		{ "boot/vmlinuz-6.1.0-13-amd64", "x" },
		{ "boot/initrd.img-6.1.0-13-amd64", "x" },
		{ "boot/vmlinuz-6.1.0-9-amd64", "x" },
		{ "boot/initrd.img-6.1.0-9-amd64.bak", "x" },
		{ "boot/vmlinuz-6.12.9+bpo-amd64", "x" },
		{ NULL, NULL },
	};
	struct host_tree *t = *state;
	const struct kernel *k = &t->host.kernel;

	tree_add_all(&t->tree, files);
	host_tree_read(t);
	assert_int_equal(k->images_seen, TRI_YES);
	assert_int_equal(k->n_images, 3);
	expect(&k->images[0], "6.1.0-9-amd64", TRI_NO, TRI_YES, TRI_NO);
	expect(&k->images[1], "6.1.0-13-amd64", TRI_YES, TRI_YES, TRI_YES);
	expect(&k->images[2], "6.12.9+bpo-amd64", TRI_NO, TRI_YES, TRI_NO);
	assert_true(!k->images[0].running && k->images[1].running && !k->images[2].running);
	assert_null(k->images[0].sriov_module);
	assert_string_equal(
		k->images[1].sriov_module, "/lib/modules/6.1.0-13-amd64/updates/dkms/i915.ko.xz");
}

/* Files are called after the package; the image is beside the modules, too. */
static void test_arch(void **state)
{
	static const struct tree_file files[] = {
		{ "usr/" M "6.15.2-arch1-1/kernel", NULL },
		{ "usr/" M "6.15.2-arch1-1/pkgbase", "linux\n" },
		{ "usr/" M "6.15.2-arch1-1/vmlinuz", "x" },
		{ "usr/" M "6.12.30-1-lts/kernel", NULL },
		{ "usr/" M "6.12.30-1-lts/pkgbase", "linux-lts\n" },
		{ "usr/" M "6.12.30-1-lts/updates/xe.ko.zst", "x" },
		{ "lib", "-> usr/lib" },
		{ "boot/vmlinuz-linux-lts", "x" },
		{ "boot/initramfs-linux.img", "x" },
		{ "boot/initramfs-linux-fallback.img", "x" },
		{ NULL, NULL },
	};
	struct host_tree *t = *state;
	const struct kernel *k = &t->host.kernel;

	tree_add_all(&t->tree, files);
	host_tree_read(t);
	assert_int_equal(k->n_images, 2);
	expect(&k->images[0], "6.12.30-1-lts", TRI_NO, TRI_YES, TRI_NO);
	expect(&k->images[1], "6.15.2-arch1-1", TRI_NO, TRI_YES, TRI_YES);
	assert_string_equal(
		k->images[0].sriov_module, "/lib/modules/6.12.30-1-lts/updates/xe.ko.zst");
}

/* Unified images, or a partition that is not mounted: nobody knows. */
static void test_elsewhere(void **state)
{
	struct host_tree *t = *state;

	tree_add(&t->tree, M "6.12/kernel", NULL);
	tree_add(&t->tree, "boot/EFI/Linux/x.efi", "x");
	host_tree_read(t);
	assert_int_equal(t->host.kernel.n_images, 1);
	expect(&t->host.kernel.images[0], "6.12", TRI_NO, TRI_UNKNOWN, TRI_UNKNOWN);
}

static void test_absent(void **state)
{
	struct host_tree *t = *state;

	host_tree_read(t);
	assert_int_equal(t->host.kernel.images_seen, TRI_UNKNOWN);
	tree_add(&t->tree, "lib/modules", "a file\n");
	host_tree_read(t);
	assert_int_equal(t->host.kernel.images_seen, TRI_UNKNOWN);
	assert_int_equal(t->host.kernel.n_images, 0);
}

static void test_unreadable(void **state)
{
	struct host_tree *t = *state;

	tree_add(&t->tree, M "6.12/kernel", NULL);
	tree_add(&t->tree, "boot/vmlinuz-6.11", "x");
	tree_add(&t->tree, "boot/initrd-6.11", "x");
	host_tree_lock(t, "boot");
	host_tree_read_as_nobody(t);
	expect(&t->host.kernel.images[0], "6.12", TRI_NO, TRI_UNKNOWN, TRI_UNKNOWN);
	host_tree_lock(t, "lib/modules");
	host_tree_read_as_nobody(t);
	assert_int_equal(t->host.kernel.images_seen, TRI_UNKNOWN);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, host_tree_setup, host_tree_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_debian),
		TEST(test_arch),
		TEST(test_elsewhere),
		TEST(test_absent),
		TEST(test_unreadable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
