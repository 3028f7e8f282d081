/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

static inline bool str_eq(const char *a, const char *b)
{
	if (!a || !b)
		return a == b;
	return __builtin_strcmp(a, b) == 0;
}

/* The printed text, to be free()d; NULL only without memory. */
char *str_printf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/*
 * The first n bytes as a text, up to a 0 among them; to be free()d. Unlike strndup() it
 * is for bytes that no 0 ends, and sanitizers know it.
 */
char *str_from_bytes(const void *data, size_t n);

/*
 * A growing text. An append that finds no memory leaves the text as it was and
 * marks it failed, so that a builder looks once, at the end: str_buf_take().
 */
struct str_buf {
	char *text; /* NULL or 0-terminated */
	size_t len;
	size_t cap;
	bool failed;
};

void str_buf_done(struct str_buf *b);
void str_buf_add(struct str_buf *b, const char *text);
void str_buf_add_n(struct str_buf *b, const char *text, size_t n);
void str_buf_printf(struct str_buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* The text, to be free()d (never NULL but without memory); b is empty then. */
char *str_buf_take(struct str_buf *b);

/* What stands behind the last slash of a path, "" when that ends it; all where there is none. */
const char *str_base_name(const char *path);

/* Whether words with blanks between them have this one of len letters among them. */
bool str_has_word(const char *words, const char *word, size_t len);

/* Cuts white space off the end of s, in place, and returns s without that in front. */
char *str_strip(char *s);

/* Whole-string numbers: -EINVAL on rubbish, signs or nothing; -ERANGE above max. */
int str_to_u64(const char *s, unsigned base, uint64_t max, uint64_t *ret);

/* Decimal, or hexadecimal behind 0x. */
int str_to_uint(const char *s, unsigned max, unsigned *ret);

/*
 * Bytes out of "512M" or "2GiB": a whole number and its unit, K, M, G or T, in powers
 * of 1024, with or without "iB". -EINVAL on anything else, a bare number too: nobody
 * knows what it counts. -ERANGE when it does not fit.
 */
int str_to_size(const char *s, uint64_t *ret);

/*
 * How many single-letter edits (insert, drop, change, swap neighbours) make a
 * into b; for "did you mean". Texts over 63 letters count as far apart.
 */
unsigned str_distance(const char *a, const char *b);

/* Whether a name of len letters and one at this distance are worth a "did you mean". */
bool str_similar(const char *given, const char *known);

#endif
