/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Text: building it, strict numbers out of it, and how far two words are apart.
 */
#include "base/str.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

char *str_printf(const char *fmt, ...)
{
	char *text = NULL;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&text, fmt, ap);
	va_end(ap);
	return n < 0 ? NULL : text;
}

char *str_from_bytes(const void *data, size_t n)
{
	const char *zero = n ? memchr(data, 0, n) : NULL;
	size_t len = zero ? (size_t)(zero - (const char *)data) : n;
	char *text = malloc(len + 1);

	if (!text)
		return NULL;
	if (len > 0)
		memcpy(text, data, len);
	text[len] = '\0';
	return text;
}

void str_buf_done(struct str_buf *b)
{
	free(b->text);
	*b = (struct str_buf) { 0 };
}

static bool reserve(struct str_buf *b, size_t more)
{
	size_t cap = b->cap ? b->cap : 64;
	char *grown;

	if (b->failed)
		return false;
	while (cap - b->len <= more)
		cap *= 2;
	if (cap == b->cap)
		return true;
	grown = realloc(b->text, cap);
	if (!grown) {
		b->failed = true;
		return false;
	}
	b->text = grown;
	b->cap = cap;
	return true;
}

void str_buf_add_n(struct str_buf *b, const char *text, size_t n)
{
	if (!reserve(b, n))
		return;
	if (n > 0)
		memcpy(b->text + b->len, text, n);
	b->len += n;
	b->text[b->len] = '\0';
}

void str_buf_add(struct str_buf *b, const char *text)
{
	str_buf_add_n(b, text, strlen(text));
}

void str_buf_printf(struct str_buf *b, const char *fmt, ...)
{
	char *text = NULL;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&text, fmt, ap);
	va_end(ap);
	if (n < 0) {
		b->failed = true;
		return;
	}
	str_buf_add_n(b, text, (size_t)n);
	free(text);
}

char *str_buf_take(struct str_buf *b)
{
	char *text;

	str_buf_add_n(b, "", 0);
	if (b->failed) {
		str_buf_done(b);
		return NULL;
	}
	text = b->text;
	*b = (struct str_buf) { 0 };
	return text;
}

const char *str_base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

bool str_has_word(const char *words, const char *word, size_t len)
{
	for (const char *p = words; *p;) {
		size_t n = strcspn(p, " ");

		if (n > 0 && n == len && memcmp(p, word, len) == 0)
			return true;
		p += n + (p[n] == ' ');
	}
	return false;
}

char *str_strip(char *s)
{
	size_t n = strlen(s);

	while (n > 0 && isspace((unsigned char)s[n - 1]))
		s[--n] = '\0';
	while (isspace((unsigned char)*s))
		s++;
	return s;
}

int str_to_u64(const char *s, unsigned base, uint64_t max, uint64_t *ret)
{
	unsigned long long v;
	char *end;

	/* strtoull() takes signs, leading blanks and "0x"; a number of ours has none. */
	if (!isxdigit((unsigned char)s[0]) || (s[0] == '0' && (s[1] | 0x20) == 'x'))
		return -EINVAL;
	errno = 0;
	v = strtoull(s, &end, (int)base);
	if (*end != '\0' || end == s)
		return -EINVAL;
	if (errno == ERANGE || v > max)
		return -ERANGE;
	*ret = v;
	return 0;
}

int str_to_uint(const char *s, unsigned max, unsigned *ret)
{
	bool hex = s[0] == '0' && (s[1] == 'x' || s[1] == 'X') && isxdigit((unsigned char)s[2]);
	uint64_t v;
	int r;

	r = str_to_u64(hex ? s + 2 : s, hex ? 16 : 10, max, &v);
	if (r < 0)
		return r;
	*ret = (unsigned)v;
	return 0;
}

int str_to_size(const char *s, uint64_t *ret)
{
	static const char units[] = "KMGT";
	size_t digits = strspn(s, "0123456789");
	const char *unit = s[digits] ? strchr(units, toupper((unsigned char)s[digits])) : NULL;
	char number[24];
	unsigned shift;
	uint64_t v;
	int r;

	if (digits == 0 || !unit || (s[digits + 1] && strcasecmp(s + digits + 1, "iB") != 0))
		return -EINVAL;
	if (digits >= sizeof(number))
		return -ERANGE;
	memcpy(number, s, digits);
	number[digits] = '\0';
	shift = 10 * ((unsigned)(unit - units) + 1);
	r = str_to_u64(number, 10, UINT64_MAX >> shift, &v);
	if (r < 0)
		return r;
	*ret = v << shift;
	return 0;
}

static unsigned min2(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

#define DISTANCE_MAX 64

unsigned str_distance(const char *a, const char *b)
{
	size_t na = strlen(a), nb = strlen(b);
	unsigned d[3][DISTANCE_MAX];

	if (na >= DISTANCE_MAX || nb >= DISTANCE_MAX)
		return UINT_MAX;
	for (size_t j = 0; j <= nb; j++)
		d[0][j] = (unsigned)j;
	for (size_t i = 1; i <= na; i++) {
		unsigned *row = d[i % 3], *up = d[(i + 2) % 3], *up2 = d[(i + 1) % 3];

		row[0] = (unsigned)i;
		for (size_t j = 1; j <= nb; j++) {
			unsigned v = min2(up[j], row[j - 1]) + 1;

			v = min2(v, up[j - 1] + (a[i - 1] != b[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				v = min2(v, up2[j - 2] + 1);
			row[j] = v;
		}
	}
	return d[na % 3][nb];
}

bool str_similar(const char *given, const char *known)
{
	size_t n = strlen(given);

	if (n >= 2 && strncmp(given, known, n) == 0)
		return true;
	return str_distance(given, known) <= (n <= 4 ? 1 : 2);
}
