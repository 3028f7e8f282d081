/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does a child that is locked in give its bytes, and nothing else, whatever happens to it?
 */
#include "base/run-bytes.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/run.h"
#include "ext/ext-seccomp.h"
#include "lib/tests.h"

static const struct run_limits limits = {
	.what = "the test",
	.timeout_ms = 20000,
	.cpu_s = 5,
	.memory = (size_t)1 << 30,
	.answer = 4 << 20,
};

static int answers(void *arg, int out, struct str_buf *answer, struct err *err)
{
	size_t n = *(size_t *)arg;

	(void)out;
	(void)err;
	for (size_t i = 0; i < n; i++)
		str_buf_add_n(answer, i % 2 ? "b" : "\0", 1);
	return 0;
}

static void test_answer(void **state)
{
	static const size_t sizes[] = { 0, 1, 70000, 3 << 20 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(sizes); i++) {
		_cleanup_(root_file_done) struct root_file f = { 0 };
		size_t n = sizes[i];
		struct err err = { 0 };

		assert_ok(run_for_bytes(answers, &n, &limits, &f, &err), err);
		assert_int_equal(f.size, n);
		assert_true(n < 2 || memcmp(f.text, "\0b", 2) == 0);
		assert_int_equal(f.text[n], 0);
	}
}

static int fails(void *arg, int out, struct str_buf *answer, struct err *err)
{
	(void)arg;
	(void)out;
	str_buf_add(answer, "not to be seen");
	return err_set(err, EDOM, "it is %s", "broken");
}

static int dies(void *arg, int out, struct str_buf *answer, struct err *err)
{
	(void)out;
	(void)answer;
	(void)err;
	(void)signal(*(int *)arg, SIG_DFL);
	(void)raise(*(int *)arg);
	return 0;
}

static int leaves(void *arg, int out, struct str_buf *answer, struct err *err)
{
	(void)arg;
	(void)out;
	(void)answer;
	(void)err;
	_exit(0);
}

/* A head that claims more than comes. */
static int lies(void *arg, int out, struct str_buf *answer, struct err *err)
{
	char head[sizeof(struct err) + 64] = { 0 };

	(void)arg;
	(void)answer;
	(void)err;
	head[8] = 100;
	(void)!write(out, head, sizeof(head));
	_exit(0);
}

static int hangs(void *arg, int out, struct str_buf *answer, struct err *err)
{
	(void)arg;
	(void)out;
	(void)answer;
	(void)err;
	for (;;)
		(void)pause();
	return 0;
}

static int spins(void *arg, int out, struct str_buf *answer, struct err *err)
{
	volatile unsigned n = 0;

	(void)arg;
	(void)out;
	(void)answer;
	(void)err;
	for (;;)
		n++;
	return 0;
}

static void expect(run_bytes_fn *fn, void *arg, int code, const char *text)
{
	struct run_limits tight = limits;
	struct root_file f = { 0 };
	struct err err = { 0 };

	tight.timeout_ms = 3000;
	tight.cpu_s = 1;
	assert_int_equal(run_for_bytes(fn, arg, &tight, &f, &err), -code);
	assert_contains(err.text, text);
	assert_null(f.text);
}

static void test_failures(void **state)
{
	size_t too_many = (4 << 20) + 1;
	int number = SIGSEGV;

	(void)state;
	expect(fails, NULL, EDOM, "it is broken");
	expect(leaves, NULL, EIO, "ended without an answer");
	expect(lies, NULL, EIO, "ended without an answer");
	expect(answers, &too_many, EFBIG, "too long an answer");
	expect(dies, &number, EIO, "died of signal");
	number = SIGSYS;
	expect(dies, &number, EIO, "did what it may not");
	expect(spins, NULL, EIO, "takes too long");
	expect(hangs, NULL, ETIMEDOUT, "takes too long");
	run_interrupted = SIGINT;
	expect(hangs, NULL, EINTR, "was interrupted");
	run_interrupted = 0;
}

/* Which descriptors are open, as bits; stderr may stay in sanitized builds. */
static int sees(void *arg, int out, struct str_buf *answer, struct err *err)
{
	(void)arg;
	(void)err;
	for (int fd = 0; fd < 64; fd++)
		if (fd != out && fd != STDERR_FILENO && fcntl(fd, F_GETFD) >= 0)
			str_buf_add(answer, "x");
	return 0;
}

static void test_descriptors(void **state)
{
	_cleanup_(root_file_done) struct root_file f = { 0 };
	struct err err = { 0 };
	int fd = open("/dev/null", O_RDONLY);

	(void)state;
	assert_true(fd >= 0);
	assert_ok(run_for_bytes(sees, NULL, &limits, &f, &err), err);
	assert_int_equal(f.size, 0);
	(void)close(fd);
}

enum forbidden {
	NOTHING,
	OPENS,
	CONNECTS,
	FORKS,
	KILLS
};

static int tries(void *arg, int out, struct str_buf *answer, struct err *err)
{
	int r = ext_seccomp_enter(out, err);
	char *memory;

	if (r < 0)
		return r;
	switch (*(enum forbidden *)arg) {
	case NOTHING:
		memory = calloc(1, 3 << 20);
		str_buf_add(answer, memory ? "memory" : "none");
		free(memory);
		return 0;
	case OPENS:
		if (open("/dev/null", O_RDONLY) >= 0 || errno != ENOENT)
			return -EIO;
		str_buf_add(answer, "none there");
		return 0;
	case CONNECTS:
		return socket(AF_INET, SOCK_STREAM, 0) < 0 ? 0 : -EIO;
	case FORKS:
		return fork() < 0 ? 0 : -EIO;
	case KILLS:
		return kill(getppid(), 0) < 0 ? 0 : -EIO;
	}
	return 0;
}

static void test_locked_in(void **state)
{
	static const enum forbidden all[] = { CONNECTS, FORKS, KILLS };
	_cleanup_(root_file_done) struct root_file f = { 0 }, none = { 0 };
	enum forbidden what = NOTHING;
	struct err err = { 0 };
	int r;

	(void)state;
	r = run_for_bytes(tries, &what, &limits, &f, &err);
	if (r == -ENOTSUP)
		skip();
	assert_ok(r, err);
	assert_string_equal(f.text, "memory");
	what = OPENS;
	assert_ok(run_for_bytes(tries, &what, &limits, &none, &err), err);
	assert_string_equal(none.text, "none there");
	for (size_t i = 0; i < ARRAY_SIZE(all); i++) {
		what = all[i];
		expect(tries, &what, EIO, "did what it may not");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_answer),
		cmocka_unit_test(test_failures),
		cmocka_unit_test(test_descriptors),
		cmocka_unit_test(test_locked_in),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
