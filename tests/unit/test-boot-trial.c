/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is a trial an entry of its own, on which no default falls, armed for one boot; and is it refused
 * wherever it would come back?
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "boot/initramfs.h"
#include "base/str.h"
#include "lib/edited.h"
#include "lib/tests.h"

#define RESETS  " panic=30 oops=panic softlockup_panic=1 hung_task_panic=1 systemd.watchdog_sec=60"
#define MARK    " virtfn.trial=7"
#define NEWER   RESETS " systemd.crash_action=reboot"
#define ARCH    "boot/loader/entries/arch.conf"
#define TRIAL   "boot/loader/entries/-virtfn-trial.conf"
#define ONESHOT "set LoaderEntryOneShot -virtfn-trial.conf\n"

static void set_loader(struct edited *d, const char *entry)
{
	d->e.uefi = d->e.efivars = TRI_YES;
	d->e.secure_boot = TRI_NO;
	d->e.has_features = true;
	d->e.features = 8;
	d->e.systemd = 257;
	(void)snprintf(d->e.loader, sizeof(d->e.loader), "systemd-boot 257.9");
	(void)snprintf(d->e.entry, sizeof(d->e.entry), "%s", entry);
}

static void test_entry(void **state)
{
	_cleanup_(edited_done) struct edited d = { 0 };
	struct err err = { 0 };

	(void)state;
	set_loader(&d, "arch.conf");
	edited_read(&d, "boot/loader/entries/lts.conf", "linux /lts\noptions root=1\n");
	edited_read(&d, "boot/loader/entries/arch+3-1.conf",
		"# mine\ntitle Arch\nsort-key arch\nlinux /vmlinuz\noptions root=1 panic=5\r\n"
		"options rw\n");
	assert_ok(edited_try(&d, row_of("systemd-boot"), "pci=realloc", "mkinitcpio", &err), err);
	assert_said(&d, "write " TRIAL "\n|# mine\n|title Trial by virtfn, for one boot\n"
			"|linux /vmlinuz\n|options root=1 panic=30 rw pci=realloc oops=panic "
			"softlockup_panic=1 hung_task_panic=1 systemd.watchdog_sec=60 "
			"systemd.crash_action=reboot" MARK "^\n" ONESHOT);
}

/* dracut has a shell of its own; what systemd 255 does not know, it gets by its old name. */
static void test_tools(void **state)
{
	_cleanup_(edited_done) struct edited d = { 0 };
	struct err err = { 0 };

	(void)state;
	set_loader(&d, "arch");
	d.e.systemd = 255;
	edited_read(&d, ARCH, "linux /vmlinuz\noptions root=1\n");
	assert_ok(edited_try(&d, row_of("popos"), "a", "dracut", &err), err);
	assert_said(&d, "write " TRIAL "\n|linux /vmlinuz\n|options root=1 a" RESETS
			" systemd.crash_reboot=yes rd.shell=0 rd.emergency=reboot" MARK "\n"
			"|title Trial by virtfn, for one boot\n"
			"set LoaderEntryOneShot -virtfn-trial\n");
}

static int try_with_conf(const char *conf, const char *others, struct err *err)
{
	_cleanup_(edited_done) struct edited d = { 0 };

	set_loader(&d, "arch.conf");
	edited_read(&d, "boot/loader/loader.conf", conf);
	edited_read(&d, ARCH, "linux /vmlinuz\noptions root=1\n");
	if (others)
		edited_read(&d, others, "linux /b\noptions root=1\n");
	return edited_try(&d, row_of("systemd-boot"), "a", NULL, err);
}

static void test_defaults(void **state)
{
	struct err err = { 0 };

	(void)state;
	assert_ok(try_with_conf(NULL, NULL, &err), err);
	assert_ok(try_with_conf("timeout 3\ndefault arch*\n", NULL, &err), err);
	assert_ok(try_with_conf("default *\n", NULL, &err), err);
	assert_ok(try_with_conf("default @saved\n", NULL, &err), err);
	assert_int_equal(try_with_conf("default -*\n", NULL, &err), -EOPNOTSUPP);
	assert_contains(err.text, "\"default -*\" in /boot/loader/loader.conf");
	assert_ok(try_with_conf("default -*\n", "boot/loader/entries/-a.conf", &err), err);
	assert_int_equal(try_with_conf("preferred *TRIAL.conf\n", NULL, &err), -EOPNOTSUPP);
}

static void test_refuses(void **state)
{
	_cleanup_(edited_done) struct edited d = { 0 };
	struct err err = { 0 };

	(void)state;
	assert_int_equal(edited_try(&d, row_of("nixos"), "a", NULL, &err), -EOPNOTSUPP);
	assert_contains(err.text, "EFI variables cannot be read");
	set_loader(&d, "arch.conf");
	assert_int_equal(edited_try(&d, row_of("nixos"), "a", NULL, &err), -EOPNOTSUPP);
	assert_contains(err.text, "(arch.conf) was not found");
	/* A trial that is over: not "cannot", which would make the line permanent untried. */
	set_loader(&d, "-virtfn-trial.conf");
	edited_read(&d, ARCH, "linux /vmlinuz\noptions root=1\n");
	assert_int_equal(edited_try(&d, row_of("systemd-boot"), "a", NULL, &err), -EBUSY);
	assert_contains(err.text, "reboot, then");
	set_loader(&d, "arch.conf");
	d.e.features = 7;
	assert_int_equal(edited_try(&d, row_of("nixos"), "a", NULL, &err), -EOPNOTSUPP);
	assert_contains(err.text, "bit 3");
	d.e.has_features = false;
	assert_int_equal(edited_try(&d, row_of("nixos"), "a", NULL, &err), -EOPNOTSUPP);
	assert_said(&d, "");
}

/* A kernel that a package manager installs during the trial must not keep the trial's line. */
static void test_keeps_the_good_line(void **state)
{
	_cleanup_(edited_done) struct edited d = { .running = "initrd=x root=1 quiet" };
	struct err err = { 0 };

	(void)state;
	set_loader(&d, "t-6.12.conf");
	edited_read(&d, "etc/kernel/cmdline", NULL);
	edited_read(&d, "efi/loader/entries/t-6.12.conf", "linux /l\noptions root=1 quiet\n");
	assert_ok(edited_try(&d, row_of("kernel-install"), "a", NULL, &err), err);
	assert_said(&d, "write etc/kernel/cmdline\n|root=1 quiet\n"
			"write efi/loader/entries/-virtfn-trial.conf\n|linux /l\n"
			"|options root=1 quiet a" NEWER MARK "\n"
			"|title Trial by virtfn, for one boot\n" ONESHOT);
}

static void test_uki(void **state)
{
	_cleanup_(edited_done) struct edited d = { .running = "root=1 rw" };
	struct err err = { 0 };

	(void)state;
	set_loader(&d, "arch.efi");
	(void)snprintf(d.e.stub, sizeof(d.e.stub), "systemd-stub 257.9");
	(void)snprintf(d.e.uki, sizeof(d.e.uki), "boot/EFI/Linux/arch.efi");
	edited_read(&d, "etc/kernel/cmdline", "root=1 rw\n");
	assert_ok(edited_try(&d, row_of("uki-mkinitcpio"), "a", NULL, &err), err);
	assert_said(&d,
		"write " TRIAL "\n|title Trial by virtfn, for one boot\n|efi /EFI/Linux/arch.efi\n"
		"|options root=1 rw a" NEWER MARK "\n" ONESHOT);
	edited_apply(&d);
	d.e.secure_boot = TRI_YES;
	assert_int_equal(edited_try(&d, row_of("uki-ukify"), "a", NULL, &err), -EOPNOTSUPP);
	assert_contains(err.text, "Secure Boot is on");
	d.e.secure_boot = TRI_UNKNOWN;
	assert_int_equal(edited_try(&d, row_of("uki-ukify"), "a", NULL, &err), -EOPNOTSUPP);
}

/* An initramfs of the trial's own takes the place of the last one; microcode stays. */
static const struct initramfs_evidence cpio = { .mkinitcpio = true, .presets = true };

static void test_initrd(void **state)
{
	_cleanup_(edited_done) struct edited d = { 0 };
	const char *const add[] = { "a", NULL };
	struct boot_ask ask = { .evidence = &d.e, .running = "", .add = add };
	struct boot_trial trial = {
		.ask = &ask, .id = "7", .initramfs = &cpio, .release = "6.12-arch"
	};
	const struct boot *row = row_of("systemd-boot");
	struct err err = { 0 };

	(void)state;
	set_loader(&d, "arch.conf");
	edited_read(&d, ARCH, "linux /l\ninitrd /ucode.img\ninitrd /i.img\noptions root=1\n");
	assert_ok(row->trial(&trial, &d.edits, &err), err);
	assert_said(&d,
		"write " TRIAL "\n|linux /l\n|initrd /ucode.img\n|initrd /virtfn-trial.img\n"
		"|options root=1 a" NEWER MARK "\n|title Trial by virtfn, for one boot\n"
		"image boot/virtfn-trial.img like boot/i.img\n"
		"by mkinitcpio -k 6.12-arch -g /boot/virtfn-trial.img\n" ONESHOT);
}

/* One that nothing can be told of: its release, its file, or how it is made. */
static void test_no_initrd(void **state)
{
	static const struct initramfs_evidence preset = {
		.mkinitcpio = true, .presets = true, .preset_config = true
	};
	static const struct initramfs_evidence nothing = { 0 };
	static const struct {
		const char *entry, *release;
		const struct initramfs_evidence *initramfs;
		const char *part;
	} cases[] = {
		{ "linux /l\noptions root=1\n", "6.1", &cpio, "has no initrd line" },
		{ "efi /l.efi\ninitrd /i.img\noptions root=1\n", "6.1", &cpio, "no linux line" },
		{ "linux /l\ninitrd /i.img\n", NULL, &cpio, "which of the installed kernels /l" },
		{ "linux /l\ninitrd /i.img\n", "6.1", &preset, "a preset of mkinitcpio" },
		{ "linux /l\ninitrd /i.img\n", "6.1", &nothing, "is not known" },
	};
	const char *const add[] = { "a", NULL };
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_(edited_done) struct edited d = { 0 };
		struct boot_ask ask = { .evidence = &d.e, .running = "", .add = add };
		struct boot_trial trial = { .ask = &ask,
			.id = "7",
			.initramfs = cases[i].initramfs,
			.release = cases[i].release };
		struct err err = { 0 };

		set_loader(&d, "arch.conf");
		edited_read(&d, ARCH, cases[i].entry);
		assert_int_equal(
			row_of("systemd-boot")->trial(&trial, &d.edits, &err), -EOPNOTSUPP);
		assert_contains(err.text, cases[i].part);
		assert_contains(err.text, "no trial boot");
		assert_said(&d, "");
	}
}

/* The release is a part of the kernel's path, or that of the kernel that runs. */
static void test_release(void **state)
{
	static const struct initramfs_evidence tools = { .update_initramfs = true,
		.mkinitramfs = true };
	static const struct initramfs_evidence dracut = { .dracut = true };
	static const struct {
		const char *kernel, *running, *wanted;
		const struct initramfs_evidence *initramfs;
	} cases[] = {
		{ "/boot/vmlinuz-6.1", "", "mkinitramfs -o /boot/virtfn-trial.img 6.1", &tools },
		{ "/vmlinuz-5-6.1", "", "mkinitramfs -o /boot/virtfn-trial.img 5-6.1", &tools },
		{ "/t/6.1-rt/linux", "", "dracut --force /boot/virtfn-trial.img 6.1-rt", &dracut },
		{ "/vmlinuz-linux", "BOOT_IMAGE=/vmlinuz-linux a",
			"mkinitcpio -k 6.12-arch -g /boot/virtfn-trial.img", &cpio },
		{ "/vmlinuz-linux", "BOOT_IMAGE=/vmlinuz-linux-lts a", NULL, &cpio },
		{ "/vmlinuz-linux", "BOOT_IMAGE=x-vmlinuz-linux", NULL, &cpio },
		{ "/vmlinuz-16.1", "BOOT_IMAGE=/vmlinuz", NULL, &cpio },
	};
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
		_cleanup_(edited_done) struct edited d = { 0 };
		struct boot_ask ask = { .evidence = &d.e, .running = cases[i].running };
		struct boot_trial trial = { .ask = &ask,
			.initramfs = cases[i].initramfs,
			.over = "var/lib/o",
			.release = "6.12-arch" };
		struct err err = { 0 };
		char said[200];
		int r;

		(void)snprintf(d.e.kernels, sizeof(d.e.kernels), "5-6.1 6.1 6.1-rt");
		r = boot_trial_image(&trial, cases[i].kernel, "boot/i.img", &d.edits, &err);
		assert_int_equal(r, cases[i].wanted ? 0 : -EOPNOTSUPP);
		(void)snprintf(said, sizeof(said),
			"image boot/virtfn-trial.img like boot/i.img over var/lib/o\nby %s\n",
			cases[i].wanted ? cases[i].wanted : "");
		assert_said(&d, cases[i].wanted ? said : "");
	}
}

static void test_by_hand(void **state)
{
	_cleanup_(edited_done) struct edited d = { 0 };
	const char *const add[] = { "a", "b=c", NULL }, *const drop[] = { "quiet", NULL };
	struct boot_ask ask = { .evidence = &d.e, .running = "", .add = add, .drop = drop };
	struct boot_trial trial = { .ask = &ask, .id = "7" };
	struct err err = { 0 };

	(void)state;
	assert_ok(boot_trial_by_hand(&trial, &d.edits, &err), err);
	assert_said(&d,
		"note To try it once: press \"e\" on the entry in the boot menu, put this at the "
		"end "
		"of its line: a b=c, take this out of its line: quiet, then boot it. Nothing of "
		"that is kept: the next boot has the old line.\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_entry),
		cmocka_unit_test(test_tools),
		cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_refuses),
		cmocka_unit_test(test_keeps_the_good_line),
		cmocka_unit_test(test_uki),
		cmocka_unit_test(test_initrd),
		cmocka_unit_test(test_no_initrd),
		cmocka_unit_test(test_release),
		cmocka_unit_test(test_by_hand),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
