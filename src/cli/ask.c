/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One yes-or-no question before something that cannot be taken back.
 */
#include "cli/ask.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/str.h"

/* The first letter of the answer line; 0 at the end of input or on Ctrl-C. */
static char answer(void)
{
	char line[64];
	ssize_t n = read(STDIN_FILENO, line, sizeof(line));

	return n > 0 ? line[strspn(line, " \t") < (size_t)n ? strspn(line, " \t") : 0] : '\0';
}

bool ask_possible(const struct globals *globals)
{
	return !globals->no_input && !globals->json && isatty(STDIN_FILENO);
}

int ask_line(const char *question, const char *fallback, char **ret, struct err *err)
{
	char line[256];
	ssize_t n;

	(void)fprintf(stderr, "%s [%s] ", question, fallback);
	(void)fflush(stderr);
	n = read(STDIN_FILENO, line, sizeof(line) - 1);
	if (n <= 0) {
		(void)fputc('\n', stderr);
		return err_set(err, ECANCELED, "nothing was done");
	}
	line[n] = '\0';
	*ret = str_printf("%s", str_strip(line)[0] ? str_strip(line) : fallback);
	return *ret ? 0 : err_oom(err);
}

void ask_show(const char *text)
{
	(void)fputs(text, stderr);
}

int ask_yes(const struct globals *globals, struct err *err, const char *fmt, ...)
{
	_cleanup_free_ char *question = NULL;
	va_list ap;
	int n;

	if (globals->yes)
		return 0;
	va_start(ap, fmt);
	n = vasprintf(&question, fmt, ap);
	va_end(ap);
	if (n < 0) {
		question = NULL;
		return err_oom(err);
	}
	if (!ask_possible(globals))
		return err_set(
			err, ECANCELED, "%s Nobody can answer here: --yes says yes", question);
	(void)fprintf(stderr, "%s [y/N] ", question);
	(void)fflush(stderr);
	switch (answer()) {
	case 'y':
	case 'Y':
		return 0;
	case '\0':
		(void)fputc('\n', stderr);
		break;
	default:
		break;
	}
	return err_set(err, ECANCELED, "nothing was done");
}
