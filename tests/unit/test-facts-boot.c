/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is each boot chain known by what this boot left behind, and none claimed by the settings of
 * another one that are still there? Real settings come from $VIRTFN_TEST_DATA.
 */
#include "facts/facts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"
#include "facts/boot-evidence.h"
#include "lib/tests.h"
#include "lib/tree.h"

extern const struct facts facts_os, facts_boot;

#define GUID "-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f"

/* An EFI variable as efivarfs shows it: four bytes, then UTF-16 with its 0. */
static void add_variable(const struct tree *tree, const char *name, const char *text)
{
	_cleanup_free_ char *path = str_printf("sys/firmware/efi/efivars/%s" GUID, name);
	uint8_t b[512] = { 6 };
	size_t n = 4;

	for (size_t i = 0; i <= strlen(text); i++, n += 2)
		b[n] = (uint8_t)text[i];
	tree_add_bytes(tree, path, b, n);
}

static void add_loader(const struct tree *tree, const char *info)
{
	tree_add_bytes(tree,
		"sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c",
		"\6\0\0\0\0", 5);
	if (info)
		add_variable(tree, "LoaderInfo", info);
}

static void read_tree(const struct tree *tree, struct host *host)
{
	struct root root;
	struct err err = { 0 };

	host_init(host);
	assert_ok(root_open(&root, tree->path, &err), err);
	assert_ok(facts_os.read(&root, FACTS_HOST, host, &err), err);
	assert_ok(facts_boot.read(&root, FACTS_HOST, host, &err), err);
	root_done(&root);
}

static void chain_is(const struct tree *tree, const char *id, const char *evidence)
{
	struct host host;

	read_tree(tree, &host);
	if (!str_eq(host.boot ? host.boot->id : NULL, id))
		fail_msg("%s, not %s", host.boot ? host.boot->id : "none", id ? id : "none");
	assert_string_equal(host.boot_evidence, evidence);
	host_done(&host);
}

static void initramfs_is(const struct tree *tree, const char *id, const char *rebuild)
{
	struct host host;

	read_tree(tree, &host);
	if (!str_eq(host.initramfs ? host.initramfs->id : NULL, id))
		fail_msg("%s, not %s", host.initramfs ? host.initramfs->id : "none", id);
	if (id)
		assert_string_equal(host.initramfs->rebuild, rebuild);
	host_done(&host);
}

/* A copy of a real file, or a stand-in for it where the data are not there. */
static void add_sample(
	const struct tree *tree, const char *path, const char *sample, const char *stand_in)
{
	const char *data = getenv("VIRTFN_TEST_DATA");
	_cleanup_free_ char *from = str_printf("%s/bootcfg/%s", data ? data : "", sample);
	FILE *f = fopen(from, "r");
	char b[8192];
	size_t n;

	if (!f) {
		(void)printf("no %s, using a stand-in\n", from);
		tree_add(tree, path, stand_in);
		return;
	}
	n = fread(b, 1, sizeof(b), f);
	(void)fclose(f);
	tree_add_bytes(tree, path, b, n);
}

/* GRUB before 2.12 leaves BOOT_IMAGE= alone behind. */
static const struct tree_file debian[] = {
	{ "etc/os-release", "ID=debian\n" },
	{ "proc/cmdline", "BOOT_IMAGE=/boot/vmlinuz-6.1.0-18-amd64 root=UUID=1 ro quiet\n" },
	{ "usr/sbin/update-grub", "#!/bin/sh\n" },
	{ "usr/sbin/grub-mkconfig", "for x in ${sysconfdir}/default/grub.d/*.cfg ; do\n" },
	{ "usr/sbin/update-initramfs", "#!/bin/sh\nif mkinitramfs ${OPTS} \"x\"; then\n" },
	{ "boot/grub/grub.cfg", "### BEGIN\n" },
	{ "etc/default/grub", "GRUB_CMDLINE_LINUX=\"\"\n" },
	{ NULL, NULL },
};

static void test_grub_debian(void **state)
{
	tree_add_all(*state, debian);
	add_loader(*state, NULL);
	chain_is(*state, "grub-debian", "BOOT_IMAGE= on the command line");
	initramfs_is(*state, "initramfs-tools", "sudo update-initramfs -u -k all");
	add_loader(*state, "GRUB 2.12-9");
	chain_is(*state, "grub-debian", "LoaderInfo: GRUB 2.12-9");
}

static void test_grub_bios(void **state)
{
	tree_add_all(*state, debian);
	tree_add(*state, "sys/firmware/acpi", NULL);
	chain_is(*state, "grub-debian", "BIOS, BOOT_IMAGE= on the command line");
}

/* All the files of GRUB, but systemd-boot started the kernel: it is what counts. */
static void test_left_over_grub(void **state)
{
	tree_add_all(*state, debian);
	tree_add(*state, "proc/cmdline", "initrd=\\initrd.img root=UUID=1 ro\n");
	add_loader(*state, "systemd-boot 257.9-1");
	chain_is(*state, NULL, "LoaderInfo: systemd-boot 257.9-1");
	add_variable(*state, "LoaderEntrySelected", "debian.conf");
	chain_is(*state, "systemd-boot", "LoaderInfo: systemd-boot 257.9-1");
}

/* Settings alone prove nothing: neither the loader nor the command line speaks of GRUB. */
static void test_settings_alone(void **state)
{
	tree_add_all(*state, debian);
	add_loader(*state, NULL);
	tree_add(*state, "proc/cmdline", "initrd=\\initrd.img root=UUID=1 ro\n");
	chain_is(*state, NULL, "initrd= on the command line");
}

static void test_nothing(void **state)
{
	chain_is(*state, NULL, "");
	initramfs_is(*state, NULL, NULL);
	tree_add(*state, "etc/default/grub", "GRUB_CMDLINE_LINUX=\"\"\n");
	tree_add(*state, "boot/grub/grub.cfg", "\n");
	chain_is(*state, NULL, "");
}

/* A container sees its host's command line. */
static void test_container(void **state)
{
	tree_add_all(*state, debian);
	tree_add(*state, "run/systemd/container", "docker\n");
	chain_is(*state, NULL, "");
	initramfs_is(*state, NULL, NULL);
}

static void test_garbage(void **state)
{
	tree_add_bytes(
		*state, "sys/firmware/efi/efivars/LoaderInfo" GUID, "\6\0\0\0s\0\xff\xff\1", 9);
	tree_add_bytes(*state, "sys/firmware/efi/efivars/LoaderFeatures" GUID, "\6\0\0", 3);
	tree_add_bytes(*state, "sys/firmware/efi/efivars/StubInfo" GUID, "\6\0", 2);
	tree_add_bytes(*state, "proc/cmdline", "\0\"BOOT_IMAGE=\xff", 14);
	tree_add(*state, "etc/default/grub", NULL);
	chain_is(*state, NULL, "LoaderInfo: s?");
}

static void test_proxmox(void **state)
{
	tree_add_all(*state, debian);
	tree_add(*state, "usr/bin/pveversion", "#!/usr/bin/perl\n");
	add_sample(*state, "etc/default/grub", "andrei-paul-proxmox-default-grub",
		"GRUB_CMDLINE_LINUX=\"root=ZFS=rpool/ROOT/pve-1 boot=zfs\"\n");
	tree_add(*state, "etc/kernel/proxmox-boot-uuids", "\n");
	add_loader(*state, "systemd-boot 257.7");
	chain_is(*state, NULL, "LoaderInfo: systemd-boot 257.7");
	tree_add(*state, "etc/kernel/proxmox-boot-uuids", "1234-ABCD\n");
	chain_is(*state, "proxmox", "LoaderInfo: systemd-boot 257.7");
	add_variable(*state, "LoaderInfo", "GRUB 2.12");
	chain_is(*state, "grub-proxmox", "LoaderInfo: GRUB 2.12");
}

static void test_popos(void **state)
{
	tree_add(*state, "etc/os-release", "ID=pop\nID_LIKE=\"ubuntu debian\"\n");
	tree_add(*state, "usr/bin/kernelstub", "#!/usr/bin/python3\n");
	add_sample(*state, "etc/kernelstub/configuration", "vindex10-kernelstub-configuration",
		"{ \"user\": { \"kernel_options\": [] } }\n");
	add_loader(*state, "systemd-boot 249.11");
	add_variable(*state, "LoaderEntrySelected", "Pop_OS-current.conf");
	chain_is(*state, "popos", "LoaderInfo: systemd-boot 249.11");
}

static void test_limine(void **state)
{
	tree_add(*state, "etc/os-release", "ID=cachyos\nID_LIKE=arch\n");
	tree_add(*state, "usr/bin/mkinitcpio", "#!/bin/bash\n");
	add_sample(*state, "etc/default/limine", "x0rzavi-default-limine",
		"KERNEL_CMDLINE[default]+=\"quiet\"\n");
	add_sample(*state, "boot/limine.conf", "bolens-limine.conf.head", "timeout: 5\n");
	add_loader(*state, "Limine 12.9.0");
	chain_is(*state, NULL, "LoaderInfo: Limine 12.9.0");
	initramfs_is(*state, "mkinitcpio", "sudo mkinitcpio -P");
	tree_add(*state, "usr/bin/limine-update", "#!/bin/bash\n");
	tree_add(*state, "usr/bin/limine-mkinitcpio", "#!/bin/bash\n");
	add_variable(*state, "StubInfo", "systemd-stub 258.1-1-arch");
	chain_is(
		*state, "limine", "LoaderInfo: Limine 12.9.0, StubInfo: systemd-stub 258.1-1-arch");
	initramfs_is(*state, "mkinitcpio", "sudo limine-mkinitcpio");
}

static void test_limine_bios(void **state)
{
	tree_add(*state, "sys/firmware/acpi", NULL);
	tree_add(*state, "boot/limine/limine.conf", "timeout: 5\n");
	tree_add(*state, "usr/bin/limine-update", "#!/bin/bash\n");
	tree_add(*state, "proc/cmdline", "quiet rw root=UUID=1\n");
	chain_is(*state, "limine", "BIOS");
}

static void test_systemd_boot(void **state)
{
	tree_add(*state, "etc/os-release", "ID=arch\n");
	tree_add(*state, "etc/machine-id", "0f5859c1749d412ca8d32a66246fb3de\n");
	tree_add(*state, "usr/bin/mkinitcpio", "#!/bin/bash\n");
	add_sample(*state, "boot/loader/entries/arch.conf", "breakingspell-loader-arch.conf",
		"title Arch\noptions rw\n");
	add_loader(*state, "systemd-boot 258.1-1-arch");
	add_variable(*state, "LoaderEntrySelected", "arch.conf");
	chain_is(*state, "systemd-boot", "LoaderInfo: systemd-boot 258.1-1-arch");
	add_variable(
		*state, "LoaderEntrySelected", "0f5859c1749d412ca8d32a66246fb3de-6.12.0-1.conf");
	chain_is(*state, "kernel-install", "LoaderInfo: systemd-boot 258.1-1-arch");
	add_variable(*state, "LoaderEntrySelected", "mine-6.12.0-1.conf");
	chain_is(*state, "systemd-boot", "LoaderInfo: systemd-boot 258.1-1-arch");
	tree_add(*state, "etc/kernel/entry-token", "mine\n");
	chain_is(*state, "kernel-install", "LoaderInfo: systemd-boot 258.1-1-arch");
	tree_add(*state, "usr/bin/sdboot-manage", "#!/bin/bash\n");
	tree_add(*state, "etc/sdboot-manage.conf", "LINUX_OPTIONS=\"quiet\"\n");
	chain_is(*state, "sdboot-manage", "LoaderInfo: systemd-boot 258.1-1-arch");
}

static void test_endeavouros(void **state)
{
	tree_add(*state, "etc/os-release", "ID=endeavouros\nID_LIKE=arch\n");
	tree_add(*state, "usr/bin/reinstall-kernels", "#!/bin/bash\n");
	tree_add(*state, "usr/bin/dracut", "#!/bin/bash\n");
	tree_add(*state, "usr/bin/mkinitcpio", "#!/bin/bash\n");
	add_loader(*state, "systemd-boot 258");
	add_variable(*state, "LoaderEntrySelected", "abc-6.17.conf");
	chain_is(*state, "endeavouros", "LoaderInfo: systemd-boot 258");
	initramfs_is(*state, "dracut", "sudo reinstall-kernels");
}

static void test_uki(void **state)
{
	const char *why = "LoaderInfo: systemd-boot 258, StubInfo: systemd-stub 258";

	add_loader(*state, "systemd-boot 258");
	add_variable(*state, "StubInfo", "systemd-stub 258");
	add_variable(*state, "LoaderEntrySelected", "arch-linux.efi");
	chain_is(*state, NULL, why);
	tree_add(*state, "etc/kernel/install.conf", "# x\nlayout=uki\n");
	chain_is(*state, "uki-ukify", why);
	tree_add(*state, "etc/kernel/install.conf", "layout=bls\n");
	tree_add(*state, "usr/bin/mkinitcpio", "#!/bin/bash\n");
	chain_is(*state, "uki-mkinitcpio", why);
}

static void test_opensuse(void **state)
{
	tree_add(*state, "etc/os-release", "ID=opensuse-tumbleweed\n");
	tree_add(*state, "usr/bin/sdbootutil", "#!/bin/bash\n");
	tree_add(*state, "usr/sbin/update-bootloader", "#!/bin/bash\n");
	tree_add(*state, "boot/grub2", NULL);
	tree_add(*state, "usr/bin/dracut", "#!/bin/bash\n");
	add_loader(*state, "GRUB 2.12");
	chain_is(*state, "grub-opensuse", "LoaderInfo: GRUB 2.12");
	tree_add(*state, "etc/sysconfig/bootloader", "LOADER_TYPE=\"grub2-bls\"\n");
	chain_is(*state, "opensuse-bls", "LoaderInfo: GRUB 2.12");
	add_variable(*state, "LoaderInfo", "systemd-boot 258");
	chain_is(*state, "opensuse-bls", "LoaderInfo: systemd-boot 258");
	initramfs_is(*state, "dracut", "sudo dracut --regenerate-all --force");
}

static void test_fedora(void **state)
{
	tree_add(*state, "etc/os-release", "ID=fedora\nVARIANT_ID=workstation\n");
	tree_add(*state, "usr/sbin/grubby", "#!/bin/bash\n");
	tree_add(*state, "boot/grub2", NULL);
	add_sample(*state, "etc/default/grub", "t480-fedora-default-grub",
		"GRUB_CMDLINE_LINUX=\"rhgb quiet\"\n");
	add_loader(*state, "GRUB 2.12");
	chain_is(*state, "grub2", "LoaderInfo: GRUB 2.12");
	tree_add(*state, "etc/default/grub",
		"GRUB_CMDLINE_LINUX=\"rhgb quiet\"\nGRUB_ENABLE_BLSCFG=true\n");
	chain_is(*state, "grub-bls", "LoaderInfo: GRUB 2.12");
	tree_add(*state, "run/ostree-booted", "");
	chain_is(*state, "ostree", "booted by ostree");
	initramfs_is(*state, "dracut", "sudo rpm-ostree initramfs --enable");
}

static void test_ostree_by_cmdline(void **state)
{
	tree_add(*state, "proc/cmdline",
		"BOOT_IMAGE=(hd0,gpt2)/ostree/x root=UUID=1 ostree=/ostree/boot.1/x/0\n");
	chain_is(*state, "ostree", "booted by ostree");
}

static void test_nixos(void **state)
{
	tree_add(*state, "etc/os-release", "ID=nixos\n");
	add_loader(*state, "systemd-boot 257.9");
	add_sample(*state, "etc/nixos/vfio.nix", "cmarceline-vfio.nix", "{ }\n");
	chain_is(*state, "nixos", "NixOS");
	initramfs_is(*state, NULL, NULL);
}

static void test_arch(void **state)
{
	tree_add(*state, "etc/os-release", "ID=arch\n");
	tree_add(*state, "boot/grub/grub.cfg", "\n");
	tree_add(*state, "usr/bin/update-grub", "#!/bin/sh\n");
	tree_add(*state, "proc/cmdline", "BOOT_IMAGE=/vmlinuz-linux root=UUID=1 rw\n");
	add_sample(*state, "etc/mkinitcpio.conf", "breakingspell-mkinitcpio.conf",
		"MODULES=(amdgpu)\n");
	tree_add(*state, "usr/bin/mkinitcpio", "#!/bin/bash\n");
	chain_is(*state, "grub-arch", "BOOT_IMAGE= on the command line");
	tree_add(*state, "etc/mkinitcpio.d/linux.preset", "ALL_config=\"/etc/mkinitcpio.conf\"\n");
	initramfs_is(*state, "mkinitcpio", "sudo mkinitcpio -P");
}

static void test_refind(void **state)
{
	add_loader(*state, NULL);
	tree_add(*state, "boot/refind_linux.conf", "\"Boot\" \"ro\"\n");
	tree_add(*state, "proc/cmdline", "ro root=UUID=1 initrd=boot\\initramfs-linux.img\n");
	chain_is(*state, "refind", "initrd= on the command line");
}

/* dracut's program by the name of update-initramfs. */
static void test_dracut_wrapper(void **state)
{
	tree_add(*state, "usr/sbin/update-initramfs", "#!/bin/sh\nexec dracut --force\n");
	tree_add(*state, "usr/bin/dracut", "#!/bin/sh\n");
	tree_add(*state, "usr/sbin/mkinitramfs", "#!/bin/sh\n");
	initramfs_is(*state, "dracut", "sudo dracut --regenerate-all --force");
}

static void test_only_for_doctor(void **state)
{
	struct host host;
	struct root root;
	struct err err = { 0 };

	tree_add_all(*state, debian);
	host_init(&host);
	assert_ok(root_open(&root, ((struct tree *)*state)->path, &err), err);
	assert_ok(facts_boot.read(&root, FACTS_ALL, &host, &err), err);
	assert_null(host.boot);
	assert_string_equal(host.boot_evidence, "");
	root_done(&root);
	host_done(&host);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, tree_setup, tree_teardown)

/* What editors of a chain want to know, and what is there on no host. */
static void test_evidence(void **state)
{
	const struct tree *tree = *state;
	struct initramfs_evidence initramfs;
	struct boot_evidence e;
	struct host host;
	struct root root;
	struct err err = { 0 };

	add_loader(tree, "systemd-boot 257.9");
	add_variable(tree, "LoaderEntrySelected", "arch.efi");
	tree_add(tree, "boot/EFI/Linux/arch-lts.efi", "MZ");
	tree_add(tree, "boot/EFI/Linux/arch+2-1.efi", "MZ");
	tree_add(tree, "usr/lib/modules/6.1.0-9-amd64/modules.dep", "");
	tree_add(tree, "boot/vmlinuz-6.1.0-9-amd64", "x");
	tree_add(tree, "usr/lib/modules/6.12.1/vmlinuz", "x");
	tree_add(tree, "usr/lib/modules/5.0-gone/modules.dep", "");
	tree_add(tree, "usr/lib/systemd/libsystemd-shared-257.9-1.so", "");
	tree_add(tree, "etc/kernelstub/configuration",
		"{ \"user\": { \"kernel_options\": [ \"quiet\", \"a=b\" ] } }");
	host_init(&host);
	assert_ok(root_open(&root, tree->path, &err), err);
	host.machine.secure_boot = TRI_YES;
	assert_true(facts_boot_evidence(&root, &host, &e, &initramfs));
	assert_string_equal(e.uki, "boot/EFI/Linux/arch+2-1.efi");
	assert_string_equal(e.kernels, "6.1.0-9-amd64 6.12.1");
	assert_string_equal(e.images, "6.12.1");
	assert_int_equal(e.systemd, 257);
	assert_int_equal(e.secure_boot, TRI_YES);
	assert_true(e.has_kernelstub);
	assert_string_equal(e.kernelstub, "quiet a=b");
	tree_add(tree, "etc/kernelstub/configuration", "{ \"user\": [");
	add_variable(tree, "LoaderEntrySelected", "x.conf");
	assert_true(facts_boot_evidence(&root, &host, &e, &initramfs));
	assert_false(e.has_kernelstub);
	assert_string_equal(e.uki, "");
	root_done(&root);
	host_done(&host);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_grub_debian),
		TEST(test_grub_bios),
		TEST(test_left_over_grub),
		TEST(test_settings_alone),
		TEST(test_nothing),
		TEST(test_container),
		TEST(test_garbage),
		TEST(test_proxmox),
		TEST(test_popos),
		TEST(test_limine),
		TEST(test_limine_bios),
		TEST(test_systemd_boot),
		TEST(test_endeavouros),
		TEST(test_uki),
		TEST(test_opensuse),
		TEST(test_fedora),
		TEST(test_ostree_by_cmdline),
		TEST(test_nixos),
		TEST(test_arch),
		TEST(test_refind),
		TEST(test_dracut_wrapper),
		TEST(test_only_for_doctor),
		TEST(test_evidence),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
