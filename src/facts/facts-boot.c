/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which boot chain started this kernel, and what makes its initramfs? Collects what boot/ judges:
 * EFI variables and the command line of this boot first, settings of loaders beside them.
 */
#include "facts/facts.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"
#include "base/str.h"
#include "boot/boot.h"
#include "boot/initramfs.h"
#include "ext/ext-json.h"
#include "facts/boot-evidence.h"
#include "facts/grubenv.h"
#include "facts/look.h"
#include "formats/cmdline.h"
#include "formats/shell-vars.h"

/* Of the Boot Loader Interface, https://systemd.io/BOOT_LOADER_INTERFACE/ */
#define EFIVARS     "sys/firmware/efi/efivars"
#define LOADER_GUID "4a67b082-0a4c-41cf-b6c7-440b29bb8c4f"
#define ATTRIBUTES  4 /* bytes in front of a variable's value */
#define ENTRY       ".virtfn/boot-entry"
#define ENTRY_TOKEN "\nstarts with its token"

static bool there(const struct root *root, const char *path)
{
	return look_for(root, "%s", path) == TRI_YES;
}

static int read_variable(const struct root *root, const char *name, struct root_file *ret)
{
	struct err ignored;
	char path[128];

	(void)snprintf(path, sizeof(path), EFIVARS "/%s-" LOADER_GUID, name);
	return root_read_bytes(root, 4096, ret, &ignored, path);
}

/* UTF-16LE text; what is not plain ASCII becomes '?'. "" when it is not there. */
static void read_text(const struct root *root, const char *name, char *ret, size_t size)
{
	_cleanup_(root_file_done) struct root_file file = { 0 };
	size_t n = 0;
	uint16_t c;

	ret[0] = '\0';
	if (read_variable(root, name, &file) < 0)
		return;
	for (size_t off = ATTRIBUTES; n + 1 < size; off += 2) {
		if (!bytes_u16(bytes_of(file.text, file.size), off, &c) || c == 0)
			break;
		ret[n++] = c >= 0x20 && c < 0x7f ? (char)c : '?';
	}
	ret[n] = '\0';
}

static void read_features(const struct root *root, struct boot_evidence *e)
{
	_cleanup_(root_file_done) struct root_file file = { 0 };

	if (read_variable(root, "LoaderFeatures", &file) < 0)
		return;
	e->has_features = bytes_u64(bytes_of(file.text, file.size), ATTRIBUTES, &e->features);
}

static void read_efi(const struct root *root, struct boot_evidence *e)
{
	_cleanup_(names_done) struct names names = { 0 };
	struct err ignored;

	e->uefi = look_for(root, "sys/firmware/efi");
	/* A tree without its sysfs says nothing of its firmware. */
	if (e->uefi == TRI_NO && !there(root, "sys/firmware"))
		e->uefi = TRI_UNKNOWN;
	/* Without efivarfs, the folder is there and empty. */
	if (root_list(root, &names, &ignored, EFIVARS) < 0 || names.n == 0)
		return;
	e->efivars = TRI_YES;
	read_text(root, "LoaderInfo", e->loader, sizeof(e->loader));
	read_text(root, "StubInfo", e->stub, sizeof(e->stub));
	read_features(root, e);
}

static void read_cmdline(const struct root *root, struct boot_evidence *e)
{
	_cleanup_free_ char *text = NULL;
	struct cmdline_arg arg;
	struct err ignored;

	e->ostree = there(root, "run/ostree-booted");
	if (root_read(root, &text, &ignored, "proc/cmdline") < 0)
		return;
	e->ostree |= cmdline_get(text, "ostree", &arg);
	e->boot_image = cmdline_get(text, "BOOT_IMAGE", &arg);
	e->initrd = cmdline_get(text, "initrd", &arg);
}

/* Whether a file of assignments has NAME=VALUE. */
static bool has_setting(
	const struct root *root, const char *path, const char *name, const char *value)
{
	_cleanup_free_ char *text = NULL;
	_cleanup_free_ char *got = NULL;
	struct err ignored;

	if (root_read(root, &text, &ignored, "%s", path) < 0)
		return false;
	got = shell_vars_get(text, name);
	return got && str_eq(got, value);
}

static bool file_has(const struct root *root, const char *path, const char *part)
{
	_cleanup_free_ char *text = NULL;
	struct err ignored;

	return root_read(root, &text, &ignored, "%s", path) == 0 && strstr(text, part);
}

/* The names of entries start with this, then '-'. */
static bool starts_with_file(const struct root *root, const char *entry, const char *path)
{
	_cleanup_free_ char *token = NULL;
	struct err ignored;
	size_t n;

	if (root_read(root, &token, &ignored, "%s", path) < 0)
		return false;
	n = strlen(token);
	return n > 0 && strncmp(entry, token, n) == 0 && entry[n] == '-';
}

/*
 * The entry and the token hold the machine's ID, in UTF-16 where nobody would replace it: a
 * capture has the entry as plain text, and behind it whether it starts with the token.
 */
static void read_entry(const struct root *root, struct boot_evidence *e)
{
	const struct root quiet = root_quiet(root);
	_cleanup_free_ char *kept = NULL;
	struct err ignored;

	if (!root->host && root_read(&quiet, &kept, &ignored, ENTRY) == 0) {
		e->entry_token = strstr(kept, ENTRY_TOKEN);
		(void)snprintf(e->entry, sizeof(e->entry), "%.*s", (int)strcspn(kept, "\n"), kept);
	} else {
		read_text(&quiet, "LoaderEntrySelected", e->entry, sizeof(e->entry));
		e->entry_token = starts_with_file(&quiet, e->entry, "etc/kernel/entry-token") ||
				 starts_with_file(&quiet, e->entry, "etc/machine-id");
	}
	free(kept);
	kept = e->entry[0] ? str_printf("%s%s", e->entry, e->entry_token ? ENTRY_TOKEN : "") : NULL;
	if (kept)
		root_offer(root, ENTRY, kept);
}

static void read_settings(const struct root *root, const struct host *host, struct boot_evidence *e)
{
	_cleanup_free_ char *uuids = NULL;
	struct err ignored;

	for (size_t i = 0; i < BOOT_CLUES; i++)
		e->clue[i] = look_for_any(root, boot_clue_paths[i]) == TRI_YES;
	e->nixos = there(root, "etc/NIXOS") || (host->distro && str_eq(host->distro->id, "nixos"));
	e->pve = host->distro && str_eq(host->distro->id, "pve");
	e->proxmox_uuids =
		root_read(root, &uuids, &ignored, "etc/kernel/proxmox-boot-uuids") == 0 && uuids[0];
	e->blscfg = has_setting(root, "etc/default/grub", "GRUB_ENABLE_BLSCFG", "true");
	e->grub2_bls = has_setting(root, "etc/sysconfig/bootloader", "LOADER_TYPE", "grub2-bls");
	e->layout_uki = has_setting(root, "etc/kernel/install.conf", "layout", "uki");
	e->grub_d = file_has(root, "usr/sbin/grub-mkconfig", "default/grub.d/");
}

/* Pop!_OS: the options that kernelstub gives each entry, as a line. */
static void read_kernelstub(const struct root *root, struct boot_evidence *e)
{
	_cleanup_(json_freep) struct json *json = NULL;
	_cleanup_free_ char *text = NULL;
	const struct json *options;
	struct err ignored;
	size_t len = 0;

	if (root_read(root, &text, &ignored, "etc/kernelstub/configuration") < 0 ||
		json_parse(text, &json, &ignored) < 0)
		return;
	options = json_get(json_get(json, "user"), "kernel_options");
	if (!options)
		options = json_get(json_get(json, "default"), "kernel_options");
	for (size_t i = 0; i < json_count(options); i++) {
		const char *one = json_text(json_at(options, i));
		size_t size = sizeof(e->kernelstub) - len;

		if (!one || strlen(one) + 2 > size)
			return;
		len += (size_t)snprintf(e->kernelstub + len, size, "%s%s", len > 0 ? " " : "", one);
	}
	e->has_kernelstub = options != NULL;
}

/* The folder of systemd's own library has its version: libsystemd-shared-257.9-1.so. */
static unsigned systemd_version(const struct root *root)
{
	static const char *const places[] = { "usr/lib/systemd", "usr/lib64/systemd",
		"usr/lib/x86_64-linux-gnu/systemd", "lib/systemd" };
	static const char start[] = "libsystemd-shared-";
	struct err ignored;

	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		_cleanup_(names_done) struct names names = { 0 };

		if (root_list(root, &names, &ignored, "%s", places[i]) < 0)
			continue;
		for (size_t n = 0; n < names.n; n++)
			if (strncmp(names.v[n], start, sizeof(start) - 1) == 0)
				return (unsigned)strtoul(names.v[n] + sizeof(start) - 1, NULL, 10);
	}
	return 0;
}

static void add_word(char *words, size_t size, const char *word)
{
	size_t len = strlen(words);

	/* Half a version would be another kernel's. */
	if (len + strlen(word) + 2 > size)
		return;
	if (len > 0)
		words[len++] = ' ';
	memcpy(words + len, word, strlen(word) + 1);
}

static void read_kernels(const struct root *root, struct boot_evidence *e)
{
	_cleanup_(names_done) struct names names = { 0 };
	struct err ignored;

	if (root_list(root, &names, &ignored, "usr/lib/modules") < 0)
		return;
	for (size_t i = 0; i < names.n; i++) {
		bool beside = root_exists(root, "usr/lib/modules/%s/vmlinuz", names.v[i]);

		if (!beside && !root_exists(root, "boot/vmlinuz-%s", names.v[i]))
			continue;
		add_word(e->kernels, sizeof(e->kernels), names.v[i]);
		if (beside)
			add_word(e->images, sizeof(e->images), names.v[i]);
	}
}

/* Where the unified image is that LoaderEntrySelected names; a counter may be in its name. */
static void find_uki(const struct root *root, struct boot_evidence *e)
{
	static const char *const places[] = { "efi", "boot/efi", "boot", "esp" };
	size_t stem = strlen(e->entry);
	struct err ignored;

	if (stem < 5 || !str_eq(e->entry + stem - 4, ".efi"))
		return;
	stem -= 4;
	for (size_t i = 0; i < ARRAY_SIZE(places) && !e->uki[0]; i++) {
		_cleanup_(names_done) struct names names = { 0 };

		if (root_list(root, &names, &ignored, "%s/EFI/Linux", places[i]) < 0)
			continue;
		for (size_t n = 0; n < names.n; n++) {
			const char *rest = names.v[n] + stem;

			if (strncmp(names.v[n], e->entry, stem) == 0 &&
				(*rest == '+' || str_eq(rest, ".efi")))
				(void)snprintf(e->uki, sizeof(e->uki), "%s/EFI/Linux/%s", places[i],
					names.v[n]);
		}
	}
}

/* What proves it, in words; the first that there is. */
static void say_why(const struct boot_evidence *e, char *ret, size_t size)
{
	const char *firmware = e->uefi == TRI_NO ? "BIOS, " : "";

	if (e->ostree)
		(void)snprintf(ret, size, "booted by ostree");
	else if (e->nixos)
		(void)snprintf(ret, size, "NixOS");
	else if (e->loader[0] && e->stub[0])
		(void)snprintf(ret, size, "LoaderInfo: %s, StubInfo: %s", e->loader, e->stub);
	else if (e->loader[0])
		(void)snprintf(ret, size, "LoaderInfo: %s", e->loader);
	else if (e->stub[0])
		(void)snprintf(ret, size, "StubInfo: %s", e->stub);
	else if (e->boot_image)
		(void)snprintf(ret, size, "%sBOOT_IMAGE= on the command line", firmware);
	else if (e->initrd)
		(void)snprintf(ret, size, "%sinitrd= on the command line", firmware);
	else if (e->uefi == TRI_NO)
		(void)snprintf(ret, size, "BIOS");
}

/* A container has its host's kernel, command line and variables, but not its /boot. */
static bool in_container(const struct root *root)
{
	static const char *const marks[] = { "run/systemd/container", ".dockerenv",
		"run/.containerenv", NULL };

	return look_for_any(root, marks) == TRI_YES;
}

/* A preset that names a configuration (ALL_config=) keeps drop-ins from being read. */
static void read_presets(const struct root *root, struct initramfs_evidence *e)
{
	_cleanup_(names_done) struct names names = { 0 };
	struct err ignored;

	if (root_list(root, &names, &ignored, "etc/mkinitcpio.d") < 0)
		return;
	for (size_t i = 0; i < names.n; i++) {
		_cleanup_free_ char *text = NULL;
		size_t n = strlen(names.v[i]);

		if (n < 8 || !str_eq(names.v[i] + n - 7, ".preset"))
			continue;
		e->presets = true;
		if (root_read(root, &text, &ignored, "etc/mkinitcpio.d/%s", names.v[i]) == 0) {
			_cleanup_free_ char *all = shell_vars_get(text, "ALL_config");
			_cleanup_free_ char *one = shell_vars_get(text, "default_config");

			e->preset_config |= all || one;
		}
	}
}

static void read_initramfs(
	const struct root *root, const struct boot_evidence *boot, struct initramfs_evidence *ret)
{
	static const char *const dracut[] = { "dracut", NULL };
	static const char *const rebuild[] = { "dracut-rebuild", NULL };
	static const char *const limine[] = { "limine-mkinitcpio", NULL };

	*ret = (struct initramfs_evidence) {
		.ostree = boot->ostree,
		.update_initramfs = there(root, "usr/sbin/update-initramfs"),
		.mkinitramfs = file_has(root, "usr/sbin/update-initramfs", "mkinitramfs"),
		.dracut = look_for_program(root, dracut) == TRI_YES,
		.mkinitcpio = boot->clue[BOOT_CLUE_MKINITCPIO],
		.reinstall_kernels = boot->clue[BOOT_CLUE_REINSTALL_KERNELS],
		.dracut_rebuild = look_for_program(root, rebuild) == TRI_YES,
		.limine_mkinitcpio = look_for_program(root, limine) == TRI_YES,
	};

	read_presets(root, ret);
}

bool facts_boot_evidence(const struct root *root, const struct host *host,
	struct boot_evidence *ret, struct initramfs_evidence *ret_initramfs)
{
	struct boot_evidence e = { .uefi = TRI_UNKNOWN, .efivars = TRI_UNKNOWN };

	if (in_container(root))
		return false;
	read_efi(root, &e);
	if (e.efivars == TRI_YES)
		read_entry(root, &e);
	read_cmdline(root, &e);
	read_settings(root, host, &e);
	read_kernels(root, &e);
	read_kernelstub(root, &e);
	find_uki(root, &e);
	facts_grubenv(root, &e);
	e.secure_boot = host->machine.secure_boot;
	e.systemd = systemd_version(root);
	read_initramfs(root, &e, ret_initramfs);
	*ret = e;
	return true;
}

static int read_boot(const struct root *root, unsigned scope, struct host *host, struct err *err)
{
	struct initramfs_evidence initramfs;
	struct boot_evidence e;
	const struct boot *boot;

	(void)err;
	if (!(scope & FACTS_HOST) || !facts_boot_evidence(root, host, &e, &initramfs))
		return 0;
	boot = boot_of(&e);
	host->boot = boot ? &boot->words : NULL;
	say_why(&e, host->boot_evidence, sizeof(host->boot_evidence));
	if (!e.nixos)
		host->initramfs = initramfs_of(&initramfs);
	return 0;
}

const struct facts facts_boot = {
	.id = "boot",
	.read = read_boot,
};
