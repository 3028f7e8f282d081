/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Chains whose line is in the settings of a tool, or in what only a tool may change: do edits say
 * what they do, and do they give the same bytes back?
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/root.h"
#include "lib/edited.h"
#include "lib/tests.h"

#define OURS "etc/cmdline.d/virtfn.conf"

/* A file of the real samples, to be free()d; NULL: they are not there. */
static char *sample(const char *name)
{
	const char *data = getenv("VIRTFN_TEST_DATA");
	char *text = NULL;
	struct root root;
	struct err err = { 0 };

	if (!data || root_open(&root, data, &err) < 0)
		return NULL;
	if (root_read(&root, &text, &err, "bootcfg/%s", name) < 0)
		text = NULL;
	root_done(&root);
	return text;
}

static void test_mkinitcpio(void **state)
{
	_cleanup_(edited_done) struct edited d = { 0 };

	(void)state;
	(void)snprintf(d.e.uki, sizeof(d.e.uki), "boot/EFI/Linux/arch.efi");
	edited_read(&d, "etc/kernel/cmdline", "root=/dev/sda2 rw\n");
	edited_read(&d, "etc/cmdline.d/pci.conf", "# why\npci=noaer\n");
	edited_read(&d, OURS, NULL);
	assert_round(&d, row_of("uki-mkinitcpio"), "intel_iommu=on",
		"write " OURS "\n|intel_iommu=on\n"
		"remake mkinitcpio -P\n"
		"proof uki boot/EFI/Linux/arch.efi intel_iommu=on\n");
	assert_round(&d, row_of("uki-mkinitcpio"), "pci=realloc",
		"write etc/cmdline.d/pci.conf\n|# why\n|pci=noaer,realloc\n"
		"remake mkinitcpio -P\n"
		"proof uki boot/EFI/Linux/arch.efi pci=realloc\n");
}

static void test_mkinitcpio_again(void **state)
{
	_cleanup_(edited_done) struct edited d = { 0 };
	struct err err = { 0 };

	(void)state;
	edited_read(&d, "etc/kernel/cmdline", "root=/dev/sda2\n");
	edited_read(&d, OURS, "a\n");
	assert_round(&d, row_of("uki-mkinitcpio"), "b",
		"write " OURS "\n|a\n|b\nremake mkinitcpio -P\n");
	assert_ok(edited_edit(&d, row_of("uki-mkinitcpio"), NULL, "a", &err), err);
	assert_said(&d, "remove " OURS "\nremake mkinitcpio -P\n");
}

/* A drop-in beside nothing would be the whole line; a package's file is not ours to change. */
static void test_mkinitcpio_root(void **state)
{
	_cleanup_(edited_done) struct edited d = { .running = "initrd=\\a root=1 rw" };
	struct err err = { 0 };

	(void)state;
	edited_read(&d, OURS, NULL);
	assert_ok(edited_edit(&d, row_of("uki-mkinitcpio"), "a", NULL, &err), err);
	assert_said(&d, "write etc/kernel/cmdline\n|root=1 rw a\nremake mkinitcpio -P\n");
	edits_done(&d.edits);
	edited_read(&d, "usr/lib/kernel/cmdline", "root=1 quiet\n");
	assert_ok(edited_edit(&d, row_of("uki-mkinitcpio"), NULL, "quiet", &err), err);
	assert_said(&d, "write etc/kernel/cmdline\n|root=1\nremake mkinitcpio -P\n");
}

static void test_mkinitcpio_presets(void **state)
{
	static const char preset[] = "etc/mkinitcpio.d/linux.preset";
	_cleanup_(edited_done) struct edited d = { 0 };
	struct err err = { 0 };

	(void)state;
	edited_read(&d, "etc/kernel/cmdline", "root=1\n");
	edited_read(&d, preset, "PRESETS=('default')\n#default_cmdline=/x\n");
	assert_ok(edited_edit(&d, row_of("uki-mkinitcpio"), "a", NULL, &err), err);
	edits_done(&d.edits);
	edited_read(&d, preset, "PRESETS=('default')\ndefault_cmdline=/x\n");
	assert_int_equal(edited_edit(&d, row_of("uki-mkinitcpio"), "a", NULL, &err), -EOPNOTSUPP);
	assert_contains(err.text, "/etc/mkinitcpio.d/linux.preset has a kernel command line");
	assert_said(&d, "");
}

static void test_popos(void **state)
{
	_cleanup_(edited_done) struct edited d = { 0 };
	struct err err = { 0 };

	(void)state;
	edited_read(&d, "boot/efi/loader/entries/Pop_OS-current.conf", "linux /l\noptions r\n");
	assert_int_equal(edited_edit(&d, row_of("popos"), "a", NULL, &err), -EACCES);
	d.e.has_kernelstub = true;
	(void)snprintf(d.e.kernelstub, sizeof(d.e.kernelstub), "quiet pci=noaer splash");
	assert_ok(edited_edit(&d, row_of("popos"), "splash", NULL, &err), err);
	assert_said(&d, "");
	assert_ok(edited_edit(&d, row_of("popos"), "pci=realloc", "quiet", &err), err);
	assert_said(&d,
		"run kernelstub -d quiet\nback kernelstub -a quiet\n"
		"run kernelstub -d pci=noaer\nback kernelstub -a pci=noaer\n"
		"run kernelstub -a pci=noaer,realloc\nback kernelstub -d pci=noaer,realloc\n"
		"proof bls boot/efi/loader/entries/Pop_OS-current.conf pci=realloc\n"
		"proof bls boot/efi/loader/entries/Pop_OS-current.conf not quiet\n");
	assert_int_equal(edited_edit(&d, row_of("popos"), "a=\"b c\"", NULL, &err), -EOPNOTSUPP);
}

static void test_ostree(void **state)
{
	_cleanup_(edited_done) struct edited d = { .running = "root=1 x=old" };
	struct err err = { 0 };

	(void)state;
	assert_ok(edited_edit(&d, row_of("ostree"), "x=old", NULL, &err), err);
	assert_said(&d, "");
	edited_read(&d, "boot/loader/entries/ostree-1.conf", "version 2\noptions root=1 a\n");
	edited_read(&d, "boot/loader/entries/ostree-2.conf", "version 10\noptions root=1 x=y q\n");
	assert_ok(edited_edit(&d, row_of("ostree"), "x=z", "q", &err), err);
	assert_said(&d, "run rpm-ostree kargs --delete-if-present=x=y --delete-if-present=q "
			"--append-if-missing=x=z\n"
			"back rpm-ostree kargs --delete-if-present=x=z --append-if-missing=x=y "
			"--append-if-missing=q\n");
}

static void test_refind(void **state)
{
	_cleanup_(edited_done) struct edited d = { 0 };
	struct err err = { 0 };

	(void)state;
	edited_read(&d, "boot/refind_linux.conf",
		"# x\n\"Standard\"   \"ro root=1 a=\"\"b c\"\"\"\r\n\"Single\" \"ro root=1 "
		"single\"");
	assert_round(&d, row_of("refind"), "intel_iommu=on",
		"write boot/refind_linux.conf\n"
		"|# x\n|\"Standard\"   \"ro root=1 a=\"\"b c\"\" intel_iommu=on\"^\n"
		"|\"Single\" \"ro root=1 single intel_iommu=on\"~\n"
		"proof refind boot/refind_linux.conf intel_iommu=on\n");
	edits_done(&d.edits);
	edited_read(&d, "boot/refind_linux.conf", "nothing\n");
	assert_int_equal(edited_edit(&d, row_of("refind"), "a", NULL, &err), -EOPNOTSUPP);
	edits_done(&d.edits);
	assert_int_equal(edited_edit(&d, row_of("refind"), "a", NULL, &err), -EACCES);
}

#define NIX_START                                                            \
	"write etc/nixos/virtfn.nix\n"                                       \
	"|# Made by virtfn, which reads it again: change nothing by hand.\n" \
	"|{ ... }:\n|{\n|  boot.kernelParams = [\n"

static void test_nixos(void **state)
{
	_cleanup_(edited_done) struct edited d = { .running = "init=/nix/x quiet" };
	struct err err = { 0 };

	(void)state;
	edited_read(&d, "etc/nixos/virtfn.nix", NULL);
	edited_read(&d, "etc/nixos/configuration.nix", "{ imports = [ ]; }\n");
	edited_read(&d, "etc/nixos/flake.nix", NULL);
	assert_round(&d, row_of("nixos"), "a=\"$b c\\d\"",
		NIX_START
		"|    \"a=\\\"\\$b c\\\\d\\\"\"\n|  ];\n|}\n"
		"note Put ./virtfn.nix into \"imports\" in /etc/nixos/configuration.nix, then run: "
		"nixos-rebuild boot\n");
	assert_ok(edited_edit(&d, row_of("nixos"), NULL, "quiet", &err), err);
	assert_said(&d,
		"note Take \"quiet\" out of boot.kernelParams in your NixOS configuration, then "
		"run: nixos-rebuild boot\n");
}

static void test_nixos_imported(void **state)
{
	_cleanup_(edited_done) struct edited d = { .running = "quiet" };
	struct err err = { 0 };

	(void)state;
	edited_read(&d, "etc/nixos/configuration.nix", "{ imports = [ ./virtfn.nix ]; }\n");
	assert_ok(edited_edit(&d, row_of("nixos"), "a", NULL, &err), err);
	assert_said(&d, NIX_START "|    \"a\"\n|  ];\n|}\nremake nixos-rebuild boot\n");
	edited_apply(&d);
	assert_ok(edited_edit(&d, row_of("nixos"), "pci=x", "a", &err), err);
	assert_said(&d, NIX_START "|    \"pci=x\"\n|  ];\n|}\nremake nixos-rebuild boot\n");
	edited_apply(&d);
	assert_ok(edited_edit(&d, row_of("nixos"), NULL, "pci=x", &err), err);
	assert_said(&d, NIX_START "|  ];\n|}\nremake nixos-rebuild boot\n");
	edits_done(&d.edits);
	edited_read(&d, "etc/nixos/virtfn.nix", "{ mine = true; }\n");
	assert_int_equal(edited_edit(&d, row_of("nixos"), "a", NULL, &err), -EEXIST);
}

static void test_sdboot_manage(void **state)
{
	_cleanup_(edited_done) struct edited d = { 0 };

	(void)state;
	edited_read(&d, "boot/loader/entries/linux.conf", "linux /l\noptions r\n");
	edited_read(&d, "etc/sdboot-manage.conf",
		"# LINUX_OPTIONS=\"x\"\nDEFAULT_ENTRY=latest\nLINUX_OPTIONS='quiet pci=noaer' # y");
	assert_round(&d, row_of("sdboot-manage"), "pci=realloc",
		"write etc/sdboot-manage.conf\n|# LINUX_OPTIONS=\"x\"\n|DEFAULT_ENTRY=latest\n"
		"|LINUX_OPTIONS='quiet pci=noaer,realloc' # y~\n"
		"remake sdboot-manage gen\n"
		"proof bls boot/loader/entries/linux.conf pci=realloc\n");
}

static void test_sdboot_manage_new(void **state)
{
	_cleanup_(edited_done) struct edited d = { 0 };
	struct err err = { 0 };

	(void)state;
	edited_read(&d, "etc/sdboot-manage.conf", "#LINUX_OPTIONS=\"\"\n");
	assert_ok(edited_edit(&d, row_of("sdboot-manage"), "a", NULL, &err), err);
	assert_said(&d, "write etc/sdboot-manage.conf\n|#LINUX_OPTIONS=\"\"\n|LINUX_OPTIONS=\"a\"\n"
			"remake sdboot-manage gen\n");
	edits_done(&d.edits);
	edited_read(&d, "etc/sdboot-manage.conf", "LINUX_OPTIONS=\"$X a\"\n");
	assert_int_equal(edited_edit(&d, row_of("sdboot-manage"), "a", NULL, &err), -EOPNOTSUPP);
	assert_contains(err.text, "/etc/sdboot-manage.conf");
	edits_done(&d.edits);
	edited_read(&d, "etc/sdboot-manage.conf", "LINUX_OPTIONS=\"$(cat x)\"\n");
	assert_int_equal(edited_edit(&d, row_of("sdboot-manage"), "a", NULL, &err), -EOPNOTSUPP);
}

#define LIMINE "etc/default/limine"
#define LIMINE_DONE(arg)         \
	"remake limine-update\n" \
	"proof limine boot/limine.conf " arg "\n"

static void test_limine(void **state)
{
	_cleanup_(edited_done) struct edited d = { 0 };

	(void)state;
	edited_read(&d, LIMINE,
		"KERNEL_CMDLINE[default]=\"root=1 rw\"\nKERNEL_CMDLINE[default]+=\" quiet\"\n"
		"KERNEL_CMDLINE[linux-lts]=\"root=1 nomodeset\"\nX=1\n");
	assert_round(&d, row_of("limine"), "iommu=pt",
		"write " LIMINE "\n|KERNEL_CMDLINE[default]=\"root=1 rw\"\n"
		"|KERNEL_CMDLINE[default]+=\" quiet iommu=pt\"\n"
		"|KERNEL_CMDLINE[linux-lts]=\"root=1 nomodeset iommu=pt\"\n|X=1\n" LIMINE_DONE(
			"iommu=pt"));
}

static void test_limine_package(void **state)
{
	_cleanup_(edited_done) struct edited d = { 0 };
	struct err err = { 0 };

	(void)state;
	edited_read(&d, "usr/share/limine-entry-tool.d/10.conf",
		"KERNEL_CMDLINE[default]=\"root=1 quiet\"\n");
	edited_read(&d, LIMINE, "X=1");
	assert_round(&d, row_of("limine"), "a",
		"write " LIMINE "\n|X=1\n|KERNEL_CMDLINE[default]+=\" a\"~\n" LIMINE_DONE("a"));
	assert_int_equal(edited_edit(&d, row_of("limine"), NULL, "quiet", &err), -EOPNOTSUPP);
	edits_done(&d.edits);
	edited_read(&d, LIMINE, "X=1\n");
	assert_int_equal(edited_edit(&d, row_of("limine"), "a", NULL, &err), -EOPNOTSUPP);
	edited_read(&d, "etc/kernel/cmdline", "root=1\n");
	assert_ok(edited_edit(&d, row_of("limine"), "a", NULL, &err), err);
	assert_said(&d, "write etc/kernel/cmdline\n|root=1 a\n" LIMINE_DONE("a"));
}

static void refuses_limine(const char *settings)
{
	_cleanup_(edited_done) struct edited d = { 0 };
	struct err err = { 0 };

	edited_read(&d, LIMINE, settings);
	assert_int_equal(edited_edit(&d, row_of("limine"), "a", NULL, &err), -EOPNOTSUPP);
	assert_said(&d, "");
}

/* What cannot be followed, or would be read otherwise than it is written. */
static void test_limine_odd(void **state)
{
	(void)state;
	refuses_limine("KERNEL_CMDLINE[\"default\"]=\"root=1\"\n");
	refuses_limine("KERNEL_CMDLINE[default=\"root=1\"\n");
	refuses_limine("KERNEL_CMDLINE[default]=(root=1)\n");
	refuses_limine("KERNEL_CMDLINE[default]=\"root=1 $(cat x)\"\n");
}

/* Real settings: the same bytes again. */
static void test_real(void **state)
{
	static const char *const names[] = { "adikari-omarchy-default-limine",
		"x0rzavi-default-limine" };
	struct err err = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		_cleanup_free_ char *text = sample(names[i]);
		_cleanup_(edited_done) struct edited d = { 0 };

		if (!text)
			skip();
		edited_read(&d, LIMINE, text);
		assert_ok(edited_edit(&d, row_of("limine"), "intel_iommu=on", NULL, &err), err);
		assert_int_equal(d.edits.files[0].size, strlen(text) + strlen(" intel_iommu=on"));
		edited_apply(&d);
		assert_ok(edited_edit(&d, row_of("limine"), NULL, "intel_iommu=on", &err), err);
		assert_string_equal(d.edits.files[0].text, text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mkinitcpio),
		cmocka_unit_test(test_mkinitcpio_again),
		cmocka_unit_test(test_mkinitcpio_root),
		cmocka_unit_test(test_mkinitcpio_presets),
		cmocka_unit_test(test_popos),
		cmocka_unit_test(test_ostree),
		cmocka_unit_test(test_refind),
		cmocka_unit_test(test_nixos),
		cmocka_unit_test(test_nixos_imported),
		cmocka_unit_test(test_sdboot_manage),
		cmocka_unit_test(test_sdboot_manage_new),
		cmocka_unit_test(test_limine),
		cmocka_unit_test(test_limine_package),
		cmocka_unit_test(test_limine_odd),
		cmocka_unit_test(test_real),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
