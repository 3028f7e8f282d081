/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Work on bytes that may mean harm, in a child with limits of which only bytes come back.
 * Taking away its system calls is for its function: base/ knows no library that does it.
 */
#include "base/run-bytes.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/run.h"

/* In front of the answer. The child may have written anything. */
struct head {
	int32_t r;
	uint32_t pad;
	uint64_t size;
	struct err err;
};

static void limit(int what, rlim_t value)
{
	struct rlimit l = { .rlim_cur = value, .rlim_max = value };

	(void)setrlimit(what, &l);
}

static void set_limits(const struct run_limits *limits)
{
	limit(RLIMIT_CORE, 0);
	limit(RLIMIT_FSIZE, 0);
	limit(RLIMIT_CPU, limits->cpu_s);
#ifndef RUN_SANITIZED
	limit(RLIMIT_AS, limits->memory);
#endif
}

/* All descriptors but out; a sanitizer keeps stderr for its report. */
static void close_others(int out)
{
#ifdef RUN_SANITIZED
	int usual = STDERR_FILENO;
#else
	int usual = STDERR_FILENO + 1;
#endif

	/* The pipe may be one of these, when we were started without them. */
	for (int fd = 0; fd < usual; fd++)
		if (fd != out)
			(void)close(fd);
	if (out > STDERR_FILENO + 1)
		(void)close_range(STDERR_FILENO + 1, (unsigned)out - 1, 0);
	(void)close_range((unsigned)(out > STDERR_FILENO ? out : STDERR_FILENO) + 1, ~0U, 0);
}

static bool send_all(int fd, const void *data, size_t size)
{
	const char *p = data;

	while (size > 0) {
		ssize_t n = write(fd, p, size);

		if (n < 0 && errno != EINTR)
			return false;
		p += n > 0 ? n : 0;
		size -= n > 0 ? (size_t)n : 0;
	}
	return true;
}

static void child(run_bytes_fn *fn, void *arg, const struct run_limits *limits, int out)
{
	struct str_buf answer = { 0 };
	struct head head;
	struct err err = { 0 };
	int r;

	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	close_others(out);
	set_limits(limits);
	r = fn(arg, out, &answer, &err);
	if (r == 0 && answer.failed)
		r = err_oom(&err);
	memset(&head, 0, sizeof(head));
	head.r = r;
	head.err = err;
	head.size = r == 0 ? answer.len : 0;
	_exit(send_all(out, &head, sizeof(head)) && send_all(out, answer.text, (size_t)head.size)
			? 0
			: 1);
}

struct wait {
	int fd;
	long long end;
	struct log_wait log;
};

/* size bytes; -EIO when the child ends before. */
static int receive(struct wait *w, void *to, size_t size)
{
	char *p = to;

	while (size > 0) {
		struct pollfd poll_in = { .fd = w->fd, .events = POLLIN };
		ssize_t n;

		if (run_interrupted)
			return -EINTR;
		if (log_now_ms() >= w->end)
			return -ETIMEDOUT;
		log_wait_tick(&w->log);
		if (poll(&poll_in, 1, 200) <= 0)
			continue;
		n = read(w->fd, p, size);
		if (n < 0 && errno != EINTR && errno != EAGAIN)
			return -EIO;
		if (n == 0)
			return -EIO;
		p += n > 0 ? n : 0;
		size -= n > 0 ? (size_t)n : 0;
	}
	return 0;
}

static int receive_answer(
	struct wait *w, const struct run_limits *limits, struct root_file *ret, struct head *head)
{
	_cleanup_(root_file_done) struct root_file f = { 0 };
	int r = receive(w, head, sizeof(*head));

	if (r < 0)
		return r;
	head->err.text[sizeof(head->err.text) - 1] = '\0';
	if (head->r < 0)
		return 0;
	if (head->size > limits->answer)
		return -EFBIG;
	f.size = (size_t)head->size;
	f.text = malloc(f.size + 1);
	if (!f.text)
		return -ENOMEM;
	r = receive(w, f.text, f.size);
	if (r < 0)
		return r;
	f.text[f.size] = '\0';
	*ret = f;
	f = (struct root_file) { 0 };
	return 0;
}

static int tell(int r, int status, const char *what, struct err *err)
{
	switch (r) {
	case -EINTR:
		return err_set(err, EINTR, "%s was interrupted", what);
	case -ETIMEDOUT:
		return err_set(err, ETIMEDOUT, "%s takes too long: given up", what);
	case -EFBIG:
		return err_set(err, EFBIG, "%s has too long an answer: given up", what);
	case -ENOMEM:
		return err_oom(err);
	default:
		break;
	}
	if (WIFSIGNALED(status) && (WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL))
		return err_set(err, EIO, "%s takes too long or too much memory: stopped", what);
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS)
		return err_set(err, EIO, "%s did what it may not: stopped", what);
	if (WIFSIGNALED(status))
		return err_set(err, EIO, "%s died of signal %d (%s)", what, WTERMSIG(status),
			sigabbrev_np(WTERMSIG(status)) ? sigabbrev_np(WTERMSIG(status)) : "?");
	return err_set(err, EIO, "%s ended without an answer", what);
}

int run_for_bytes(run_bytes_fn *fn, void *arg, const struct run_limits *limits,
	struct root_file *ret, struct err *err)
{
	struct wait w = { .end = log_now_ms() + limits->timeout_ms };
	struct head head;
	int p[2], r, status = 0;
	pid_t pid;

	if (pipe2(p, O_CLOEXEC) < 0)
		return err_sys(err, errno, "cannot make a pipe");
	pid = fork();
	if (pid == 0)
		child(fn, arg, limits, p[1]);
	(void)close(p[1]);
	if (pid < 0) {
		(void)close(p[0]);
		return err_sys(err, errno, "cannot start a process");
	}
	w.fd = p[0];
	log_wait_start(&w.log, "%s", limits->what);
	r = receive_answer(&w, limits, ret, &head);
	log_wait_stop(&w.log);
	(void)close(p[0]);
	/* It has nothing more to say, whatever it does; one that died by itself stays so. */
	if (r < 0 && r != -EIO)
		(void)kill(pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		continue;
	if (r < 0)
		return tell(r, status, limits->what, err);
	if (head.r < 0)
		return err_set(err, head.err.code > 0 ? head.err.code : EIO, "%s", head.err.text);
	return 0;
}
