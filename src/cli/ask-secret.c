/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A question whose answer must not be seen on the terminal. The others: ask.c.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/run.h"
#include "base/str.h"
#include "cli/ask.h"

/* Without the line's end; what is longer than a password can be is refused. */
static int read_line(char *line, size_t size, struct err *err)
{
	ssize_t n = read(STDIN_FILENO, line, size - 1);

	if (n <= 0 || run_interrupted)
		return err_set(err, ECANCELED, "no password was given; nothing was done");
	line[n] = '\0';
	if (line[n - 1] != '\n')
		return err_set(err, EINVAL, "this password is too long");
	line[n - 1] = '\0';
	return 0;
}

int ask_secret(const char *question, char **ret, struct err *err)
{
	struct termios old, quiet;
	char line[512];
	int r;

	if (tcgetattr(STDIN_FILENO, &old) < 0)
		return err_sys(err, errno, "cannot ask for a password here");
	quiet = old;
	quiet.c_lflag &= ~(tcflag_t)ECHO;
	/* Before the question: what is typed after it counts, and is not seen. */
	(void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
	(void)fprintf(stderr, "%s: ", question);
	(void)fflush(stderr);
	r = read_line(line, sizeof(line), err);
	(void)tcsetattr(STDIN_FILENO, TCSADRAIN, &old);
	(void)fputc('\n', stderr);
	if (r == 0)
		*ret = str_printf("%s", line);
	explicit_bzero(line, sizeof(line));
	return r < 0 ? r : *ret ? 0 : err_oom(err);
}
