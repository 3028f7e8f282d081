/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * guest-view-file.c: each text holds what its reader wants, a hostile name stays within its line,
 * and desktop-file-validate likes launchers where it is installed.
 */
#include "guest/guest-view-file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/run.h"
#include "base/str.h"
#include "lib/tests.h"

static const struct guest_screen screen = {
	.name = (char *)"g 1",
	.shm = (char *)"/dev/kvmfr0",
	.display = GUEST_DISPLAY_SPICE,
	.host = (char *)"0.0.0.0",
	.port = 5901,
	.tls_port = 5902,
	.password = (char *)" a\\b\n[x]=c",
};

static void test_vv(void **state)
{
	_cleanup_free_ char *text = view_file_vv(&screen);
	struct guest_screen unix_socket = screen;
	_cleanup_free_ char *other = NULL;

	(void)state;
	assert_string_equal(text, "[virt-viewer]\ntype=spice\nhost=127.0.0.1\nport=5901\n"
				  "tls-port=5902\npassword=\\sa\\\\b[x]=c\ntitle=g 1\n"
				  "delete-this-file=1\n");
	unix_socket.socket = (char *)"/run/x";
	unix_socket.display = GUEST_DISPLAY_VNC;
	unix_socket.password = NULL;
	other = view_file_vv(&unix_socket);
	assert_string_equal(other, "[virt-viewer]\ntype=vnc\nunix-path=/run/x\ntitle=g 1\n"
				   "delete-this-file=1\n");
}

static void test_remmina(void **state)
{
	const struct view_facts f = { .screen = &screen,
		.address = "2001:db8::1",
		.port = 3390,
		.user = "anna\nserver=x",
		.h264 = TRI_UNKNOWN };
	_cleanup_free_ char *text = view_file_remmina(&f);

	(void)state;
	assert_non_null(strstr(text, "\nserver=[2001:db8::1]:3390\n"));
	assert_non_null(strstr(text, "\nusername=annaserver=x\n"));
	assert_null(strstr(text, "password"));
	assert_non_null(strstr(text, "\ncolordepth=66\n"));
}

static void test_looking_glass(void **state)
{
	_cleanup_free_ char *b7 = view_file_looking_glass(&screen, VIEW_RELEASE_B7);
	struct guest_screen open = screen;
	_cleanup_free_ char *idd = NULL;

	(void)state;
	assert_non_null(strstr(b7, "[app]\nshmFile=/dev/kvmfr0\n"));
	assert_non_null(strstr(b7, "[spice]\nenable=no\n"));
	assert_null(strstr(b7, "setGuestRes"));
	open.password = NULL;
	idd = view_file_looking_glass(&open, VIEW_RELEASE_IDD);
	assert_non_null(strstr(idd, "[lgmp]\nshmDevice=/dev/kvmfr0\n"));
	assert_non_null(strstr(idd, "[spice]\nhost=127.0.0.1\nport=5901\n"));
	assert_int_equal(strncmp(idd, VIEW_FILE_MARK, strlen(VIEW_FILE_MARK)), 0);
}

static size_t lines(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += *text == '\n';
	return n;
}

/* 0 also where it is not installed. */
static int validate(const char *text)
{
	char path[] = "/tmp/virtfn-test-XXXXXX.desktop";
	int fd = mkstemps(path, 8), status;
	const char *const argv[] = { "desktop-file-validate", path, NULL };
	struct run_output out = { 0 };
	struct err err;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	(void)close(fd);
	status = run_argv(argv, 5000, &out, &err);
	if (status > 0)
		print_message("%s", out.out);
	run_output_done(&out);
	(void)unlink(path);
	return status == -ENOENT ? 0 : status;
}

static void test_desktop(void **state)
{
	static const char *const names[] = { "win11", "db & more", "a\"b`c$d\\e", "100%f %U", "\\",
		"x\nExec=reboot", "ü", "-x", "'; reboot" };
	_cleanup_free_ char *plain = view_file_desktop("win11", "/usr/bin/virtfn", NULL);
	_cleanup_free_ char *odd = view_file_desktop("a\"\\%", "/usr/bin/virtfn", "test:///x");

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		_cleanup_free_ char *text = view_file_desktop(names[i], "/usr/bin/virtfn", "x y");

		assert_int_equal(lines(text), lines(plain));
		assert_int_equal(validate(text), 0);
	}
	assert_non_null(strstr(plain, "\nExec=\"/usr/bin/virtfn\" \"vm\" \"view\" \"--\" "
				      "\"win11\"\n"));
	assert_non_null(strstr(odd, "\"a\\\\\"\\\\\\\\%%\"\n"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_vv),
		cmocka_unit_test(test_remmina),
		cmocka_unit_test(test_looking_glass),
		cmocka_unit_test(test_desktop),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
