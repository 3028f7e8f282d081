/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What does libkmod say of a module's file? The file is made here: an ELF object with a
 * .modinfo section, signed in the manner that needs no ASN.1.
 */
#include "ext/ext-kmod.h"

#include <elf.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/run.h"
#include "lib/tests.h"
#include "lib/tree.h"

static const char info[] = "license=GPL\0version=2026.05.06-sriov\0"
			   "vermagic=6.1-x SMP preempt mod_unload \0depends=drm";
static const char names[] = "\0.modinfo\0.shstrtab";

struct image {
	Elf64_Ehdr head;
	Elf64_Shdr section[3];
	char info[sizeof(info)];
	char names[sizeof(names)];
};

static void make_module(struct image *m)
{
	memset(m, 0, sizeof(*m));
	memcpy(m->head.e_ident, ELFMAG, SELFMAG);
	m->head.e_ident[EI_CLASS] = ELFCLASS64;
	m->head.e_ident[EI_DATA] = ELFDATA2LSB;
	m->head.e_ident[EI_VERSION] = EV_CURRENT;
	m->head.e_type = ET_REL;
	m->head.e_machine = EM_X86_64;
	m->head.e_version = EV_CURRENT;
	m->head.e_ehsize = sizeof(m->head);
	m->head.e_shoff = offsetof(struct image, section);
	m->head.e_shentsize = sizeof(m->section[0]);
	m->head.e_shnum = 3;
	m->head.e_shstrndx = 2;
	m->section[1] = (Elf64_Shdr) {
		.sh_name = 1,
		.sh_type = SHT_PROGBITS,
		.sh_offset = offsetof(struct image, info),
		.sh_size = sizeof(info),
		.sh_addralign = 1,
	};
	m->section[2] = (Elf64_Shdr) {
		.sh_name = 10,
		.sh_type = SHT_STRTAB,
		.sh_offset = offsetof(struct image, names),
		.sh_size = sizeof(names),
		.sh_addralign = 1,
	};
	memcpy(m->info, info, sizeof(info));
	memcpy(m->names, names, sizeof(names));
}

/* struct module_signature of the kernel: "PGP", RSA and SHA-256, then the lengths. */
static const char signature[] = "Somebody"
				"keyid"
				"abcd"
				"\1\4\0\10\5\0\0\0\0\0\0\4"
				"~Module signature appended~\n";

static int ask(const struct tree *tree, const void *data, size_t size, char **ret)
{
	struct err err = { 0 };
	char path[128];
	int r;

	(void)snprintf(path, sizeof(path), "%s/i915.ko", tree->path);
	if (data)
		tree_add_bytes(tree, "i915.ko", data, size);
	r = ext_kmod_info(path, ret, &err);
	if (r == -ENOTSUP)
		skip();
	assert_int_equal(r < 0, err.code != 0);
	return r;
}

static void test_unsigned(void **state)
{
	_cleanup_free_ char *text = NULL;
	struct image m;

	make_module(&m);
	assert_int_equal(ask(*state, &m, sizeof(m), &text), 0);
	assert_string_equal(
		text, "version: 2026.05.06-sriov\nvermagic: 6.1-x SMP preempt mod_unload \n");
}

static void test_signed(void **state)
{
	struct {
		struct image m;
		char signature[sizeof(signature) - 1];
	} file;
	_cleanup_free_ char *text = NULL;

	make_module(&file.m);
	memcpy(file.signature, signature, sizeof(file.signature));
	assert_int_equal(
		ask(*state, &file, offsetof(__typeof__(file), signature) + sizeof(file.signature),
			&text),
		0);
	assert_contains(text, "version: 2026.05.06-sriov\n");
	assert_contains(text, "signer: Somebody\n");
}

/* As Debian, Fedora and Arch have them: libkmod unpacks the file whole. */
static void test_packed(void **state)
{
	static const char *const programs[][2] = { { "xz", "xz" }, { "zstd", "zst" } };
	struct {
		struct image m;
		char signature[sizeof(signature) - 1];
	} file;
	const struct tree *tree = *state;
	int n = 0;

	make_module(&file.m);
	memcpy(file.signature, signature, sizeof(file.signature));
	tree_add_bytes(tree, "i915.ko", &file,
		offsetof(__typeof__(file), signature) + sizeof(file.signature));
	for (size_t i = 0; i < ARRAY_SIZE(programs); i++) {
		_cleanup_free_ char *text = NULL;
		char path[128], packed[136];
		struct err err = { 0 };

		(void)snprintf(path, sizeof(path), "%s/i915.ko", tree->path);
		(void)snprintf(packed, sizeof(packed), "%s.%s", path, programs[i][1]);
		if (run_argv((const char *const[]) { programs[i][0], "-q", "-k", path, NULL },
			    20000, NULL, &err) != 0)
			continue;
		n++;
		if (ext_kmod_info(packed, &text, &err) == -ENOTSUP)
			skip();
		assert_non_null(text);
		assert_string_equal(text,
			"version: 2026.05.06-sriov\nvermagic: 6.1-x SMP preempt mod_unload \n"
			"signer: Somebody\n");
	}
	if (n == 0)
		skip();
}

/* A packed file that was cut short says nothing. */
static void test_packed_cut(void **state)
{
	static const unsigned char start[] = { 0xfd, '7', 'z', 'X', 'Z', 0, 0, 4, 0xe6, 0xd6, 0xb4,
		0x46, 2, 0, 0x21, 1 };
	struct err err = { 0 };
	char path[128], *text = NULL;
	const struct tree *tree = *state;

	tree_add_bytes(tree, "i915.ko.xz", start, sizeof(start));
	(void)snprintf(path, sizeof(path), "%s/i915.ko.xz", tree->path);
	assert_true(ext_kmod_info(path, &text, &err) < 0);
	assert_null(text);
}

static void test_rubbish(void **state)
{
	char *text = NULL;
	struct image m;

	assert_true(ask(*state, NULL, 0, &text) < 0);
	assert_true(ask(*state, "", 0, &text) < 0);
	assert_true(ask(*state, "no module at all", 16, &text) < 0);
	make_module(&m);
	assert_true(ask(*state, &m, 200, &text) < 0);
	assert_null(text);
}

/* A line is a line, whatever the file says. */
static void test_control(void **state)
{
	_cleanup_free_ char *text = NULL;
	struct image m;

	make_module(&m);
	memcpy(strstr(m.info + 12, "2026"), "20\n6", 4);
	assert_int_equal(ask(*state, &m, sizeof(m), &text), 0);
	assert_contains(text, "version: 20 6.05.06-sriov\n");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, tree_setup, tree_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_unsigned),
		TEST(test_signed),
		TEST(test_packed),
		TEST(test_packed_cut),
		TEST(test_rubbish),
		TEST(test_control),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
