/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BASE_RUN_H
#define BASE_RUN_H

#include <signal.h>

#include "base/err.h"

/*
 * Runs another program from an argv (no shell), stdin empty, stdout and stderr
 * captured up to 1 MiB each. Returns its exit status (128 + n after signal n).
 * Negative: -ENOENT when there is no such program, -ETIMEDOUT after timeout_ms
 * (the program and its group are killed), -EINTR when we were interrupted.
 * *ret_out and *ret_err may be NULL (thrown away); else to be free()d.
 */
struct run_output {
	char *out;
	char *err;
};

int run_argv(const char *const argv[], int timeout_ms, struct run_output *ret, struct err *err);
void run_output_done(struct run_output *o);

/*
 * Runs a program that changes the machine (an initramfs generator, a package manager): with a
 * fixed environment (RUN_PATH, LC_ALL=C), without a terminal, stdout and stderr in one text, up
 * to 1 MiB. Returns as run_argv(). When we are interrupted meanwhile it gets the signal and 15 s
 * to end by itself; an interruption from before the start does not count: what is taken back
 * after one runs to its end. *ret is set in any case but -ENOMEM, and to be free()d.
 */
#define RUN_PATH "/usr/sbin:/usr/bin:/sbin:/bin"

int run_admin(const char *const argv[], int timeout_ms, char **ret, struct err *err);

/*
 * The same with the files below etc, an absolute path, in place of those in /etc, which it cannot
 * write to: for this program and what it runs, and for nobody else.
 */
int run_admin_over(
	const char *etc, const char *const argv[], int timeout_ms, char **ret, struct err *err);

/*
 * Becomes another program, with our terminal and environment: returns only on a failure, -ENOENT
 * when there is no such program. Where input is no negative number, it is the program's standard
 * input, of which the caller has written all.
 */
int run_replace(const char *const argv[], int input, struct err *err);

/*
 * Calls fn(arg) in a child, so that a call that the kernel blocks for ever (state
 * D) does not take us with it. Returns what fn returned (0 or a negative errno),
 * -ETIMEDOUT when it did not come back within timeout_ms: the child is told to die
 * and left to the kernel. what is shown while waiting.
 */
int run_in_child(int (*fn)(void *arg, struct err *err), void *arg, int timeout_ms, const char *what,
	struct err *err);

/* Set by cli/'s signal handler; whoever works in steps looks between two of them. */
extern volatile sig_atomic_t run_interrupted;

#endif
