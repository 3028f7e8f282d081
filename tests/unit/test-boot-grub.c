/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Are GRUB's settings edited where they count, and everything else left as it is? */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/root.h"
#include "boot/grub-default.h"
#include "lib/texts.h"
#include "lib/tests.h"

extern const struct boot boot_grub_debian, boot_grub_proxmox, boot_grub_arch, boot_grub_bls,
	boot_grub_opensuse, boot_grub2;

#define NONE               \
	{                  \
		NULL, NULL \
	}
#define DEBIAN_DEFAULT                                                                         \
	"# If you change this file, run 'update-grub'\nGRUB_DEFAULT=0\nGRUB_DISTRIBUTOR=`( . " \
	"/etc/"                                                                                \
	"os-release; echo ${NAME:-Debian} ) 2>/dev/null || echo Debian`\n"                     \
	"GRUB_CMDLINE_LINUX_DEFAULT=\"quiet\"\nGRUB_CMDLINE_LINUX=\"\"\n# the end, with a \"\n"
#define OURS "# Kernel arguments that virtfn asks for. It reads this file again and adds to it.\n"

static const char *const update_grub[] = { "update-grub", NULL };
static const char *const mkconfig[] = { "grub-mkconfig -o /boot/grub/grub.cfg", NULL };

static void test_debian(void **state)
{
	static const struct text_file files[] = { { GRUB_DEFAULT, DEBIAN_DEFAULT },
		{ GRUB_DROP_IN, NULL }, NONE };
	static const struct text_file wanted[] = { { GRUB_DEFAULT, DEBIAN_DEFAULT },
		{ GRUB_DROP_IN, OURS "GRUB_CMDLINE_LINUX_DEFAULT=\"$GRUB_CMDLINE_LINUX_DEFAULT "
				     "intel_iommu=on\"\n" },
		NONE };
	(void)state;

	assert_text_case(&(struct text_case) {
		&boot_grub_debian, "intel_iommu=on", files, wanted, update_grub, false });
	assert_text_case(&(struct text_case) {
		&boot_grub_proxmox, "intel_iommu=on", files, wanted, update_grub, false });
}

/* Another argument comes behind the first in our own file, and leaves it again. */
static void test_debian_second(void **state)
{
	static const struct text_file files[] = { { GRUB_DEFAULT, DEBIAN_DEFAULT },
		{ GRUB_DROP_IN, "GRUB_CMDLINE_LINUX_DEFAULT=\"$GRUB_CMDLINE_LINUX_DEFAULT a=1\"" },
		{ "etc/default/grub.d/kdump-tools.cfg",
			"GRUB_CMDLINE_LINUX_DEFAULT=\"$GRUB_CMDLINE_LINUX_DEFAULT "
			"crashkernel=1M\"\n" },
		NONE };
	static const struct text_file wanted[] = { { GRUB_DEFAULT, DEBIAN_DEFAULT },
		{ GRUB_DROP_IN,
			"GRUB_CMDLINE_LINUX_DEFAULT=\"$GRUB_CMDLINE_LINUX_DEFAULT a=1 b=2\"" },
		NONE };
	(void)state;

	assert_text_case(&(struct text_case) {
		&boot_grub_debian, "b=2", files, wanted, update_grub, false });
}

/* What stands in somebody's file is edited there. */
static void test_debian_foreign(void **state)
{
	static const struct text_file files[] = {
		{ GRUB_DEFAULT,
			"GRUB_CMDLINE_LINUX_DEFAULT='quiet'\r\nGRUB_CMDLINE_LINUX='pci=noaer'" },
		{ GRUB_DROP_IN, NULL }, { "etc/default/grub.d/50-x.cfg", "GRUB_TIMEOUT=0\n" }, NONE
	};
	static const struct text_file list[] = {
		{ GRUB_DEFAULT, "GRUB_CMDLINE_LINUX_DEFAULT='quiet'\r\nGRUB_CMDLINE_LINUX='pci="
				"noaer,realloc'" },
		{ GRUB_DROP_IN, NULL }, { "etc/default/grub.d/50-x.cfg", "GRUB_TIMEOUT=0\n" }, NONE
	};
	(void)state;

	assert_text_case(&(struct text_case) {
		&boot_grub_debian, "pci=realloc", files, list, update_grub, false });
}

/* A file that is read later and starts anew: ours would not count. */
static void test_debian_overridden(void **state)
{
	static const struct text_file files[] = { { GRUB_DEFAULT, DEBIAN_DEFAULT },
		{ GRUB_DROP_IN, NULL },
		{ "etc/default/grub.d/zz.cfg", "GRUB_CMDLINE_LINUX_DEFAULT=\"splash\"\n" }, NONE };
	static const struct text_file wanted[] = { { GRUB_DEFAULT, DEBIAN_DEFAULT },
		{ GRUB_DROP_IN, NULL },
		{ "etc/default/grub.d/zz.cfg", "GRUB_CMDLINE_LINUX_DEFAULT=\"splash a=1\"\n" },
		NONE };
	(void)state;

	assert_text_case(&(struct text_case) {
		&boot_grub_debian, "a=1", files, wanted, update_grub, false });
}

static void test_arch(void **state)
{
	static const struct text_file files[] = {
		{ GRUB_DEFAULT, "GRUB_CMDLINE_LINUX_DEFAULT=\"loglevel=3 quiet\" # mine\n"
				"GRUB_CMDLINE_LINUX=\"\"\n" },
		NONE
	};
	static const struct text_file wanted[] = {
		{ GRUB_DEFAULT, "GRUB_CMDLINE_LINUX_DEFAULT=\"loglevel=3 quiet iommu=pt\" # mine\n"
				"GRUB_CMDLINE_LINUX=\"\"\n" },
		NONE
	};
	static const struct text_file bare[] = { { GRUB_DEFAULT, "GRUB_CMDLINE_LINUX_DEFAULT=\n" },
		NONE };
	static const struct text_file bare_wanted[] = {
		{ GRUB_DEFAULT, "GRUB_CMDLINE_LINUX_DEFAULT=iommu=pt\n" }, NONE
	};
	static const struct text_file missing[] = { { GRUB_DEFAULT, "GRUB_TIMEOUT=5" }, NONE };
	static const struct text_file missing_wanted[] = {
		{ GRUB_DEFAULT, "GRUB_TIMEOUT=5\nGRUB_CMDLINE_LINUX_DEFAULT=\"iommu=pt\"" }, NONE
	};
	(void)state;

	assert_text_case(&(struct text_case) {
		&boot_grub_arch, "iommu=pt", files, wanted, mkconfig, false });
	assert_text_case(&(struct text_case) {
		&boot_grub_arch, "iommu=pt", bare, bare_wanted, mkconfig, false });
	assert_text_case(&(struct text_case) {
		&boot_grub_arch, "iommu=pt", missing, missing_wanted, mkconfig, true });
}

static void test_replaces(void **state)
{
	static const struct text_file files[] = {
		{ GRUB_DEFAULT,
			"GRUB_CMDLINE_LINUX=\"a intel_iommu=off b\"\n"
			"GRUB_CMDLINE_LINUX_DEFAULT=quiet\nGRUB_CMDLINE_LINUX_DEFAULT+=' c'\n" },
		NONE
	};
	static const struct text_file wanted[] = {
		{ GRUB_DEFAULT,
			"GRUB_CMDLINE_LINUX=\"a intel_iommu=on b\"\n"
			"GRUB_CMDLINE_LINUX_DEFAULT=quiet\nGRUB_CMDLINE_LINUX_DEFAULT+=' c'\n" },
		NONE
	};
	static const struct text_file two[] = { { GRUB_DEFAULT,
							"GRUB_CMDLINE_LINUX='console=tty0'\n"
							"GRUB_CMDLINE_LINUX_DEFAULT=''\n" },
		NONE };
	static const struct text_file two_wanted[] = {
		{ GRUB_DEFAULT, "GRUB_CMDLINE_LINUX='console=tty0 console=ttyS0'\n"
				"GRUB_CMDLINE_LINUX_DEFAULT=''\n" },
		NONE
	};
	(void)state;

	assert_text_case(&(struct text_case) {
		&boot_grub_arch, "intel_iommu=on", files, wanted, mkconfig, true });
	assert_text_case(&(struct text_case) {
		&boot_grub_arch, "console=ttyS0", two, two_wanted, mkconfig, false });
}

static void test_others(void **state)
{
	static const char *const suse[] = { "update-bootloader --config", NULL };
	static const char *const grub2[] = { "grub2-mkconfig -o /boot/grub2/grub.cfg", NULL };
	static const struct text_file files[] = {
		{ GRUB_DEFAULT, "GRUB_CMDLINE_LINUX=\"x\"\nGRUB_CMDLINE_LINUX_DEFAULT=\"y\"\n" },
		NONE
	};
	static const struct text_file by_default[] = {
		{ GRUB_DEFAULT, "GRUB_CMDLINE_LINUX=\"x\"\nGRUB_CMDLINE_LINUX_DEFAULT=\"y z\"\n" },
		NONE
	};
	static const struct text_file for_all[] = {
		{ GRUB_DEFAULT, "GRUB_CMDLINE_LINUX=\"x z\"\nGRUB_CMDLINE_LINUX_DEFAULT=\"y\"\n" },
		NONE
	};
	(void)state;

	assert_text_case(
		&(struct text_case) { &boot_grub_opensuse, "z", files, by_default, suse, false });
	assert_text_case(&(struct text_case) { &boot_grub2, "z", files, for_all, grub2, false });
}

#define ENTRY(options)                                                              \
	"title Fedora\nversion 6.1\nlinux /vmlinuz-6.1\ninitrd /initramfs-6.1.img " \
	"$tuned_initrd\noptions " options "\ngrub_users $grub_users\n"

static void test_bls(void **state)
{
	static const struct text_file files[] = {
		{ GRUB_DEFAULT, "GRUB_CMDLINE_LINUX=\"rhgb\"\nGRUB_ENABLE_BLSCFG=true\n" },
		{ "etc/kernel/cmdline", "root=UUID=1 ro rhgb\n" },
		{ "boot/loader/entries/1-6.1.conf", ENTRY("root=UUID=1 ro rhgb $tuned_params") },
		{ "boot/loader/entries/1-0-rescue.conf", ENTRY("root=UUID=1 ro") },
		{ "boot/grub2/grubenv", NULL }, NONE
	};
	static const struct text_file wanted[] = {
		{ GRUB_DEFAULT, "GRUB_CMDLINE_LINUX=\"rhgb iommu=pt\"\nGRUB_ENABLE_BLSCFG=true\n" },
		{ "etc/kernel/cmdline", "root=UUID=1 ro rhgb iommu=pt\n" },
		{ "boot/loader/entries/1-6.1.conf",
			ENTRY("root=UUID=1 ro rhgb $tuned_params iommu=pt") },
		{ "boot/loader/entries/1-0-rescue.conf", ENTRY("root=UUID=1 ro") }, NONE
	};
	(void)state;

	assert_text_case(
		&(struct text_case) { &boot_grub_bls, "iommu=pt", files, wanted, NULL, false });
}

static const char *const ask_args[] = { "iommu=pt", NULL };
static const struct boot_evidence nothing;
static const struct boot_ask ask_add = { .evidence = &nothing, .running = "", .add = ask_args };

static void test_bls_environment(void **state)
{
	static const char *const wanted[] = {
		"grub2-editenv - set kernelopts=root=UUID=1 ro iommu=pt", NULL
	};
	static const char *const undo[] = { "grub2-editenv", "-", "set",
		"kernelopts=root=UUID=1 ro", NULL };
	static const struct text_file files[] = { { "boot/loader/entries/1-6.1.conf",
							  ENTRY("$kernelopts") },
		{ "boot/grub2/grubenv", "# GRUB Environment Block\nsaved_entry=1-6.1\n"
					"kernelopts=root=UUID=1 ro\n############" },
		NONE };
	static const struct text_file full[] = { { "boot/loader/entries/1-6.1.conf",
							 ENTRY("$kernelopts") },
		{ "boot/grub2/grubenv", "# GRUB Environment Block\nkernelopts=root=UUID=1 ro\n#" },
		NONE };
	_cleanup_(edits_done) struct edits edits = { 0 }, more = { 0 };
	struct err err = { 0 };
	(void)state;

	texts_read(&edits, files);
	assert_ok(boot_grub_bls.edit(&ask_add, &edits, &err), err);
	assert_texts(&edits, files);
	assert_commands(&edits, wanted);
	for (size_t i = 0; undo[i]; i++)
		assert_string_equal(edits.commands[0].undo[i], undo[i]);
	assert_int_equal(edits.n_proofs, 1);
	texts_read(&more, full);
	assert_int_equal(boot_grub_bls.edit(&ask_add, &more, &err), -ENOSPC);
}

static void assert_refused(
	const struct boot *row, const struct text_file *files, const char *arg, const char *part)
{
	const char *const args[] = { arg, NULL };
	const struct boot_ask ask = { .evidence = &nothing, .running = "", .add = args };
	_cleanup_(edits_done) struct edits edits = { 0 };
	struct err err = { 0 };

	texts_read(&edits, files);
	assert_int_equal(row->edit(&ask, &edits, &err), -EOPNOTSUPP);
	assert_contains(err.text, part);
	assert_unchanged(&edits);
}

static void test_refuses(void **state)
{
	static const struct text_file computed[] = {
		{ GRUB_DEFAULT, "\nGRUB_CMDLINE_LINUX_DEFAULT=\"$(cat /x)\"\n" },
		{ GRUB_DROP_IN, NULL }, NONE
	};
	static const struct text_file plain[] = { { GRUB_DEFAULT, "GRUB_CMDLINE_LINUX=\"\"\n" },
		{ GRUB_DROP_IN, NULL }, NONE };
	static const struct text_file program[] = { { GRUB_DEFAULT, "GRUB_CMDLINE_LINUX=\"\"\n" },
		{ "etc/default/grub.d/x.cfg", "if x; then GRUB_CMDLINE_LINUX='iommu=soft'; fi\n" },
		{ GRUB_DROP_IN, NULL }, NONE };
	static const struct text_file none[] = { { GRUB_DEFAULT, "" }, NONE };
	(void)state;

	assert_refused(&boot_grub_debian, computed, "iommu=pt",
		"/etc/default/grub cannot be edited"
		": line 2");
	assert_refused(&boot_grub_arch, computed, "iommu=pt", "line 2");
	assert_refused(&boot_grub_arch, plain, "a=b;c", "a=b;c cannot be given");
	assert_refused(&boot_grub_debian, program, "iommu=pt", "x.cfg cannot be edited: line 1");
	assert_refused(&boot_grub_bls, none, "iommu=pt", "no boot entry");
}

/* Somebody's program in a drop-in, about other things, is none of ours. */
static void test_passes_over(void **state)
{
	static const struct text_file files[] = { { GRUB_DEFAULT, "GRUB_CMDLINE_LINUX=\"\"\n" },
		{ "etc/default/grub.d/init.cfg",
			"if [ -x /x ]; then\n GRUB_CMDLINE_LINUX=\"$GRUB_CMDLINE_LINUX "
			"init=/x\"\nfi\n" },
		{ GRUB_DROP_IN, NULL }, NONE };
	_cleanup_(edits_done) struct edits edits = { 0 };
	struct err err = { 0 };
	(void)state;

	texts_read(&edits, files);
	assert_ok(boot_grub_debian.edit(&ask_add, &edits, &err), err);
	assert_contains(edits_find(&edits, GRUB_DROP_IN)->text, " iommu=pt\"\n");
}

static void test_unreadable(void **state)
{
	_cleanup_(edits_done) struct edits edits = { 0 };
	struct err err = { 0 };
	(void)state;

	assert_ok(edits_add_unreadable(&edits, GRUB_DEFAULT, &err), err);
	assert_int_equal(boot_grub_arch.edit(&ask_add, &edits, &err), -EACCES);
	assert_contains(err.text, "/etc/default/grub");
}

/* Settings of real machines (../shared/data), as long as they are there. */
static void test_real(void **state)
{
	static const char *const names[] = { "t480-fedora-default-grub",
		"andrei-paul-proxmox-default-grub" };
	const char *data = getenv("VIRTFN_TEST_DATA");
	_cleanup_(root_done) struct root root = { 0 };
	struct err err = { 0 };
	(void)state;

	if (!data || root_open(&root, data, &err) < 0)
		skip();
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		struct text_file files[] = { { GRUB_DEFAULT, NULL }, { GRUB_DROP_IN, NULL }, NONE };
		_cleanup_(edits_done) struct edits edits = { 0 }, back = { 0 };
		const char *const args[] = { "virtfn.x=1", NULL };
		const struct boot_ask add = { .evidence = &nothing, .running = "", .add = args };
		const struct boot_ask drop = { .evidence = &nothing, .running = "", .drop = args };
		_cleanup_free_ char *text = NULL;

		if (root_read(&root, &text, &err, "bootcfg/%s", names[i]) < 0)
			skip();
		files[0].text = text;
		texts_read(&edits, files);
		assert_ok(boot_grub2.edit(&add, &edits, &err), err);
		assert_int_equal(edits.n_commands, 1);
		texts_again(&back, &edits);
		assert_ok(boot_grub2.edit(&drop, &back, &err), err);
		assert_texts(&back, files);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_debian),
		cmocka_unit_test(test_debian_second),
		cmocka_unit_test(test_debian_foreign),
		cmocka_unit_test(test_debian_overridden),
		cmocka_unit_test(test_arch),
		cmocka_unit_test(test_replaces),
		cmocka_unit_test(test_others),
		cmocka_unit_test(test_bls),
		cmocka_unit_test(test_bls_environment),
		cmocka_unit_test(test_refuses),
		cmocka_unit_test(test_passes_over),
		cmocka_unit_test(test_unreadable),
		cmocka_unit_test(test_real),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
