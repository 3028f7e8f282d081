/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Do the commands of the boot chains work as they are pasted, twice as well as once, and does
 * taking an argument away give back what was there? They run in a scratch folder, with
 * programs that only say that they were called.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/mem.h"
#include "base/run.h"
#include "base/str.h"
#include "boot/boot.h"
#include "boot/initramfs.h"
#include "lib/tests.h"
#include "lib/tree.h"

static const char *const programs[] = { "update-grub", "grub-mkconfig", "grub2-mkconfig",
	"kernel-install", "reinstall-kernels", "sdbootutil", "sdboot-manage", "limine-update",
	"mkinitcpio", "proxmox-boot-tool", "kernelstub", "grubby", "rpm-ostree",
	"update-bootloader", "nixos-rebuild" };

/* The words with the argument in, and each absolute path below the scratch folder. */
static char *fill(const struct tree *tree, const char *words, const char *with)
{
	static const char *const tops[] = { "/etc/", "/boot/", "/proc/", "/usr/lib/", "/sys/" };
	struct str_buf b = { 0 };

	for (const char *p = words; *p; p++) {
		if (p[0] == '%' && p[1] == 's') {
			str_buf_add(&b, with);
			p++;
			continue;
		}
		for (size_t i = 0; i < ARRAY_SIZE(tops); i++)
			if (strncmp(p, tops[i], strlen(tops[i])) == 0 &&
				(p == words || strchr(" \n", p[-1])))
				str_buf_add(&b, tree->path);
		str_buf_add_n(&b, p, 1);
	}
	return str_buf_take(&b);
}

static void add_program(const struct tree *tree, const char *name, const char *body)
{
	_cleanup_free_ char *path = str_printf("bin/%s", name);
	_cleanup_free_ char *full = str_printf("%s/%s", tree->path, path);
	_cleanup_free_ char *text = str_printf("#!/bin/sh\n%s\n", body);

	tree_add(tree, path, text);
	assert_int_equal(chmod(full, 0755), 0);
}

static void add_programs(const struct tree *tree)
{
	_cleanup_free_ char *log = str_printf("echo \"${0##*/} $*\" >>%s/log", tree->path);
	_cleanup_free_ char *bootctl =
		str_printf("[ \"$1\" = -x ] && echo %s/boot || echo \"bootctl $*\" >>%s/log",
			tree->path, tree->path);

	for (size_t i = 0; i < ARRAY_SIZE(programs); i++)
		add_program(tree, programs[i], log);
	add_program(tree, "sudo", "exec \"$@\"");
	add_program(tree, "bootctl", bootctl);
}

/* Runs the words as somebody's shell would. */
static void paste(const struct tree *tree, const char *words, const char *argument)
{
	_cleanup_free_ char *filled = fill(tree, words, argument);
	_cleanup_free_ char *script =
		str_printf("PATH=%s/bin:$PATH\nset -e\n%s\n", tree->path, filled);
	const char *argv[] = { "/bin/sh", "-c", script, NULL };
	struct run_output out = { 0 };
	struct err err = { 0 };
	int r = run_argv(argv, 10000, &out, &err);

	if (r != 0)
		fail_msg("%d: %s\n%s%s%s", r, script, out.out ? out.out : "",
			out.err ? out.err : "", err.text);
	run_output_done(&out);
}

static char *content(const struct tree *tree, const char *path)
{
	_cleanup_free_ char *full = str_printf("%s/%s", tree->path, path);
	FILE *f = fopen(full, "r");
	char text[4096];
	size_t n;

	if (!f)
		return strdup("");
	n = fread(text, 1, sizeof(text), f);
	(void)fclose(f);
	return str_from_bytes(text, n);
}

static void assert_content(const struct tree *tree, const char *path, const char *want)
{
	_cleanup_free_ char *got = content(tree, path);

	assert_string_equal(got, want);
}

static const struct boot_chain *chain(const char *id)
{
	for (size_t i = 0; boot_rows[i]; i++)
		if (str_eq(boot_rows[i]->words.id, id))
			return &boot_rows[i]->words;
	fail_msg("no chain %s", id);
	return NULL;
}

/* One chain: where its arguments stand, how that looks before and after, what is run then. */
struct edit {
	const char *id, *file, *before, *after, *ran;
};

static const struct edit edits[] = {
	{ "grub-debian", "etc/default/grub.d/virtfn.cfg", "",
		"GRUB_CMDLINE_LINUX_DEFAULT=\"$GRUB_CMDLINE_LINUX_DEFAULT a.b=c,d/e\"\n",
		"update-grub \n" },
	{ "grub-proxmox", "etc/default/grub.d/virtfn.cfg", "",
		"GRUB_CMDLINE_LINUX_DEFAULT=\"$GRUB_CMDLINE_LINUX_DEFAULT a.b=c,d/e\"\n",
		"update-grub \n" },
	{ "grub-arch", "etc/default/grub",
		"# GRUB_CMDLINE_LINUX_DEFAULT=\"x\"\nGRUB_CMDLINE_LINUX_DEFAULT='quiet'\n"
		"GRUB_CMDLINE_LINUX=\"\"\n",
		"# GRUB_CMDLINE_LINUX_DEFAULT=\"x\"\nGRUB_CMDLINE_LINUX_DEFAULT='quiet a.b=c,d/e'\n"
		"GRUB_CMDLINE_LINUX=\"\"\n",
		"grub-mkconfig -o @/boot/grub/grub.cfg\n" },
	{ "grub2", "etc/default/grub", "GRUB_CMDLINE_LINUX=\"a.b=c rhgb\"\n",
		"GRUB_CMDLINE_LINUX=\"a.b=c rhgb a.b=c,d/e\"\n",
		"grub2-mkconfig -o @/boot/grub2/grub.cfg\n" },
	{ "kernel-install", "etc/kernel/cmdline", "root=UUID=1 ro", "root=UUID=1 ro a.b=c,d/e\n",
		"kernel-install add-all\n" },
	{ "endeavouros", "etc/kernel/cmdline", "root=UUID=1 ro\n", "root=UUID=1 ro\n a.b=c,d/e\n",
		"reinstall-kernels \n" },
	{ "opensuse-bls", "etc/kernel/cmdline", "root=UUID=1 ro\n", "root=UUID=1 ro\n a.b=c,d/e\n",
		"sdbootutil update-all-entries\n" },
	{ "uki-ukify", "etc/kernel/cmdline", "root=UUID=1 ro\n", "root=UUID=1 ro\n a.b=c,d/e\n",
		"kernel-install add-all\n" },
	{ "uki-mkinitcpio", "etc/cmdline.d/virtfn.conf", "", "a.b=c,d/e\n", "mkinitcpio -P\n" },
	{ "proxmox", "etc/kernel/cmdline", "root=ZFS=rpool/ROOT/pve-1 boot=zfs\n",
		"root=ZFS=rpool/ROOT/pve-1 boot=zfs a.b=c,d/e\n", "proxmox-boot-tool refresh\n" },
	{ "sdboot-manage", "etc/sdboot-manage.conf", "LINUX_OPTIONS=\"zswap.enabled=0\"\n",
		"LINUX_OPTIONS=\"zswap.enabled=0 a.b=c,d/e\"\n", "sdboot-manage gen\n" },
	{ "limine", "etc/default/limine", "KERNEL_CMDLINE[default]=\"quiet\"\n",
		"KERNEL_CMDLINE[default]=\"quiet\"\nKERNEL_CMDLINE[default]+=\" a.b=c,d/e\"\n",
		"limine-update \n" },
	{ "systemd-boot", "boot/loader/entries/arch.conf",
		"title Arch\nlinux /a.b=c,d/e\noptions root=/dev/sda1 a.b=c\n",
		"title Arch\nlinux /a.b=c,d/e\noptions root=/dev/sda1 a.b=c a.b=c,d/e\n", "" },
	{ "refind", "boot/refind_linux.conf", "\"Boot\" \"ro root=/dev/sda1\"\n\"One\" \"ro\"\n",
		"\"Boot\" \"ro root=/dev/sda1 a.b=c,d/e\"\n\"One\" \"ro a.b=c,d/e\"\n", "" },
	{ "popos", "log", "", "kernelstub -a a.b=c,d/e\n", NULL },
	{ "grub-bls", "log", "", "grubby --update-kernel=ALL --args=a.b=c,d/e\n", NULL },
	{ "ostree", "log", "", "rpm-ostree kargs --append-if-missing=a.b=c,d/e\n", NULL },
	{ "nixos", "log", "", "nixos-rebuild boot\n", NULL },
	{ "grub-opensuse", "log", "",
		"update-bootloader --add-option a.b=c,d/e\nupdate-bootloader --config\n", NULL },
};

/* A blank more or less is no difference. */
static bool no_argument_left(const char *text)
{
	for (const char *p = text; (p = strstr(p, "a.b=c,d/e")); p++)
		if (p > text && !strchr("/=", p[-1]))
			return false;
	return true;
}

static void check_ran(const struct tree *tree, const char *ran)
{
	_cleanup_free_ char *got = content(tree, "log");
	struct str_buf want = { 0 };
	_cleanup_free_ char *text = NULL;

	for (int i = 0; i < 2; i++)
		for (const char *p = ran; *p; p++)
			str_buf_add_n(&want, *p == '@' ? tree->path : p,
				*p == '@' ? strlen(tree->path) : 1);
	text = str_buf_take(&want);
	assert_string_equal(got, text ? text : "");
}

static void check_edit(const struct edit *edit)
{
	const struct boot_chain *words = chain(edit->id);
	_cleanup_free_ char *left = NULL;
	struct tree tree;

	tree_make(&tree);
	add_programs(&tree);
	tree_add(&tree, "proc/cmdline", "BOOT_IMAGE=/vmlinuz root=UUID=1 ro\n");
	tree_add(&tree, "etc/default/grub", "GRUB_CMDLINE_LINUX=\"a.b=c,d/e\"\n");
	tree_add(&tree, "etc/kernel/cmdline", "root=UUID=1 ro\n");
	if (edit->before[0])
		tree_add(&tree, edit->file, edit->before);
	paste(&tree, words->add, "a.b=c,d/e");
	assert_content(&tree, edit->file, edit->after);
	if (edit->ran) {
		paste(&tree, words->add, "a.b=c,d/e");
		assert_content(&tree, edit->file, edit->after);
		check_ran(&tree, edit->ran);
		paste(&tree, words->remove, "a.b=c,d/e");
		paste(&tree, words->remove, "a.b=c,d/e");
		left = content(&tree, edit->file);
		if (!no_argument_left(left))
			fail_msg("%s: still there: %s", edit->id, left);
		if (strstr(edit->before, "a.b=c "))
			assert_contains(left, "a.b=c ");
	}
	tree_remove(&tree);
}

static void test_edits(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(edits); i++)
		check_edit(&edits[i]);
}

static void test_all_chains_have_an_edit(void **state)
{
	(void)state;
	for (size_t i = 0; boot_rows[i]; i++) {
		bool found = false;

		for (size_t j = 0; j < ARRAY_SIZE(edits); j++)
			found |= str_eq(edits[j].id, boot_rows[i]->words.id);
		if (!found)
			fail_msg("%s is not tested", boot_rows[i]->words.id);
	}
}

/* Without /etc/kernel/cmdline the line of this boot counts, less what the loader added. */
static void test_missing_cmdline(void **state)
{
	struct tree *tree = *state;

	add_programs(tree);
	tree_add(tree, "etc/kernel", NULL);
	tree_add(tree, "proc/cmdline", "BOOT_IMAGE=/vmlinuz root=UUID=1 ro initrd=\\i.img quiet\n");
	paste(tree, chain("kernel-install")->add, "x=1");
	assert_content(tree, "etc/kernel/cmdline", " root=UUID=1 ro quiet\n x=1\n");
	paste(tree, chain("uki-mkinitcpio")->add, "y=1");
	assert_content(tree, "etc/cmdline.d/virtfn.conf", "y=1\n");
	paste(tree, chain("kernel-install")->remove, "x=1");
	assert_content(tree, "etc/kernel/cmdline", " root=UUID=1 ro quiet\n \n");
}

/* mkinitcpio reads a drop-in beside /etc/kernel/cmdline, or instead of /proc/cmdline. */
static void test_mkinitcpio_keeps_the_root(void **state)
{
	struct tree *tree = *state;

	add_programs(tree);
	tree_add(tree, "etc/kernel", NULL);
	tree_add(tree, "proc/cmdline", "root=UUID=1 ro\n");
	paste(tree, chain("uki-mkinitcpio")->add, "y=1");
	assert_content(tree, "etc/kernel/cmdline", "root=UUID=1 ro\n");
}

static void test_trial_entry(void **state)
{
	struct tree *tree = *state;
	static const char entry[] = "\6\0\0\0a\0r\0c\0h\0.\0c\0o\0n\0f\0\0";

	add_programs(tree);
	tree_add(tree, "boot/loader/entries/arch.conf", "title A\noptions root=/dev/sda1\n");
	tree_add_bytes(tree,
		"sys/firmware/efi/efivars/"
		"LoaderEntrySelected-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f",
		entry, sizeof(entry));
	paste(tree, chain("systemd-boot")->try, "x=1");
	assert_content(tree, "boot/loader/entries/-virtfn-trial.conf",
		"title A\noptions root=/dev/sda1 x=1\n");
	assert_content(tree, "boot/loader/entries/arch.conf", "title A\noptions root=/dev/sda1\n");
	assert_content(tree, "log", "bootctl set-oneshot -- -virtfn-trial.conf\n");
}

static void test_early(void **state)
{
	static const struct {
		struct initramfs_evidence e;
		const char *file, *before, *after;
	} tools[] = {
		{ { .update_initramfs = true, .mkinitramfs = true }, "etc/initramfs-tools/modules",
			"# x\n", "# x\nvfio_pci\n" },
		{ { .dracut = true }, "etc/dracut.conf.d/virtfn-vfio_pci.conf", "",
			"force_drivers+=\" vfio_pci \"\n" },
		{ { .mkinitcpio = true }, "etc/mkinitcpio.conf.d/virtfn-vfio_pci.conf", "",
			"MODULES+=(vfio_pci)\n" },
		{ { .mkinitcpio = true, .preset_config = true }, "etc/mkinitcpio.conf",
			"MODULES=(amdgpu)\n", "MODULES=(vfio_pci amdgpu)\n" },
	};
	struct tree *tree = *state;

	add_programs(tree);
	tree_add(tree, "etc/dracut.conf.d", NULL);
	for (size_t i = 0; i < ARRAY_SIZE(tools); i++) {
		const struct initramfs_tool *tool = initramfs_of(&tools[i].e);

		assert_non_null(tool);
		if (tools[i].before[0])
			tree_add(tree, tools[i].file, tools[i].before);
		paste(tree, tool->early, "vfio_pci");
		paste(tree, tool->early, "vfio_pci");
		assert_content(tree, tools[i].file, tools[i].after);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_edits),
		cmocka_unit_test(test_all_chains_have_an_edit),
		cmocka_unit_test_setup_teardown(test_missing_cmdline, tree_setup, tree_teardown),
		cmocka_unit_test_setup_teardown(
			test_mkinitcpio_keeps_the_root, tree_setup, tree_teardown),
		cmocka_unit_test_setup_teardown(test_trial_entry, tree_setup, tree_teardown),
		cmocka_unit_test_setup_teardown(test_early, tree_setup, tree_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
