/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which entry of a grub.cfg is the default, and what does it boot? And what is in grubenv? */
#include "formats/grub-cfg.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/root.h"
#include "formats/grub-env.h"
#include "lib/tests.h"

static const char menu[] =
	"### BEGIN /etc/grub.d/00_header ###\n"
	"if [ \"${next_entry}\" ] ; then\n   set default=\"${next_entry}\"\n   set next_entry=\n"
	"   save_env next_entry\n   set boot_once=true\nelse\n   set "
	"default=\"${saved_entry}\"\nfi\n"
	"### END /etc/grub.d/00_header ###\nset default=7\n"
	"function gfxmode {\n\tset gfxpayload=\"${1}\"\n}\n"
	"menuentry 'It'\\''s Linux' --class os $menuentry_id_option 'simple' {\n"
	"\tif [ x = y ]; then {\n\t\ttrue\n\t}\n\tfi\n"
	"\t# linux no\n\tlinux\t/vmlinuz root=x\n\tinitrd /a.img /b.img\n}\n"
	"submenu \"More > less\" --id sub {\n"
	"\tmenuentry 'A' {\n\t\tlinuxefi /vmlinuz-a\n\t}\n"
	"\tmenuentry 'B' --id b {\n\t\tlinux16 /vmlinuz-b\n\t}\n}\n"
	"menuentry \"$computed\" {\n}\n";

static void assert_found(const struct grub_cfg *cfg, const char *name, const char *title)
{
	const struct grub_entry *e = grub_cfg_find(cfg, name);

	if (!title) {
		assert_null(e);
		return;
	}
	assert_non_null(e);
	assert_string_equal(e->title, title);
}

static void test_finds(void **state)
{
	_cleanup_(grub_cfg_done) struct grub_cfg cfg = { 0 };
	struct err err = { 0 };
	(void)state;

	assert_ok(grub_cfg_read(menu, &cfg, &err), err);
	assert_int_equal(cfg.n, 5);
	assert_found(&cfg, "0", "It's Linux");
	assert_found(&cfg, "simple", "It's Linux");
	assert_found(&cfg, "It's Linux", "It's Linux");
	assert_found(&cfg, "1", "A");
	assert_found(&cfg, "1>1", "B");
	assert_found(&cfg, "sub>b", "B");
	assert_found(&cfg, "More >> less>A", "A");
	assert_found(&cfg, "sub>c", NULL);
	assert_found(&cfg, "0>0", NULL);
	assert_found(&cfg, "9", NULL);
	assert_found(&cfg, "", NULL);
	assert_found(&cfg, "A", NULL);
}

static void test_commands(void **state)
{
	_cleanup_(grub_cfg_done) struct grub_cfg cfg = { 0 };
	struct grub_command c;
	struct err err = { 0 };
	size_t at = 0;
	unsigned n = 0;
	(void)state;

	assert_ok(grub_cfg_read(menu, &cfg, &err), err);
	while (grub_cfg_next_command(menu, &cfg.v[0], &at, &c)) {
		bool linux_line = grub_command_is(menu, &c, "linux");

		n += linux_line || grub_command_is(menu, &c, "initrd");
		if (linux_line)
			assert_memory_equal(
				menu + c.rest, "/vmlinuz root=x", c.off + c.len - c.rest);
	}
	assert_int_equal(n, 2);
	at = 0;
	assert_true(grub_cfg_next_command(menu, grub_cfg_find(&cfg, "1>0"), &at, &c));
	assert_true(grub_command_is(menu, &c, "linux") && !grub_command_is(menu, &c, "initrd"));
}

static void assert_default(const char *text, const char *saved, const char *wanted)
{
	_cleanup_free_ char *got = NULL;
	struct err err = { 0 };
	int r = grub_cfg_default(text, saved, &got, &err);

	assert_int_equal(r, wanted ? 0 : -ENOENT);
	if (wanted)
		assert_string_equal(got, wanted);
}

static void test_default(void **state)
{
	(void)state;
	assert_default(menu, "sub>b", "sub>b");
	assert_default(menu, NULL, "0");
	assert_default("set default=\"1>2\"\n", "x", "1>2");
	assert_default("set default=\"\"\n", "x", "0");
	assert_default("set default=\"$x\"\n", "x", NULL);
	assert_default("menuentry a { }\n", NULL, NULL);
}

static void test_broken(void **state)
{
	static const char *const texts[] = { "menuentry 'a' {\n", "menuentry 'a\n", "}\n",
		"menuentry {\n}\n", "menuentry 'a'\n", "submenu a { menuentry b {\n}\n" };
	(void)state;

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		struct grub_cfg cfg = { 0 };
		struct err err = { 0 };

		assert_int_equal(grub_cfg_read(texts[i], &cfg, &err), -EINVAL);
		assert_contains(err.text, "line ");
		assert_null(cfg.v);
	}
}

static void test_environment(void **state)
{
	static const char env[] = "# GRUB Environment Block\na=1\nb=2=3\nc=\\\\\n####";
	_cleanup_free_ char *got = NULL;
	struct err err = { 0 };
	(void)state;

	assert_ok(grub_env_get(env, "b", &got, &err), err);
	assert_string_equal(got, "2=3");
	assert_int_equal(grub_env_get(env, "x", &got, &err), -ENOENT);
	assert_int_equal(grub_env_get(env, "c", &got, &err), -EOPNOTSUPP);
	assert_int_equal(grub_env_get("a=1\n", "a", &got, &err), -EINVAL);
	assert_int_equal(grub_env_fits(env, 7, 3, &err), 0);
	assert_int_equal(grub_env_fits(env, 8, 3, &err), -ENOSPC);
}

/* Real ones (../shared/data), as long as they are there. */
static void test_real(void **state)
{
	static const char *const names[] = { "grubby-grub2.1", "grubby-grub2.10" };
	const char *data = getenv("VIRTFN_TEST_DATA");
	_cleanup_(root_done) struct root root = { 0 };
	struct err err = { 0 };
	(void)state;

	if (!data || root_open(&root, data, &err) < 0)
		skip();
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		_cleanup_(grub_cfg_done) struct grub_cfg cfg = { 0 };
		_cleanup_free_ char *text = NULL;

		if (root_read(&root, &text, &err, "bootcfg/%s", names[i]) < 0)
			return;
		assert_ok(grub_cfg_read(text, &cfg, &err), err);
		assert_int_equal(cfg.n, 2);
		assert_default(text, NULL, "0");
		assert_found(&cfg, "1", "Linux, with Linux 2.6.38.2-9.fc15.x86_64");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_finds),
		cmocka_unit_test(test_commands),
		cmocka_unit_test(test_default),
		cmocka_unit_test(test_broken),
		cmocka_unit_test(test_environment),
		cmocka_unit_test(test_real),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
