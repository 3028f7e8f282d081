/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Do other programs end when we say so, and does their output arrive?
 */
#include "base/run.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "lib/tests.h"
#include "lib/tree.h"

#define SH(script) ((const char *const[]) { "sh", "-c", script, NULL })

static void test_exit_codes(void **state)
{
	struct err err = { 0 };

	(void)state;
	assert_int_equal(run_argv(SH("exit 0"), 5000, NULL, &err), 0);
	assert_int_equal(run_argv(SH("exit 7"), 5000, NULL, &err), 7);
	assert_int_equal(run_argv(SH("kill -TERM $$"), 5000, NULL, &err), 128 + 15);
	assert_int_equal(run_argv(SH("exit 127"), 5000, NULL, &err), 127);
	assert_int_equal(err.code, 0);
}

static void test_output(void **state)
{
	_cleanup_(run_output_done) struct run_output o = { 0 };
	const char *const argv[] = { "printf", "%s|", "a b", "$HOME;*", "", NULL };
	struct err err = { 0 };

	(void)state;
	assert_int_equal(run_argv(argv, 5000, &o, &err), 0);
	assert_string_equal(o.out, "a b|$HOME;*||");
	assert_string_equal(o.err, "");
	run_output_done(&o);
	assert_int_equal(run_argv(SH("echo out; echo bad >&2; exit 3"), 5000, &o, &err), 3);
	assert_string_equal(o.out, "out\n");
	assert_string_equal(o.err, "bad\n");
}

static void test_stdin_is_empty(void **state)
{
	_cleanup_(run_output_done) struct run_output o = { 0 };
	struct err err = { 0 };

	(void)state;
	assert_int_equal(run_argv(SH("cat"), 5000, &o, &err), 0);
	assert_string_equal(o.out, "");
}

static void test_not_found(void **state)
{
	_cleanup_(run_output_done) struct run_output o = { 0 };
	const char *const argv[] = { "virtfn-no-such-program", NULL };
	const char *const folder[] = { "/tmp", NULL };
	struct err err = { 0 };

	(void)state;
	assert_int_equal(run_argv(argv, 5000, &o, &err), -ENOENT);
	assert_contains(err.text, "virtfn-no-such-program");
	assert_int_equal(run_argv(folder, 5000, &o, &err), -EACCES);
	assert_null(o.out);
}

/* Whole processes, also those that it started, are gone when its time is over. */
static void test_timeout_kills_the_group(void **state)
{
	char path[] = "/tmp/virtfn-test-XXXXXX", script[200];
	struct err err = { 0 };
	long long begin = log_now_ms();
	int fd = mkstemp(path), status = 0, pid = 0;
	FILE *f;

	(void)state;
	assert_true(fd >= 0);
	(void)snprintf(script, sizeof(script), "sleep 60 & echo $! >%s; sleep 60", path);
	assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), 0);
	assert_int_equal(run_argv(SH(script), 500, NULL, &err), -ETIMEDOUT);
	assert_in_range(log_now_ms() - begin, 400, 5000);
	assert_contains(err.text, "sh did not end in time");
	f = fdopen(fd, "r");
	assert_int_equal(fscanf(f, "%d", &pid), 1);
	/* The shell may have reaped it in the moment before its own end. */
	if (waitpid(pid, &status, 0) == pid)
		assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
	assert_int_equal(kill(pid, 0), -1);
	assert_int_equal(errno, ESRCH);
	assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0), 0);
	while (waitpid(-1, NULL, 0) > 0)
		; /* what the shell was waiting for */
	(void)fclose(f);
	(void)unlink(path);
}

/* Also one that closed its streams and goes on. */
static void test_timeout_of_a_quiet_one(void **state)
{
	long long begin = log_now_ms();
	struct err err = { 0 };

	(void)state;
	assert_int_equal(run_argv(SH("exec >&- 2>&-; sleep 20"), 500, NULL, &err), -ETIMEDOUT);
	assert_in_range(log_now_ms() - begin, 400, 5000);
}

/* What a program leaves behind with its streams open, as a package's init script does. */
static void test_daemon_holds_the_streams(void **state)
{
	_cleanup_(run_output_done) struct run_output o = { 0 };
	long long begin = log_now_ms();
	struct err err = { 0 };

	(void)state;
	assert_int_equal(run_argv(SH("setsid sleep 30 & echo done"), 25000, &o, &err), 0);
	assert_string_equal(o.out, "done\n");
	assert_in_range(log_now_ms() - begin, 0, 15000);
}

static void test_output_cap(void **state)
{
	_cleanup_(run_output_done) struct run_output o = { 0 };
	struct err err = { 0 };

	(void)state;
	assert_int_equal(
		run_argv(SH("head -c 5000000 /dev/zero | tr '\\0' x"), 20000, &o, &err), 0);
	assert_in_range(strlen(o.out), 1024 * 1024, 1024 * 1024 + 65536);
}

static void test_interrupted(void **state)
{
	struct err err = { 0 };
	long long begin = log_now_ms();
	int r;

	(void)state;
	run_interrupted = SIGINT;
	r = run_argv(SH("sleep 20"), 30000, NULL, &err);
	run_interrupted = 0;
	assert_int_equal(r, -EINTR);
	assert_in_range(log_now_ms() - begin, 0, 5000);
	assert_contains(err.text, "was interrupted");
}

static int add_one(void *arg, struct err *err)
{
	(void)err;
	return *(int *)arg + 1;
}

static int refuse(void *arg, struct err *err)
{
	return err_set(err, EBUSY, "%s is busy", (const char *)arg);
}

static int hang(void *arg, struct err *err)
{
	(void)arg;
	(void)err;
	(void)sleep(60);
	return 0;
}

static int die(void *arg, struct err *err)
{
	(void)arg;
	(void)err;
	_exit(9);
}

static void test_child(void **state)
{
	struct err err = { 0 };
	char name[] = "it";
	int n = 41;

	(void)state;
	assert_int_equal(run_in_child(add_one, &n, 5000, "adding", &err), 42);
	assert_int_equal(err.code, 0);
	assert_int_equal(run_in_child(refuse, name, 5000, "refusing", &err), -EBUSY);
	assert_string_equal(err.text, "it is busy");
	assert_int_equal(run_in_child(die, NULL, 5000, "dying", &err), -EIO);
	assert_contains(err.text, "dying");
	/* It was waited for. */
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
}

static void test_child_timeout(void **state)
{
	struct err err = { 0 };
	long long begin = log_now_ms();
	int status;

	(void)state;
	assert_int_equal(run_in_child(hang, NULL, 300, "hanging", &err), -ETIMEDOUT);
	assert_in_range(log_now_ms() - begin, 250, 3000);
	assert_contains(err.text, "hanging: the kernel did not answer");
	assert_true(waitpid(-1, &status, 0) > 0);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

static void test_admin(void **state)
{
	_cleanup_free_ char *text = NULL;
	struct err err = { 0 };

	(void)state;
	assert_int_equal(
		run_admin(SH("echo one; echo two >&2; umask; cat; tty; exit 9"), 5000, &text, &err),
		9);
	assert_string_equal(text, "one\ntwo\n0022\nnot a tty\n");
}

static void on_alarm(int number)
{
	(void)number;
	run_interrupted = SIGINT;
}

/* Ctrl-C: the program is told so and may tidy up; what hangs nevertheless is killed. */
static void test_admin_interrupted(void **state)
{
	_cleanup_free_ char *text = NULL, *after = NULL;
	const struct sigaction sa = { .sa_handler = on_alarm };
	long long start = log_now_ms();
	struct err err = { 0 };

	(void)state;
	assert_int_equal(sigaction(SIGALRM, &sa, NULL), 0);
	(void)alarm(1);
	assert_int_equal(run_admin(SH("trap 'echo tidied; exit 0' INT; for i in $(seq 100); do "
				      "sleep 0.1; done"),
				 60000, &text, &err),
		-EINTR);
	assert_string_equal(text, "tidied\n");
	assert_in_range(log_now_ms() - start, 900, 8000);
	/* What is run after the interruption runs to its end. */
	assert_int_equal(run_admin(SH("sleep 0.3; echo done"), 5000, &after, &err), 0);
	assert_string_equal(after, "done\n");
	run_interrupted = 0;
}

/* The program sees another file, one more, and the rest of /etc; nobody else does. */
static void test_another_etc(void **state)
{
	_cleanup_free_ char *out = NULL;
	struct tree tree;
	struct err err = { 0 };
	int status;
	(void)state;

	tree_make(&tree);
	tree_add(&tree, "over/passwd", "not root\n");
	tree_add(&tree, "over/modprobe.d/lab.conf", "options lab a=1\n");
	{
		_cleanup_free_ char *over = str_printf("%s/over", tree.path);

		assert_non_null(over);
		status = run_admin_over(over,
			SH("cat /etc/passwd /etc/modprobe.d/lab.conf; test -e /etc/group || exit "
			   "2; "
			   "echo x >/etc/lab-written && exit 3; exit 4"),
			5000, &out, &err);
	}
	tree_remove(&tree);
	/* Not everybody may, and not each kernel can. */
	if (status < 0) {
		assert_contains(err.text, "cannot run sh with another /etc");
		free(TAKE_PTR(out)); /* skip() does not come back to tidy up */
		skip();
	}
	assert_int_equal(status, 4);
	assert_contains(out, "not root\noptions lab a=1\n");
	assert_int_not_equal(access("/etc/modprobe.d/lab.conf", F_OK), 0);
	assert_int_not_equal(access("/etc/lab-written", F_OK), 0);
}

static void test_no_other_etc(void **state)
{
	_cleanup_free_ char *out = NULL;
	struct err err = { 0 };
	(void)state;

	assert_true(run_admin_over("/nonexistent", SH("exit 0"), 5000, &out, &err) < 0);
	assert_contains(err.text, "cannot run sh with another /etc");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_exit_codes),
		cmocka_unit_test(test_output),
		cmocka_unit_test(test_stdin_is_empty),
		cmocka_unit_test(test_not_found),
		cmocka_unit_test(test_timeout_kills_the_group),
		cmocka_unit_test(test_timeout_of_a_quiet_one),
		cmocka_unit_test(test_daemon_holds_the_streams),
		cmocka_unit_test(test_output_cap),
		cmocka_unit_test(test_interrupted),
		cmocka_unit_test(test_child),
		cmocka_unit_test(test_child_timeout),
		cmocka_unit_test(test_admin),
		cmocka_unit_test(test_admin_interrupted),
		cmocka_unit_test(test_another_etc),
		cmocka_unit_test(test_no_other_etc),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
