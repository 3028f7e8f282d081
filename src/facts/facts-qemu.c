/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which QEMU is here? Starting it to ask would cost more than all of this, so who installed it is
 * asked: the program itself, the package manager's files, or at last libvirt's own notes.
 */
#include "facts/facts.h"

#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"
#include "ext/ext-json.h"
#include "ext/ext-xml.h"
#include "facts/look.h"
#include "formats/elf-note.h"

#define KEPT        ".virtfn/qemu" /* "10.0.2", of a capture */
#define CACHE       "var/cache/libvirt/qemu/capabilities"
#define PACMAN      "var/lib/pacman/local"
#define STATUS_MAX  (64 * 1024 * 1024) /* of /var/lib/dpkg/status */
#define PROGRAM_MAX (64 * 1024)        /* how much of a program holds its notes */

static const char *const programs[] = {
	"usr/bin/qemu-system-x86_64",
	"usr/libexec/qemu-kvm",
	"usr/bin/qemu-kvm",
	"usr/local/bin/qemu-system-x86_64",
	"run/current-system/sw/bin/qemu-system-x86_64",
	"run/libvirt/nix-emulators/qemu-system-x86_64",
};

/* 10.0.2 is 10000002, as libvirt has it; an epoch in front and a revision behind are cut. */
static int version_of(const char *text)
{
	const char *colon = strchr(text, ':');
	unsigned major, minor, micro = 0;

	if (colon && colon[1])
		text = colon + 1;
	if (!isdigit((unsigned char)text[0]) ||
		sscanf(text, "%3u.%3u.%3u", &major, &minor, &micro) < 2)
		return -1;
	return (int)(major * 1000000 + minor * 1000 + micro);
}

/* /nix/store/HASH-qemu-10.0.2/bin/...: the store's names have the version. */
static int from_store(const struct root *root, const char *path)
{
	_cleanup_(dir_done) struct dir dir = { .fd = -1 };
	char target[512];
	struct err ignored;
	const char *name = strrchr(path, '/');
	_cleanup_free_ char *folder = name ? str_from_bytes(path, (size_t)(name - path)) : NULL;

	if (!folder || root_dir(root, &dir, &ignored, "%s", folder) < 0 ||
		dir_link_target(&dir, name + 1, target, sizeof(target)) < 0 ||
		strncmp(target, "/nix/store/", 11) != 0)
		return -1;
	/* Variants have words in between: qemu-host-cpu-only-10.0.2. */
	name = strstr(target, "-qemu-");
	name = name ? strchr(name + 1, '-') : NULL;
	while (name && !isdigit((unsigned char)name[1]))
		name = strchr(name + 1, '-');
	return name ? version_of(name + 1) : -1;
}

static int from_program(const struct root *root, const char *path)
{
	const char *name = strrchr(path, '/');
	_cleanup_free_ char *folder = name ? str_from_bytes(path, (size_t)(name - path)) : NULL;
	_cleanup_free_ char *buf = malloc(PROGRAM_MAX);
	_cleanup_free_ char *note = NULL;
	_cleanup_(json_freep) struct json *json = NULL;
	_cleanup_(dir_done) struct dir dir = { .fd = -1 };
	_cleanup_close_ int fd = -1;
	const char *version;
	struct err ignored;
	ssize_t n;

	if (!folder || !buf || root_dir(root, &dir, &ignored, "%s", folder) < 0)
		return -1;
	fd = dir_open(&dir, name + 1);
	n = fd < 0 ? -1 : read(fd, buf, PROGRAM_MAX);
	note = n < 0 ? NULL : elf_note_package(bytes_of(buf, (size_t)n));
	if (!note || json_parse(note, &json, &ignored) < 0)
		return -1;
	version = json_text(json_get(json, "version"));
	return version ? version_of(version) : -1;
}

/* One stanza of deb822 (deb-status): lines up to an empty one. */
static int from_stanza(const char *stanza, const char *end)
{
	_cleanup_free_ char *text = str_from_bytes(stanza, (size_t)(end - stanza));
	const char *version;

	if (!text || !strstr(text, "\nStatus: install ok installed\n"))
		return -1;
	version = strstr(text, "\nVersion: ");
	return version ? version_of(version + 10) : -1;
}

static int from_dpkg(const struct root *root)
{
	static const char *const names[] = { "\nPackage: qemu-system-x86\n",
		"\nPackage: pve-qemu-kvm\n" };
	_cleanup_(root_file_done) struct root_file file = { 0 };
	struct err ignored;
	int version = -1;

	if (root_read_bytes(root, STATUS_MAX, &file, &ignored, "var/lib/dpkg/status") < 0)
		return -1;
	for (size_t i = 0; i < ARRAY_SIZE(names) && version < 0; i++) {
		const char *stanza = memmem(file.text, file.size, names[i], strlen(names[i]));
		const char *end = stanza ? strstr(stanza + 1, "\n\n") : NULL;

		if (stanza)
			version = from_stanza(stanza, end ? end + 1 : file.text + file.size);
	}
	return version;
}

/* Folders are NAME-VERSION-RELEASE. */
static int from_pacman(const struct root *root)
{
	static const char start[] = "qemu-system-x86-";
	_cleanup_(names_done) struct names names = { 0 };
	struct err ignored;

	if (root_list(root, &names, &ignored, PACMAN) < 0)
		return -1;
	for (size_t i = 0; i < names.n; i++) {
		const char *rest = names.v[i] + sizeof(start) - 1;

		if (strncmp(names.v[i], start, sizeof(start) - 1) == 0 &&
			isdigit((unsigned char)rest[0]))
			return version_of(rest);
	}
	return -1;
}

/* What libvirt keeps of each emulator that it has started (root's alone). */
static int from_cache(const struct root *root, const char *path)
{
	_cleanup_(names_done) struct names names = { 0 };
	struct err ignored;

	if (root_list(root, &names, &ignored, CACHE) < 0)
		return -1;
	for (size_t i = 0; i < names.n; i++) {
		_cleanup_(xml_freep) struct xml *xml = NULL;
		_cleanup_free_ char *text = NULL;
		_cleanup_free_ char *emulator = NULL;
		_cleanup_free_ char *version = NULL;
		uint64_t number;

		if (root_read(root, &text, &ignored, CACHE "/%s", names.v[i]) < 0 ||
			xml_parse(text, &xml, &ignored) < 0)
			continue;
		emulator = xml_find(xml_root(xml), "emulator");
		version = xml_find(xml_root(xml), "version");
		if (emulator && version && emulator[0] == '/' && str_eq(emulator + 1, path) &&
			str_to_u64(version, 10, INT32_MAX, &number) == 0)
			return (int)number;
	}
	return -1;
}

static int find_version(const struct root *root, const char *path)
{
	int version = from_store(root, path);

	if (version < 0)
		version = from_program(root, path);
	/* What lies elsewhere is not from a package. */
	if (version < 0 && strncmp(path, "usr/local/", 10) != 0)
		version = from_dpkg(root);
	if (version < 0 && strncmp(path, "usr/local/", 10) != 0)
		version = from_pacman(root);
	return version < 0 ? from_cache(root, path) : version;
}

/* A capture has the answer, not what it was found in. */
static void read_version(const struct root *root, const char *path, struct stack *s)
{
	const struct root quiet = root_quiet(root);
	_cleanup_free_ char *kept = NULL;
	struct err ignored;
	char text[32];

	if (!root->host && root_read(root, &kept, &ignored, KEPT) == 0) {
		s->qemu_version = version_of(kept);
		return;
	}
	s->qemu_version = find_version(&quiet, path);
	if (s->qemu_version < 0)
		return;
	(void)snprintf(text, sizeof(text), "%d.%d.%d", s->qemu_version / 1000000,
		s->qemu_version / 1000 % 1000, s->qemu_version % 1000);
	root_offer(root, KEPT, text);
}

static int read_qemu(const struct root *root, unsigned scope, struct host *host, struct err *err)
{
	struct stack *s = &host->stack;

	if (!(scope & FACTS_HOST))
		return 0;
	s->qemu_there = look_for(root, "usr/bin") == TRI_YES ? TRI_NO : TRI_UNKNOWN;
	for (size_t i = 0; i < ARRAY_SIZE(programs); i++) {
		enum tri there = look_for(root, "%s", programs[i]);

		if (there == TRI_UNKNOWN)
			s->qemu_there = there;
		if (there != TRI_YES)
			continue;
		s->qemu_there = TRI_YES;
		s->qemu = str_printf("/%s", programs[i]);
		if (!s->qemu)
			return err_oom(err);
		read_version(root, programs[i], s);
		break;
	}
	return 0;
}

const struct facts facts_qemu = {
	.id = "qemu",
	.read = read_qemu,
};
