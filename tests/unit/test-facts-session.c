/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which desktop is there, and is a remote login none?
 */
#include "facts/facts.h"

#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "ext/ext-login.h"
#include "lib/machine.h"
#include "lib/tests.h"

#define MANAGER "etc/systemd/system/display-manager.service"

static void test_types(void **state)
{
	static const struct {
		const char *text;
		enum session_type type;
	} rows[] = {
		{ "wayland user seat0 active\n", SESSION_WAYLAND },
		{ "x11 greeter seat0 active\n", SESSION_X11 },
		{ "tty user seat0 active\n", SESSION_TTY },
		/* ssh has no seat, and neither has the user's manager. */
		{ "tty user - active\nunspecified manager - active\n", SESSION_NONE },
		{ "", SESSION_NONE },
		/* A text console in front: the desktop behind it has the GPU still. */
		{ "tty user seat0 active\nwayland user seat0 online\n", SESSION_WAYLAND },
		{ "x11 user seat0 online\nwayland user seat0 active\n", SESSION_WAYLAND },
		{ "wayland greeter seat0 closing\nx11 user seat0 active\n", SESSION_X11 },
		{ "tty user seat0 online\n", SESSION_NONE },
		{ "rubbish\n\nwayland\nwayland user seat0\n   \n", SESSION_NONE },
	};
	struct test_machine *m = *state;

	machine_read(m, FACTS_HOST);
	assert_int_equal(m->host.session.type, SESSION_UNKNOWN);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		tree_add(&m->tree, ".virtfn/sessions", rows[i].text);
		machine_read(m, FACTS_HOST);
		assert_int_equal(m->host.session.type, rows[i].type);
	}
	machine_read(m, FACTS_ALL);
	assert_int_equal(m->host.session.type, SESSION_UNKNOWN);
}

static void test_display_manager(void **state)
{
	struct test_machine *m = *state;
	const struct session *s = &m->host.session;

	machine_read(m, FACTS_HOST);
	assert_int_equal(s->display_manager_enabled, TRI_UNKNOWN);
	tree_add(&m->tree, "etc/systemd/system", NULL);
	machine_read(m, FACTS_HOST);
	assert_int_equal(s->display_manager_enabled, TRI_NO);
	assert_string_equal(s->display_manager, "");
	tree_add(&m->tree, MANAGER, "-> /usr/lib/systemd/system/gdm3.service");
	machine_read(m, FACTS_HOST);
	assert_int_equal(s->display_manager_enabled, TRI_YES);
	assert_string_equal(s->display_manager, "gdm3");
}

static void test_masked(void **state)
{
	struct test_machine *m = *state;

	tree_add(&m->tree, MANAGER, "-> /dev/null");
	machine_read(m, FACTS_HOST);
	assert_int_equal(m->host.session.display_manager_enabled, TRI_NO);
	assert_string_equal(m->host.session.display_manager, "");
}

/* A plain file: somebody has done something, nobody knows what. */
static void test_no_link(void **state)
{
	struct test_machine *m = *state;

	tree_add(&m->tree, MANAGER, "[Unit]\n");
	machine_read(m, FACTS_HOST);
	assert_int_equal(m->host.session.display_manager_enabled, TRI_UNKNOWN);
}

static void test_compositor(void **state)
{
	static const struct tree_file files[] = {
		{ "sys/bus/pci/devices/0000:00:02.0/drm/card0/dev", "226:0\n" },
		{ "sys/bus/pci/devices/0000:00:02.0/drm/renderD128/dev", "226:128\n" },
		{ "proc/1/fd/3", "-> /dev/dri/card0" },
		{ "proc/1/comm", "systemd-logind\n" },
		{ "proc/2/fd/3", "-> /dev/dri/renderD128" },
		{ "proc/2/comm", "swayimg\n" },
		{ "proc/3/fd/3", "-> /dev/dri/card0" },
		{ "proc/3/comm", ".kwin_wayland-w\n" },
		{ NULL, NULL },
	};
	struct test_machine *m = *state;

	tree_add_all(&m->tree, files);
	machine_read(m, FACTS_HOST);
	assert_string_equal(m->host.session.compositor, "kwin_wayland");
}

/* Here and now: whatever there is, it is four words a line. */
static void test_this_host(void **state)
{
	_cleanup_free_ char *text = NULL;
	struct err err = { 0 };
	char *rest = NULL;

	(void)state;
	if (ext_login_sessions(&text, &err) < 0)
		skip();
	assert_non_null(text);
	for (char *p = strtok_r(text, "\n", &rest); p; p = strtok_r(NULL, "\n", &rest)) {
		int blanks = 0;

		for (const char *c = p; *c; c++)
			blanks += *c == ' ';
		assert_int_equal(blanks, 3);
	}
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, machine_setup, machine_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_types),
		TEST(test_display_manager),
		TEST(test_masked),
		TEST(test_no_link),
		TEST(test_compositor),
		TEST(test_this_host),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
