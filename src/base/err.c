/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How an error carries its words upwards. Printing them is cli/'s business.
 */
#include "base/err.h"

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int err_set(struct err *err, int code, const char *fmt, ...)
{
	va_list ap;

	assert(code > 0);
	err->code = code;
	va_start(ap, fmt);
	(void)vsnprintf(err->text, sizeof(err->text), fmt, ap);
	va_end(ap);
	return -code;
}

int err_sys(struct err *err, int code, const char *fmt, ...)
{
	size_t n;
	va_list ap;

	assert(code > 0);
	err->code = code;
	va_start(ap, fmt);
	(void)vsnprintf(err->text, sizeof(err->text), fmt, ap);
	va_end(ap);
	n = strlen(err->text);
	(void)snprintf(err->text + n, sizeof(err->text) - n, ": %s", strerror(code));
	return -code;
}

int err_wrap(struct err *err, const char *fmt, ...)
{
	char old[sizeof(err->text)];
	size_t n;
	va_list ap;

	memcpy(old, err->text, sizeof(old));
	va_start(ap, fmt);
	(void)vsnprintf(err->text, sizeof(err->text), fmt, ap);
	va_end(ap);
	n = strlen(err->text);
	(void)snprintf(err->text + n, sizeof(err->text) - n, ": %s", old);
	return -err->code;
}

int err_hint(struct err *err, const char *fmt, ...)
{
	size_t n = strlen(err->text);
	va_list ap;

	(void)snprintf(err->text + n, sizeof(err->text) - n, "; ");
	n = strlen(err->text);
	va_start(ap, fmt);
	(void)vsnprintf(err->text + n, sizeof(err->text) - n, fmt, ap);
	va_end(ap);
	return -err->code;
}

int err_oom(struct err *err)
{
	return err_set(err, ENOMEM, "out of memory");
}
