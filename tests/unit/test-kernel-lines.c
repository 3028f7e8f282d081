/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The command lines that will be booted, and none of the others.
 */
#include "formats/kernel-lines.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "lib/tests.h"

static void lines(enum kernel_lines_kind kind, const char *text, const char *wanted)
{
	struct kernel_lines l = { 0 };
	struct str_buf b = { 0 };
	struct err err = { 0 };

	assert_ok(kernel_lines_find(kind, bytes_of(text, strlen(text)), &l, &err), err);
	str_buf_add(&b, "");
	for (size_t i = 0; i < l.n; i++) {
		char *copy = str_printf("%s", l.v[i].text);

		assert_non_null(copy);
		str_buf_printf(&b, "%s|%s;", l.v[i].title, str_strip(copy));
		free(copy);
	}
	assert_string_equal(b.text, wanted);
	str_buf_done(&b);
	kernel_lines_done(&l);
}

static void test_grub(void **state)
{
	(void)state;
	lines(KERNEL_LINES_GRUB,
		"### BEGIN /etc/grub.d/10_linux ###\n"
		"menuentry 'Debian' --class debian {\n"
		"\tlinux\t/boot/vmlinuz-6.1 root=UUID=1 ro  quiet a=\\\"b\\ c\\\"\n"
		"\tinitrd\t/boot/initrd.img-6.1\n}\n"
		"submenu 'Advanced' {\n"
		"\tmenuentry 'Debian, with Linux 6.1 (recovery mode)' {\n"
		"\t\tlinux\t/boot/vmlinuz-6.1 root=UUID=1 ro single\n\t}\n"
		"\tmenuentry 'other name' {\n"
		"\t\tlinux /vmlinuz root=1 systemd.unit=rescue.target\n\t}\n}\n"
		"### END /etc/grub.d/10_linux ###\n"
		"### BEGIN /etc/grub.d/20_memtest86+ ###\n"
		"menuentry 'Memory test' {\n\tlinux16 /boot/memtest\n}\n"
		"### END /etc/grub.d/20_memtest86+ ###\n"
		"### BEGIN /etc/grub.d/30_os-prober ###\n"
		"menuentry 'Arch (on /dev/sdb1)' {\n\tlinux /vmlinuz root=2 rw\n}\n"
		"### END /etc/grub.d/30_os-prober ###\n",
		"Debian|root=UUID=1 ro  quiet a=\"b c\";");
	/* Written by hand: no sections. */
	lines(KERNEL_LINES_GRUB,
		"menuentry \"Mine\" {\r\n linuxefi /vmlinuz a 'b c'\r\n}\r\nlinux\nlinux \n",
		"Mine|a \"b c\";");
	lines(KERNEL_LINES_GRUB, "menuentry x {\nlinux /v ro $kernelopts\n}\nlinux", "");
	lines(KERNEL_LINES_GRUB, "menuentry 'Trial' {\nlinux /v ro virtfn.trial=3\n}", "");
}

static void test_bls(void **state)
{
	(void)state;
	lines(KERNEL_LINES_BLS, "title Fedora\nlinux /v\noptions a b\noptions c\n",
		"Fedora|a b c;");
	lines(KERNEL_LINES_BLS, "title Fedora (0-rescue-1)\nlinux /v\noptions a\n", "");
	lines(KERNEL_LINES_BLS, "title Shell\nefi /shell.efi\noptions a\n", "");
	lines(KERNEL_LINES_BLS, "title Fedora\nlinux /v\noptions $kernelopts\n", "");
	lines(KERNEL_LINES_BLS, "linux /v\n", "|;");
}

static void test_limine(void **state)
{
	(void)state;
	lines(KERNEL_LINES_LIMINE,
		"timeout: 5\n/+CachyOS\n  //linux\n  protocol: linux\n  cmdline: quiet rw\n"
		"  ///Snapshots\n    ////old\n    cmdline: old\n"
		"  //lts\n  KERNEL_CMDLINE : lts\n/Windows\n  protocol: efi\n",
		"linux|quiet rw;lts|lts;");
}

static void test_refind(void **state)
{
	(void)state;
	lines(KERNEL_LINES_REFIND,
		"# comment\n\"Boot with standard options\"  \"root=1 a=\"\"b c\"\" quiet\"\n"
		"\"Boot to single-user mode\" \"root=1 single\"\n"
		"\"Boot with minimal options\" \"ro root=1\"\nplain words\n\"no options\"\n\"open",
		"Boot with standard options|root=1 a=\"b c\" quiet;plain|words;");
}

static void test_text(void **state)
{
	(void)state;
	lines(KERNEL_LINES_TEXT, "# mine\nroot=1\r\n quiet\n", "|root=1 quiet;");
	lines(KERNEL_LINES_TEXT, "", "|;");
}

/* A PE image with one section. */
static size_t make_uki(uint8_t *b, const char *name, const char *text, unsigned size)
{
	memset(b, 0, 1024);
	b[0] = 'M', b[1] = 'Z', b[0x3c] = 0x40;
	memcpy(b + 0x40, "PE\0\0", 4);
	b[0x46] = 1;
	memcpy(b + 0x58, name, strlen(name));
	b[0x58 + 8] = (uint8_t)strlen(text);
	b[0x58 + 16] = (uint8_t)size, b[0x58 + 17] = (uint8_t)(size >> 8);
	b[0x58 + 21] = 1;
	memcpy(b + 256, text, strlen(text));
	return 256 + size;
}

static void test_uki(void **state)
{
	struct kernel_lines l = { 0 };
	struct err err = { 0 };
	uint8_t b[1024];
	size_t n = make_uki(b, ".cmdline", "root=1 quiet", 512);

	(void)state;
	assert_ok(kernel_lines_find(KERNEL_LINES_UKI, bytes_of(b, n), &l, &err), err);
	assert_int_equal(l.n, 1);
	assert_string_equal(l.v[0].text, "root=1 quiet");
	kernel_lines_done(&l);
	/* Cut anywhere: an error, and nothing is read behind the end. */
	for (size_t i = 0; i < n && i < 268; i++)
		assert_int_equal(
			kernel_lines_find(KERNEL_LINES_UKI, bytes_of(b, i), &l, &err), -EINVAL);
	n = make_uki(b, ".osrel", "x", 512);
	assert_int_equal(kernel_lines_find(KERNEL_LINES_UKI, bytes_of(b, n), &l, &err), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_grub),
		cmocka_unit_test(test_bls),
		cmocka_unit_test(test_limine),
		cmocka_unit_test(test_refind),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_uki),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
