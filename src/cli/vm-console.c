/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A guest's serial console on this terminal.
 */
#include "cli/vm-console.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/run.h"

#define LEAVE 0x1d /* Ctrl-], as telnet and virsh have it */

/* The terminal and the signal handlers as they were. */
struct terminal {
	bool raw;
	struct termios old;
	struct sigaction old_signals[3];
};

static const int signals[] = { SIGINT, SIGTERM, SIGHUP };

/* Never _exit(), not even the second time: the terminal must be put back first. */
static void on_signal(int number)
{
	run_interrupted = number;
}

static void terminal_restore(struct terminal *t)
{
	for (size_t i = 0; t->raw && i < ARRAY_SIZE(signals); i++)
		(void)sigaction(signals[i], &t->old_signals[i], NULL);
	if (t->raw)
		(void)tcsetattr(STDIN_FILENO, TCSADRAIN, &t->old);
	t->raw = false;
}

static int terminal_raw(struct terminal *t, struct err *err)
{
	struct sigaction sa = { .sa_handler = on_signal };
	struct termios raw;

	if (tcgetattr(STDIN_FILENO, &t->old) < 0)
		return err_sys(err, errno, "cannot use this terminal");
	raw = t->old;
	cfmakeraw(&raw);
	for (size_t i = 0; i < ARRAY_SIZE(signals); i++)
		(void)sigaction(signals[i], &sa, &t->old_signals[i]);
	t->raw = true;
	if (tcsetattr(STDIN_FILENO, TCSADRAIN, &raw) < 0)
		return err_sys(err, errno, "cannot use this terminal");
	return 0;
}

int vm_console_input(void)
{
	return isatty(STDIN_FILENO) ? STDIN_FILENO : -1;
}

static int write_all(const char *buf, size_t size, struct err *err)
{
	while (size > 0) {
		ssize_t n = write(STDOUT_FILENO, buf, size);

		if (n < 0 && errno == EAGAIN) {
			struct pollfd p = { .fd = STDOUT_FILENO, .events = POLLOUT };

			(void)poll(&p, 1, 200);
			n = 0;
		}
		if (n < 0 && errno == EINTR)
			n = 0;
		if (n < 0 || (n == 0 && run_interrupted))
			return err_sys(err, n < 0 ? errno : EINTR, "cannot write the output");
		buf += n;
		size -= (size_t)n;
	}
	return 0;
}

/* 1 when there may be more, 0 at the guest's end. */
static int copy_out(struct virt_console *console, struct err *err)
{
	char buf[4096];
	int r = 0;

	while (r == 0) {
		ssize_t n = virt_console_read(console, buf, sizeof(buf), err);

		if (n == -EAGAIN)
			return 1;
		if (n <= 0)
			return (int)n;
		r = write_all(buf, (size_t)n, err);
	}
	return r;
}

static int send_all(struct virt_console *console, const char *buf, size_t size, struct err *err)
{
	while (size > 0 && !run_interrupted) {
		ssize_t n = virt_console_write(console, buf, size, err);

		if (n < 0 && n != -EAGAIN)
			return (int)n;
		if (n == -EAGAIN) {
			/* What it says meanwhile is taken by the next copy_out(). */
			(void)virt_console_wait(console, 20);
			if (copy_out(console, err) <= 0)
				return err->code ? -err->code : 0;
			continue;
		}
		buf += n;
		size -= (size_t)n;
	}
	return 0;
}

/* 1 to go on, 0 when the user leaves. */
static int copy_in(struct virt_console *console, struct err *err)
{
	char buf[256];
	ssize_t n = read(STDIN_FILENO, buf, sizeof(buf));
	const char *leave;
	int r;

	if (n < 0)
		return errno == EINTR || errno == EAGAIN ? 1 : 0;
	if (n == 0)
		return 0;
	leave = memchr(buf, LEAVE, (size_t)n);
	r = send_all(console, buf, leave ? (size_t)(leave - buf) : (size_t)n, err);
	return r < 0 ? r : !leave;
}

static int copy(struct virt_console *console, bool *ret_left, struct err *err)
{
	int r = 1;

	while (r == 1 && !run_interrupted) {
		unsigned events = virt_console_wait(console, 500);

		if (events & VIRT_CONSOLE_INPUT) {
			r = copy_in(console, err);
			*ret_left = r == 0;
		}
		/* Looked at each time: an event may come before its bytes do. */
		if (r == 1)
			r = copy_out(console, err);
	}
	return r < 0 ? r : 0;
}

int vm_console_run(
	struct call *call, struct virt_console *console, const char *name, struct err *err)
{
	_cleanup_(terminal_restore) struct terminal t = { 0 };
	bool left = false;
	int r;

	if (vm_console_input() >= 0) {
		(void)fprintf(stderr, "The console of %s; Ctrl-] leaves it.\n", name);
		r = terminal_raw(&t, err);
		if (r < 0)
			return r;
	}
	r = copy(console, &left, err);
	if (t.raw)
		(void)!write(STDOUT_FILENO, "\r\n", 2);
	if (r < 0)
		return r;
	if (left || run_interrupted)
		doc_note(call->doc, "left the console of %s; the guest goes on", name);
	else
		doc_note(call->doc, "the console of %s ended", name);
	return 0;
}
