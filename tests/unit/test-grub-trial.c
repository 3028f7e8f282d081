/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Is a line tried with GRUB in an entry of its own, and only where GRUB can forget it? */
#include "boot/grub-trial.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "boot/initramfs.h"
#include "lib/tests.h"
#include "lib/texts.h"

extern const struct boot boot_grub_debian, boot_grub_bls;

#define NONE               \
	{                  \
		NULL, NULL \
	}
#define HEAD                                                                                      \
	"if [ \"${next_entry}\" ] ; then\n   set default=\"${next_entry}\"\n   set next_entry=\n" \
	"   save_env next_entry\n   set boot_once=true\nelse\n   set default=\"1>0\"\nfi\n"
#define CUSTOM "if [ -f  $prefix/custom.cfg ]; then\n  source $prefix/custom.cfg\nfi\n"
#define CFG                                                                 \
	HEAD "menuentry 'Other' {\n\tlinux /no\n}\nsubmenu 'More' {\n"      \
	     "\tmenuentry 'Debian' --id x "                                 \
	     "{\n\t\tload_video\n\t\tsavedefault\n\t\tlinux\t/vmlinuz-6.1 " \
	     "root=UUID=1 ro  quiet iommu=off\n\t\tinitrd\t/ucode.img "     \
	     "/initrd.img-6.1\n\t}\n}\n" CUSTOM
#define ENV "# GRUB Environment Block\n#####"
#define RESETS                                                                              \
	"panic=30 oops=panic softlockup_panic=1 hung_task_panic=1 systemd.watchdog_sec=60 " \
	"systemd.crash_reboot=yes"
#define TRIAL                                                                                  \
	"# virtfn: a trial boot, begin\nmenuentry 'virtfn: trial 7' --id 'virtfn-trial-7' {\n" \
	"\t\tload_video\n\tlinux /vmlinuz-6.1 root=UUID=1 ro  quiet iommu=pt " RESETS          \
	" virtfn.trial=7\n\tinitrd /ucode.img /virtfn-trial.img\n}\n# virtfn: a trial boot, "  \
	"end\n"

static const struct initramfs_evidence tools = { .update_initramfs = true, .mkinitramfs = true };
static const struct initramfs_evidence dracut = { .dracut = true };
static const char *const args[] = { "iommu=pt", NULL };

static void assert_image(const struct edits *e, const char *like, const char *maker)
{
	assert_int_equal(e->n_images, 1);
	assert_string_equal(e->images[0].path, "boot/" BOOT_TRIAL_IMAGE);
	assert_string_equal(e->images[0].like, like);
	assert_string_equal(e->images[0].argv[0], maker);
}

static struct boot_evidence plain(const char *fs)
{
	struct boot_evidence e = { .grubenv_plain = true, .kernels = "6.1 6.2" };

	(void)snprintf(e.grubenv_fs, sizeof(e.grubenv_fs), "%s", fs);
	return e;
}

static void test_entry(void **state)
{
	static const struct text_file files[] = { { "boot/grub/grub.cfg", CFG },
		{ "boot/grub/grubenv", ENV }, { "boot/grub/custom.cfg", NULL }, NONE };
	static const struct text_file wanted[] = { { "boot/grub/custom.cfg", TRIAL }, NONE };
	static const struct text_file mine[] = { { "boot/grub/grub.cfg", CFG },
		{ "boot/grub/grubenv", ENV }, { "boot/grub/custom.cfg", TRIAL "# mine" }, NONE };
	static const struct text_file mine_wanted[] = {
		{ "boot/grub/custom.cfg", "# mine\n" TRIAL }, NONE
	};
	static const char *const commands[] = { "grub-reboot virtfn-trial-7", NULL };
	const struct boot_evidence e = plain("ext4");
	const struct boot_ask ask = { .evidence = &e, .running = "", .add = args };
	const struct boot_trial trial = {
		.ask = &ask, .id = "7", .tool = "initramfs-tools", .initramfs = &tools
	};
	_cleanup_(edits_done) struct edits edits = { 0 }, more = { 0 };
	struct err err = { 0 };
	(void)state;

	texts_read(&edits, files);
	assert_ok(boot_grub_debian.trial(&trial, &edits, &err), err);
	assert_texts(&edits, wanted);
	assert_commands(&edits, commands);
	assert_image(&edits, "boot/initrd.img-6.1", "mkinitramfs");
	assert_string_equal(edits.images[0].argv[3], "6.1");
	assert_string_equal(edits.commands[0].undo[0], "grub-editenv");
	assert_string_equal(edits.commands[0].undo[3], "next_entry");
	texts_read(&more, mine);
	assert_ok(boot_grub_debian.trial(&trial, &more, &err), err);
	assert_texts(&more, mine_wanted);
}

#define BLS(title, options, initrd)                                                           \
	"title " title "\nversion 6.1\nlinux /vmlinuz-6.1\ninitrd " initrd " $tuned_initrd\n" \
	"options " options "\ngrub_class fedora\n"

static void test_bls(void **state)
{
	static const struct text_file saved[] = { { "boot/grub2/grub.cfg", HEAD },
		{ "boot/grub2/grubenv", "# GRUB Environment Block\nsaved_entry=m-6.1\n###" },
		{ "boot/loader/entries/m-6.1.conf",
			BLS("F", "root=UUID=1 ro $tuned_params", "/initramfs-6.1.img") },
		{ "boot/loader/entries/m-6.2.conf", "title no\n" }, NONE };
	static const struct text_file booted[] = { { "boot/grub2/grub.cfg", HEAD },
		{ "boot/grub2/grubenv", ENV },
		{ "boot/loader/entries/m-6.1.conf",
			BLS("F", "root=UUID=1 ro $tuned_params", "/initramfs-6.1.img") },
		{ "boot/loader/entries/m-6.2.conf", "title no\nlinux /vmlinuz-6.2\n" }, NONE };
	static const struct text_file wanted[] = {
		{ "boot/loader/entries/0-virtfn-trial.conf",
			BLS("virtfn: trial 7",
				"root=UUID=1 ro $tuned_params iommu=pt " RESETS
				" rd.shell=0 rd.emergency=reboot virtfn.trial=7",
				"/virtfn-trial.img") },
		NONE
	};
	static const char *const commands[] = { "grub2-reboot 0-virtfn-trial", NULL };
	const struct boot_evidence e = plain("xfs");
	const struct boot_ask ask = { .evidence = &e,
		.running = "BOOT_IMAGE=(hd0,gpt2)/vmlinuz-6.1 root=UUID=1",
		.add = args };
	const struct boot_trial trial = {
		.ask = &ask, .id = "7", .tool = "dracut", .initramfs = &dracut
	};
	const struct text_file *const cases[] = { saved, booted };
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_(edits_done) struct edits edits = { 0 };
		struct err err = { 0 };

		texts_read(&edits, cases[i]);
		assert_ok(boot_grub_bls.trial(&trial, &edits, &err), err);
		assert_image(&edits, "boot/initramfs-6.1.img", "dracut");
		assert_texts(&edits, wanted);
		assert_commands(&edits, commands);
	}
}

static void assert_refused(const struct boot_evidence *e, const char *cfg, const char *env,
	const char *custom_arg, const char *part)
{
	const char *const own[] = { custom_arg, NULL };
	const struct text_file files[] = { { "boot/grub/grub.cfg", cfg },
		{ "boot/grub/grubenv", env }, NONE };
	const struct boot_ask ask = { .evidence = e, .running = "", .add = own };
	const struct boot_trial trial = { .ask = &ask, .id = "7", .initramfs = &tools };
	_cleanup_(edits_done) struct edits edits = { 0 };
	struct err err = { 0 };

	texts_read(&edits, files);
	assert_int_equal(boot_grub_debian.trial(&trial, &edits, &err), -EOPNOTSUPP);
	assert_contains(err.text, part);
	assert_unchanged(&edits);
}

/* The table of what GRUB can write to. */
static void test_refuses(void **state)
{
	struct boot_evidence ext4 = plain("ext4"), btrfs = plain("btrfs"), zfs = plain("zfs"),
			     none = plain(""), lvm = plain("ext4");
	(void)state;

	lvm.grubenv_plain = false;
	assert_refused(&btrfs, CFG, ENV, "a", "is on btrfs, where this GRUB cannot write");
	assert_refused(&btrfs, CFG "# env_block\n", ENV, "a", "is on btrfs");
	assert_refused(&zfs, CFG, ENV, "a", "is on zfs");
	assert_refused(&none, CFG, ENV, "a", "is not known");
	assert_refused(&lvm, CFG, ENV, "a", "LVM, RAID");
	assert_refused(&ext4, NULL, ENV, "a", "grub.cfg could not be read");
	assert_refused(&ext4, CFG, NULL, "a", "grubenv, could not be read");
	assert_refused(&ext4, CUSTOM, ENV, "a", "does not take an entry for one boot");
	assert_refused(&ext4, HEAD "menuentry 'a' {\n}\n", ENV, "a", "does not source custom.cfg");
	assert_refused(&ext4, HEAD "menuentry 'a' {\n}\n" CUSTOM, ENV, "a", "\"1>0\", is not in");
	assert_refused(&ext4, HEAD "menuentry 'a' {\n" CUSTOM, ENV, "a", "a brace is open");
	assert_refused(&ext4, HEAD "submenu b {\n}\nsubmenu a { menuentry c {\n}\n}\n" CUSTOM, ENV,
		"a", "has no linux line");
	assert_refused(&ext4, CFG, ENV, "a=b;c", "a=b;c cannot be given");
}

/* GRUB 2.14 keeps the environment in front of the file system. */
static void test_btrfs(void **state)
{
	static const struct text_file files[] = { { "boot/grub/grub.cfg", CFG "# ${env_block}\n" },
		{ "boot/grub/grubenv", "# GRUB Environment Block\nenv_block=512+1\n###" }, NONE };
	const struct boot_evidence e = plain("btrfs");
	const struct boot_ask ask = { .evidence = &e, .running = "", .add = args };
	const struct boot_trial trial = { .ask = &ask, .id = "7" };
	_cleanup_(edits_done) struct edits edits = { 0 };
	struct err err = { 0 };
	(void)state;

	texts_read(&edits, files);
	assert_ok(boot_grub_debian.trial(&trial, &edits, &err), err);
	assert_contains(
		edits_find(&edits, "boot/grub/custom.cfg")->text, "/ucode.img /initrd.img-6.1");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_entry),
		cmocka_unit_test(test_bls),
		cmocka_unit_test(test_refuses),
		cmocka_unit_test(test_btrfs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
