/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FORMATS_KCONFIG_H
#define FORMATS_KCONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The text of a kernel's configuration, .config (scripts/kconfig/confdata.c):
 * "CONFIG_X=value" and "# CONFIG_X is not set", one a line. Where it is found and how
 * it is compressed is not known here.
 */
enum kconfig_kind {
	KCONFIG_ABSENT, /* no line: this kernel has no such option, or not in this setting */
	KCONFIG_NO,     /* "is not set", or n */
	KCONFIG_MODULE,
	KCONFIG_YES,
	KCONFIG_NUMBER, /* decimal or 0x hexadecimal */
	KCONFIG_STRING,
	KCONFIG_BROKEN, /* a line with none of these */
};

struct kconfig_query {
	const char *name; /* without CONFIG_ */
	enum kconfig_kind kind;
	const char
		*value; /* into the text, not 0-terminated, quotes included; NULL for some kinds */
	size_t value_len;
};

/*
 * Answers all n queries in one pass over the text; the last line about an option counts,
 * as in the kernel. The queries must be sorted by kconfig_compare(). False when the text
 * does not end with a newline: its last line may be half of one and is not used, and
 * what is absent may be in the part that is missing.
 */
bool kconfig_lookup(const char *text, size_t size, struct kconfig_query *queries, size_t n);

/* For qsort() and bsearch(): by name. */
int kconfig_compare(const void *a, const void *b);

/* Built in or a module. */
static inline bool kconfig_is_on(const struct kconfig_query *q)
{
	return q->kind == KCONFIG_YES || q->kind == KCONFIG_MODULE;
}

/* The text between the quotes, to be free()d; NULL when it is no string (or no memory). */
char *kconfig_string(const struct kconfig_query *q);

/* -EINVAL when it is no number, -ERANGE when it does not fit. */
int kconfig_number(const struct kconfig_query *q, int64_t *ret);

#endif
