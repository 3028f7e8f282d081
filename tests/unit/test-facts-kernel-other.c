/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Modules of kernels that do not run: there, built in, from elsewhere; unknown without lists.
 */
#include "facts/facts.h"

#include "lib/host-tree.h"
#include "lib/tests.h"

#define RELEASE "proc/sys/kernel/osrelease"
#define OLD     "lib/modules/6.1.0-9/"
#define NEW     "lib/modules/6.1.0-13/"
#define KEPT    ".virtfn/kernels/6.1.0-13/"

static const struct tree_file files[] = {
	{ RELEASE, "6.1.0-10\n" },
	{ "lib/modules/6.1.0-10/kernel", NULL },
	{ OLD "kernel", NULL },
	{ OLD "modules.builtin", "" },
	{ NEW "kernel", NULL },
	{ NEW "modules.builtin", "kernel/drivers/vfio/vfio-pci.ko\nkernel/x.ko\n" },
	{ NEW "modules.dep", "updates/dkms/i915.ko.zst: kernel/drm.ko.zst\n"
			     "kernel/drivers/net/igb.ko:\nno end" },
	{ NULL, NULL },
};

static const struct kernel_image_module *module(
	const struct host_tree *t, size_t image, const char *name)
{
	const struct kernel_image_module *m =
		kernel_image_module(&t->host.kernel.images[image], name);

	assert_non_null(m);
	return m;
}

static void expect(
	const struct host_tree *t, size_t image, const char *name, int there, int builtin)
{
	const struct kernel_image_module *m = module(t, image, name);

	if (m->there != there || m->builtin != builtin)
		fail_msg("%s: %d %d", name, m->there, m->builtin);
}

static void test_lists(void **state)
{
	struct host_tree *t = *state;
	const struct kernel *k = &t->host.kernel;

	tree_add_all(&t->tree, files);
	host_tree_read(t);
	assert_int_equal(k->n_images, 3);
	assert_ptr_equal(kernel_next_image(k), &k->images[2]);
	assert_int_equal(k->images[1].n_modules, 0);
	assert_null(kernel_image_module(&k->images[1], "i915"));
	assert_null(kernel_image_module(&k->images[2], "x"));
	expect(t, 2, "vfio-pci", TRI_YES, TRI_YES);
	expect(t, 2, "i915", TRI_YES, TRI_NO);
	expect(t, 2, "igb", TRI_YES, TRI_NO);
	expect(t, 2, "xe", TRI_NO, TRI_NO);
	assert_string_equal(module(t, 2, "i915")->file, "updates/dkms/i915.ko.zst");
	assert_int_equal(module(t, 2, "i915")->info_seen, TRI_UNKNOWN);
	/* Nothing is built in there, and what is a file nobody knows. */
	expect(t, 0, "vfio_pci", TRI_UNKNOWN, TRI_NO);
	tree_add(&t->tree, "boot/vmlinuz-6.1.0-10", "x");
	host_tree_read(t);
	assert_null(kernel_next_image(k));
}

/* As a capture has them: what the library said as well. */
static void test_kept(void **state)
{
	struct host_tree *t = *state;
	const struct kernel_image_module *m;

	tree_add_all(&t->tree, files);
	tree_add(&t->tree, KEPT "modules.dep",
		"updates/xe.ko:\nupdates/i915.ko.xz:\nkernel/kvmgt.ko:\n");
	tree_add(&t->tree, KEPT "modinfo/xe", "version: 7\nsigner: me\nvermagic: 6.1.0-13 SMP\n");
	tree_add(&t->tree, KEPT "modinfo/i915", "version: 7\n");
	tree_add(&t->tree, KEPT "modinfo/kvmgt", "version: 7\n");
	host_tree_read(t);
	m = module(t, 2, "xe");
	assert_int_equal(m->info_seen, TRI_YES);
	assert_string_equal(m->version, "7");
	assert_string_equal(m->signer, "me");
	assert_string_equal(m->vermagic, "6.1.0-13 SMP");
	/* Slow to unpack; its own. */
	assert_int_equal(module(t, 2, "i915")->info_seen, TRI_UNKNOWN);
	assert_int_equal(module(t, 2, "kvmgt")->info_seen, TRI_UNKNOWN);
	tree_add(&t->tree, KEPT "modinfo/xe", "nothing\nsigner: \nversion");
	host_tree_read(t);
	m = module(t, 2, "xe");
	assert_int_equal(m->info_seen, TRI_YES);
	assert_null(m->version);
	assert_null(m->signer);
}

static void test_unreadable(void **state)
{
	struct host_tree *t = *state;

	tree_add_all(&t->tree, files);
	host_tree_lock(t, NEW "modules.dep");
	host_tree_read_as_nobody(t);
	expect(t, 2, "vfio-pci", TRI_YES, TRI_YES);
	expect(t, 2, "xe", TRI_UNKNOWN, TRI_NO);
	tree_add(&t->tree, OLD "modules.dep", NULL);
	host_tree_read(t);
	expect(t, 0, "xe", TRI_UNKNOWN, TRI_NO);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, host_tree_setup, host_tree_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_lists),
		TEST(test_kept),
		TEST(test_unreadable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
