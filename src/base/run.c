/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Other programs, and calls that may never return, each with a time limit.
 */
#include "base/run.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"

#define OUTPUT_MAX (1024 * 1024)
#define END_MS     15000 /* for a program to end after it was told to */
#define POLL_MS    200
/* Without a word after the program's end: somebody else holds its streams. */
#define QUIET_POLLS 5

volatile sig_atomic_t run_interrupted;

void run_output_done(struct run_output *o)
{
	free(o->out);
	free(o->err);
	*o = (struct run_output) { 0 };
}

static void log_argv(const char *const argv[])
{
	struct str_buf b = { 0 };

	for (size_t i = 0; argv[i]; i++)
		str_buf_printf(&b, "%s%s", i ? " " : "run ", argv[i]);
	if (!b.failed)
		log_verbose("%s", b.text);
	str_buf_done(&b);
}

/* What programs that change the machine get to see: the same from a terminal and from a unit. */
static char *fixed_environment[] = {
	(char[]) { "PATH=" RUN_PATH },
	(char[]) { "LC_ALL=C" },
	(char[]) { "HOME=/root" },
	(char[]) { "TERM=dumb" },
	NULL,
};

struct work {
	const char *const *argv;
	int timeout_ms;
	bool admin;      /* as run_admin() */
	int interrupted; /* run_interrupted at the start: what was before is no news */
	const char *etc; /* options of an overlay, as run_admin_over(); or NULL */
};

/* What a child says when it could not become the program. */
struct report {
	int code;
	bool etc; /* it failed to see another /etc */
};

/* In a mount namespace that goes with the process: nobody else sees it, whatever happens. */
static int lay_over(const char *options)
{
	if (unshare(CLONE_NEWNS) < 0 || mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) < 0 ||
		mount("virtfn", "/etc", "overlay", MS_RDONLY, options) < 0)
		return -errno;
	return 0;
}

static void child(const struct work *w, int out, int err_fd, int report)
{
	int null = open("/dev/null", O_RDONLY);
	struct report said = { 0 };

	/* Without a terminal nobody waits for an answer that never comes. */
	if (w->admin)
		(void)setsid();
	else
		(void)setpgid(0, 0);
	(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
	(void)dup2(null, 0);
	(void)dup2(out, 1);
	(void)dup2(w->admin ? out : err_fd, 2);
	if (w->admin) {
		(void)umask(022);
		environ = fixed_environment;
	}
	if (w->etc)
		said.code = -lay_over(w->etc);
	said.etc = said.code != 0;
	if (!said.etc) {
		(void)execvp(w->argv[0], (char *const *)w->argv);
		said.code = errno;
	}
	(void)!write(report, &said, sizeof(said));
	_exit(127);
}

/* Reads what is there; false at the end of the stream. */
static bool drain(int fd, struct str_buf *b)
{
	char buf[4096];
	ssize_t n = read(fd, buf, sizeof(buf));

	if (n < 0)
		return errno == EINTR || errno == EAGAIN;
	if (n > 0 && b->len < OUTPUT_MAX)
		str_buf_add_n(b, buf, (size_t)n);
	return n > 0;
}

struct waiting {
	const struct work *work;
	pid_t pid;
	long long end;
	bool told; /* it got the signal that we got, and some time to end */
	struct log_wait log;
};

/* Between two looks at a program: 0 to go on, -ETIMEDOUT or -EINTR. */
static int look(struct waiting *w)
{
	if (run_interrupted != w->work->interrupted && !w->told) {
		if (!w->work->admin)
			return -EINTR;
		w->told = true;
		w->end = log_now_ms() + END_MS;
		(void)kill(-w->pid, run_interrupted == SIGINT ? SIGINT : SIGTERM);
	}
	if (log_now_ms() >= w->end)
		return w->told ? -EINTR : -ETIMEDOUT;
	log_wait_tick(&w->log);
	return 0;
}

static bool ended(const struct waiting *w)
{
	siginfo_t info = { 0 };

	return waitid(P_PID, (id_t)w->pid, &info, WEXITED | WNOHANG | WNOWAIT) != 0 ||
	       info.si_pid != 0;
}

/*
 * 0 when both streams ended, else -ETIMEDOUT or -EINTR. A daemon that the program left behind may
 * hold them for ever (a package's init script): when the program is gone and nothing comes for
 * a while, that is the end, too.
 */
static int collect(struct waiting *w, int out, int err_fd, struct str_buf b[2])
{
	struct pollfd p[2] = { { .fd = out, .events = POLLIN },
		{ .fd = err_fd, .events = POLLIN } };
	int quiet = 0;

	while ((p[0].fd >= 0 || p[1].fd >= 0) && quiet < QUIET_POLLS) {
		int r = look(w);

		if (r < 0)
			return r;
		if (poll(p, 2, POLL_MS) <= 0) {
			quiet = ended(w) ? quiet + 1 : 0;
			continue;
		}
		for (int i = 0; i < 2; i++)
			if (p[i].fd >= 0 && p[i].revents && !drain(p[i].fd, &b[i]))
				p[i].fd = -1;
	}
	return 0;
}

/* A program may close its streams and go on: 0 when it ended, else as collect(). */
static int wait_end(struct waiting *w)
{
	int nap_ms = 1;

	while (!ended(w)) {
		int r = look(w);

		if (r < 0)
			return r;
		(void)poll(NULL, 0, nap_ms);
		nap_ms = nap_ms < 50 ? nap_ms * 2 : nap_ms;
	}
	return 0;
}

static int reap(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return -errno;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static int give_output(struct str_buf b[2], struct run_output *ret, struct err *err)
{
	struct run_output o = { 0 };

	if (!ret)
		return 0;
	o.out = str_buf_take(&b[0]);
	o.err = str_buf_take(&b[1]);
	if (!o.out || !o.err) {
		run_output_done(&o);
		return err_oom(err);
	}
	*ret = o;
	return 0;
}

static int open_pipes(int p[3][2], struct err *err)
{
	for (int i = 0; i < 3; i++)
		if (pipe2(p[i], O_CLOEXEC) < 0)
			return err_sys(err, errno, "cannot make a pipe");
	return 0;
}

static void close_pipes(int (*p)[3][2])
{
	for (int i = 0; i < 6; i++)
		mem_closep(&(*p)[i / 2][i % 2]);
}

/* Its exit status, or a negative errno as the header says. */
static int watch(struct waiting *w, int p[3][2], struct str_buf b[2], struct err *err)
{
	const char *name = w->work->argv[0];
	struct report said;
	int r, status;

	log_wait_start(&w->log, "running %s", name);
	r = collect(w, p[0][0], p[1][0], b);
	if (r == 0)
		r = wait_end(w);
	log_wait_stop(&w->log);
	if (r < 0)
		(void)kill(-w->pid, SIGKILL);
	status = reap(w->pid);
	if (r == 0 && w->told)
		r = -EINTR;
	if (r < 0)
		return err_set(err, -r, "%s %s", name,
			r == -EINTR ? "was interrupted" : "did not end in time");
	if (read(p[2][0], &said, sizeof(said)) != sizeof(said))
		return status;
	if (said.etc)
		return err_sys(err, said.code,
			"cannot run %s with another /etc (overlay in a mount namespace)", name);
	return err_sys(err, said.code, "cannot run %s", name);
}

static int run_work(const struct work *work, struct str_buf b[2], struct err *err)
{
	_cleanup_(close_pipes) int p[3][2] = { { -1, -1 }, { -1, -1 }, { -1, -1 } };
	struct waiting w = { .work = work, .end = log_now_ms() + work->timeout_ms };
	int r = open_pipes(p, err);

	if (r < 0)
		return r;
	log_argv(work->argv);
	w.pid = fork();
	if (w.pid < 0)
		return err_sys(err, errno, "cannot run %s", work->argv[0]);
	if (w.pid == 0)
		child(work, p[0][1], p[1][1], p[2][1]);
	/* The child does it too: whoever comes first, the group is there to be killed. */
	if (!work->admin)
		(void)setpgid(w.pid, w.pid);
	for (int i = 0; i < 3; i++)
		mem_closep(&p[i][1]);
	return watch(&w, p, b, err);
}

int run_argv(const char *const argv[], int timeout_ms, struct run_output *ret, struct err *err)
{
	struct work work = { .argv = argv, .timeout_ms = timeout_ms };
	struct str_buf b[2] = { 0 };
	int status = run_work(&work, b, err), r = 0;

	if (status >= 0)
		r = give_output(b, ret, err);
	str_buf_done(&b[0]);
	str_buf_done(&b[1]);
	return r < 0 ? r : status;
}

static int run_as_admin(struct work *work, char **ret, struct err *err)
{
	struct str_buf b[2] = { 0 };
	int status = run_work(work, b, err);

	/* What it said until then is wanted after a failure too. */
	*ret = str_buf_take(&b[0]);
	str_buf_done(&b[1]);
	return *ret ? status : err_oom(err);
}

int run_admin(const char *const argv[], int timeout_ms, char **ret, struct err *err)
{
	struct work work = { argv, timeout_ms, true, run_interrupted, NULL };

	return run_as_admin(&work, ret, err);
}

int run_admin_over(
	const char *etc, const char *const argv[], int timeout_ms, char **ret, struct err *err)
{
	_cleanup_free_ char *options = str_printf("lowerdir=%s:/etc", etc);
	struct work work = { argv, timeout_ms, true, run_interrupted, options };

	*ret = NULL;
	return options ? run_as_admin(&work, ret, err) : err_oom(err);
}

int run_replace(const char *const argv[], int input, struct err *err)
{
	int r;

	log_argv(argv);
	if (input >= 0 && dup2(input, STDIN_FILENO) < 0)
		return err_sys(err, errno, "cannot run %s", argv[0]);
	/* What is ignored stays so in the program; handlers do not. */
	(void)signal(SIGPIPE, SIG_DFL);
	(void)execvp(argv[0], (char *const *)argv);
	r = err_sys(err, errno, "cannot run %s", argv[0]);
	(void)signal(SIGPIPE, SIG_IGN);
	return r;
}

static int wait_answer(int fd, int timeout_ms, struct log_wait *w)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	long long end = log_now_ms() + timeout_ms;

	/* An interruption is not looked at here: the kernel finishes what it began. */
	while (log_now_ms() < end) {
		if (poll(&p, 1, 200) > 0)
			return 0;
		log_wait_tick(w);
	}
	return -ETIMEDOUT;
}

int run_in_child(int (*fn)(void *arg, struct err *err), void *arg, int timeout_ms, const char *what,
	struct err *err)
{
	struct {
		int r;
		struct err err;
	} answer = { 0 };
	struct log_wait w;
	int p[2], r;
	pid_t pid;

	if (pipe2(p, O_CLOEXEC) < 0)
		return err_sys(err, errno, "cannot make a pipe");
	pid = fork();
	if (pid == 0) {
		/* Ctrl-C goes to the whole group: the write must not be torn by it. */
		(void)signal(SIGINT, SIG_IGN);
		answer.r = fn(arg, &answer.err);
		_exit(write(p[1], &answer, sizeof(answer)) == sizeof(answer) ? 0 : 1);
	}
	(void)close(p[1]);
	if (pid < 0) {
		(void)close(p[0]);
		return err_sys(err, errno, "cannot start a process");
	}
	log_wait_start(&w, "%s", what);
	r = wait_answer(p[0], timeout_ms, &w);
	log_wait_stop(&w);
	if (r == 0 && read(p[0], &answer, sizeof(answer)) != sizeof(answer))
		answer.r = err_set(&answer.err, EIO, "%s: the process that did it died", what);
	(void)close(p[0]);
	if (r < 0) {
		(void)kill(pid, SIGKILL);
		return err_set(err, ETIMEDOUT, "%s: the kernel did not answer within %d s", what,
			timeout_ms / 1000);
	}
	(void)reap(pid);
	if (answer.r < 0)
		*err = answer.err;
	return answer.r;
}
