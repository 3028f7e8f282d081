/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How a check says what it found. How to mend it is in checks/fix.c.
 */
#include "checks/judge.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"

static void say(struct judge *j, enum verdict verdict, const char *fmt, va_list args)
{
	char *title = NULL;

	if (vasprintf(&title, fmt, args) < 0) {
		j->failed = true;
		return;
	}
	free(j->finding->title);
	j->finding->title = title;
	j->finding->verdict = verdict;
}

#define SAY(name, verdict)                                       \
	void judge_##name(struct judge *j, const char *fmt, ...) \
	{                                                        \
		va_list args;                                    \
		va_start(args, fmt);                             \
		say(j, verdict, fmt, args);                      \
		va_end(args);                                    \
	}

SAY(ok, VERDICT_OK)
SAY(warning, VERDICT_WARNING)
SAY(blocks, VERDICT_BLOCKS)
SAY(unknown, VERDICT_UNKNOWN)

void judge_seen(struct judge *j, const char *file, const char *value)
{
	char *old = j->finding->evidence;
	char *text = str_printf("%s%s%s%s%s", old ? old : "", old ? "\n" : "", file,
		value ? ": " : "", value ? value : " is not there");

	if (!text) {
		j->failed = true;
		return;
	}
	free(old);
	j->finding->evidence = text;
}

void judge_seen_printf(struct judge *j, const char *file, const char *fmt, ...)
{
	_cleanup_free_ char *value = NULL;
	va_list args;

	va_start(args, fmt);
	if (vasprintf(&value, fmt, args) < 0) {
		value = NULL;
		j->failed = true;
	}
	va_end(args);
	if (value)
		judge_seen(j, file, value);
}

void judge_seen_dev(struct judge *j, const char *attribute, const char *value)
{
	_cleanup_free_ char *file =
		str_printf("/sys/bus/pci/devices/%s/%s", j->dev ? j->dev->name : "", attribute);

	if (file)
		judge_seen(j, file, value);
	else
		j->failed = true;
}

void judge_seen_param(struct judge *j, const struct kernel_param *p)
{
	judge_seen_printf(j, "/proc/cmdline", "%s%s%s", p->name, p->value ? "=" : "",
		p->value ? p->value : "");
}
