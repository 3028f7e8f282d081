/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * systemd-boot's entries, with and without a tool that makes them: do edits say what they do, and
 * do they give the same bytes back?
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/root.h"
#include "base/str.h"
#include "lib/edited.h"
#include "lib/tests.h"

#define ARCH "boot/loader/entries/arch.conf"

static void test_systemd_boot(void **state)
{
	_cleanup_(edited_done) struct edited d = { 0 };

	(void)state;
	edited_read(&d, ARCH,
		"# mine\ntitle\tArch\nlinux /vmlinuz-linux\noptions root=/dev/sda2 pci=noaer rw");
	edited_read(&d, "boot/loader/entries/lts.conf",
		"title LTS\r\nlinux /vmlinuz-lts\r\noptions root=/dev/sda2\r\noptions rw\r\n");
	edited_read(&d, "boot/loader/entries/stub.conf",
		"title Stub\nefi /vmlinuz.efi\noptions root=/dev/sda2\n");
	edited_read(&d, "boot/loader/entries/windows.conf", "title W\nefi /EFI/w.efi\n");
	edited_read(&d, "boot/loader/entries/bare.conf", "title B\nlinux /b");
	edited_read(&d, "boot/loader/entries/-virtfn-trial.conf", "linux /x\noptions root=1\n");
	assert_round(&d, row_of("systemd-boot"), "pci=realloc",
		"write boot/loader/entries/arch.conf\n"
		"|# mine\n|title\tArch\n|linux /vmlinuz-linux\n"
		"|options root=/dev/sda2 pci=noaer,realloc rw~\n"
		"write boot/loader/entries/lts.conf\n"
		"|title LTS^\n|linux /vmlinuz-lts^\n|options root=/dev/sda2^\n"
		"|options rw pci=realloc^\n"
		"write boot/loader/entries/stub.conf\n"
		"|title Stub\n|efi /vmlinuz.efi\n|options root=/dev/sda2 pci=realloc\n"
		"write boot/loader/entries/bare.conf\n"
		"|title B\n|linux /b\n|options pci=realloc~\n"
		"proof bls boot/loader/entries/arch.conf pci=realloc\n"
		"proof bls boot/loader/entries/lts.conf pci=realloc\n"
		"proof bls boot/loader/entries/stub.conf pci=realloc\n"
		"proof bls boot/loader/entries/bare.conf pci=realloc\n");
}

static void test_systemd_boot_refuses(void **state)
{
	_cleanup_(edited_done) struct edited d = { 0 };
	struct err err = { 0 };

	(void)state;
	edited_read(&d, ARCH, "linux /x\noptions root=\"a b\n");
	assert_int_equal(edited_edit(&d, row_of("systemd-boot"), "a=b", NULL, &err), -EINVAL);
	assert_contains(err.text, "/boot/loader/entries/arch.conf: ");
	assert_ok(edits_add_unreadable(&d.edits, "efi/loader/entries/x.conf", &err), err);
	edited_apply(&d);
	assert_said(&d, "");
}

/* A real entry; one that is not there is no failure. */
static void test_real_entry(void **state)
{
	const char *data = getenv("VIRTFN_TEST_DATA");
	_cleanup_(edited_done) struct edited d = { 0 };
	_cleanup_free_ char *text = NULL;
	struct root root;
	struct err err = { 0 };
	char *end;

	(void)state;
	if (!data || root_open(&root, data, &err) < 0)
		skip();
	if (root_read(&root, &text, &err, "bootcfg/breakingspell-loader-arch.conf") < 0) {
		root_done(&root);
		skip();
	}
	root_done(&root);
	edited_read(&d, ARCH, text);
	assert_ok(edited_edit(&d, row_of("systemd-boot"), "iommu=pt", NULL, &err), err);
	end = d.edits.files[0].text + strlen(text);
	assert_memory_equal(d.edits.files[0].text, text, strlen(text));
	assert_string_equal(end, " iommu=pt");
	edited_apply(&d);
	assert_ok(edited_edit(&d, row_of("systemd-boot"), NULL, "iommu=pt", &err), err);
	assert_string_equal(d.edits.files[0].text, text);
	edited_apply(&d);
	assert_ok(edited_edit(&d, row_of("systemd-boot"), "amd_iommu=on", NULL, &err), err);
	assert_said(&d, "");
}

static void add_kernels(struct edited *d)
{
	d->e.systemd = 257;
	(void)snprintf(d->e.kernels, sizeof(d->e.kernels), "6.1.0-9-amd64 6.12.1");
	(void)snprintf(d->e.images, sizeof(d->e.images), "6.1.0-9-amd64 6.12.1");
	edited_read(d, "boot/loader/entries/t-6.12.1.conf",
		"version 6.12.1\nlinux /t/6.12.1/linux\noptions root=/dev/sda2 ro\n");
	edited_read(d, "boot/loader/entries/t-5.0.conf",
		"version 5.0\nlinux /t/5.0/linux\noptions root=/dev/sda2 ro\n");
	edited_read(d, "boot/loader/entries/t-0-rescue.conf",
		"version 0-rescue\nlinux /t/0-rescue/linux\noptions root=/dev/sda2 ro\n");
}

static void test_kernel_install(void **state)
{
	_cleanup_(edited_done) struct edited d = { 0 };

	(void)state;
	add_kernels(&d);
	edited_read(&d, "etc/kernel/cmdline", "# the root\nroot=/dev/sda2\n\nro quiet");
	assert_round(&d, row_of("kernel-install"), "intel_iommu=on",
		"write etc/kernel/cmdline\n"
		"|# the root\n|root=/dev/sda2\n|\n|ro quiet intel_iommu=on~\n"
		"remake kernel-install add-all\n"
		"proof bls boot/loader/entries/t-6.12.1.conf intel_iommu=on\n");
}

/* add-all is of systemd 255, and knows no kernels outside of /usr/lib/modules. */
static void test_kernel_install_each(void **state)
{
	_cleanup_(edited_done) struct edited d = { 0 };
	struct err err = { 0 };

	(void)state;
	add_kernels(&d);
	(void)snprintf(d.e.images, sizeof(d.e.images), "6.12.1");
	edited_read(&d, "etc/kernel/cmdline", "root=/dev/sda2\r\n");
	assert_ok(edited_edit(&d, row_of("kernel-install"), "a", NULL, &err), err);
	assert_said(&d, "write etc/kernel/cmdline\n|root=/dev/sda2 a^\n"
			"remake kernel-install add 6.1.0-9-amd64 /boot/vmlinuz-6.1.0-9-amd64\n"
			"remake kernel-install add 6.12.1 /usr/lib/modules/6.12.1/vmlinuz\n"
			"proof bls boot/loader/entries/t-6.12.1.conf a\n");
	edited_apply(&d);
	d.e.kernels[0] = d.e.images[0] = '\0';
	d.e.systemd = 252;
	assert_int_equal(edited_edit(&d, row_of("kernel-install"), "b", NULL, &err), -EOPNOTSUPP);
}

/* Without the file, the line is made from what is good of this boot's. */
static void test_makes_kernel_cmdline(void **state)
{
	_cleanup_(edited_done) struct edited d = {
		.running = "BOOT_IMAGE=/vmlinuz root=/dev/sda2 initrd=\\i.img ro quiet\n",
	};
	struct err err = { 0 };

	(void)state;
	add_kernels(&d);
	edited_read(&d, "etc/kernel/cmdline", NULL);
	edited_read(&d, "usr/lib/kernel/cmdline", NULL);
	assert_ok(edited_edit(&d, row_of("kernel-install"), "quiet", NULL, &err), err);
	assert_said(&d, "");
	assert_ok(edited_edit(&d, row_of("endeavouros"), NULL, "quiet", &err), err);
	assert_said(&d, "write etc/kernel/cmdline\n|root=/dev/sda2 ro\n"
			"remake reinstall-kernels\n"
			"proof bls boot/loader/entries/t-6.12.1.conf not quiet\n");
}

static void test_keeps_no_trial(void **state)
{
	_cleanup_(edited_done) struct edited d = { .running = "root=1 virtfn.trial=7" };
	struct err err = { 0 };

	(void)state;
	edited_read(&d, "etc/kernel/cmdline", NULL);
	assert_int_equal(edited_edit(&d, row_of("kernel-install"), "a", NULL, &err), -EBUSY);
	d.running = "\n";
	assert_int_equal(edited_edit(&d, row_of("kernel-install"), "a", NULL, &err), -ENODATA);
	assert_said(&d, "");
	assert_ok(edits_add_unreadable(&d.edits, "usr/lib/kernel/cmdline", &err), err);
	edits_done(&d.edits);
	assert_ok(edits_add_unreadable(&d.edits, "etc/kernel/cmdline", &err), err);
	assert_int_equal(edited_edit(&d, row_of("kernel-install"), "a", NULL, &err), -EACCES);
}

static void test_from_usr_lib(void **state)
{
	_cleanup_(edited_done) struct edited d = { .running = "root=1" };
	struct err err = { 0 };

	(void)state;
	edited_read(&d, "etc/kernel/cmdline", "# nothing");
	edited_read(&d, "usr/lib/kernel/cmdline", "root=2\nro\n");
	assert_ok(edited_edit(&d, row_of("opensuse-bls"), "a", NULL, &err), err);
	assert_said(&d, "write etc/kernel/cmdline\n|# nothing\n|root=2 ro a\n"
			"remake sdbootutil update-all-entries\n");
}

static void test_uki_ukify(void **state)
{
	_cleanup_(edited_done) struct edited d = { 0 };

	(void)state;
	add_kernels(&d);
	(void)snprintf(d.e.uki, sizeof(d.e.uki), "efi/EFI/Linux/t-6.12.1.efi");
	edited_read(&d, "etc/kernel/cmdline", "root=/dev/sda2\n");
	assert_round(&d, row_of("uki-ukify"), "a=\"b c\"",
		"write etc/kernel/cmdline\n|root=/dev/sda2 a=\"b c\"\n"
		"remake kernel-install add-all\n"
		"proof uki efi/EFI/Linux/t-6.12.1.efi a=\"b c\"\n");
}

static void test_proxmox(void **state)
{
	_cleanup_(edited_done) struct edited d = { 0 };
	struct err err = { 0 };

	(void)state;
	edited_read(&d, "etc/kernel/cmdline", "root=ZFS=rpool/ROOT/pve-1 boot=zfs\n");
	assert_round(&d, row_of("proxmox"), "intel_iommu=on",
		"write etc/kernel/cmdline\n|root=ZFS=rpool/ROOT/pve-1 boot=zfs intel_iommu=on\n"
		"remake proxmox-boot-tool refresh\n"
		"proof text etc/kernel/cmdline intel_iommu=on\n");
	edits_done(&d.edits);
	edited_read(&d, "etc/kernel/cmdline", "root=1\nro\n");
	assert_int_equal(edited_edit(&d, row_of("proxmox"), "a", NULL, &err), -EOPNOTSUPP);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_systemd_boot),
		cmocka_unit_test(test_systemd_boot_refuses),
		cmocka_unit_test(test_real_entry),
		cmocka_unit_test(test_kernel_install),
		cmocka_unit_test(test_kernel_install_each),
		cmocka_unit_test(test_makes_kernel_cmdline),
		cmocka_unit_test(test_keeps_no_trial),
		cmocka_unit_test(test_from_usr_lib),
		cmocka_unit_test(test_uki_ukify),
		cmocka_unit_test(test_proxmox),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
