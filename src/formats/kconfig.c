/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How was a kernel configured? A few wanted options out of ten thousand lines, in one
 * pass. What an option means is for checks/.
 */
#include "formats/kconfig.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/str.h"

#define PREFIX  "CONFIG_"
#define NOT_SET " is not set"

struct span {
	const char *s;
	size_t len;
};

int kconfig_compare(const void *a, const void *b)
{
	const struct kconfig_query *x = a, *y = b;

	return strcmp(x->name, y->name);
}

/* Takes text off the front of the span; false when it is not there. */
static bool take(struct span *span, const char *text)
{
	size_t len = strlen(text);

	if (span->len < len || memcmp(span->s, text, len) != 0)
		return false;
	span->s += len;
	span->len -= len;
	return true;
}

static bool is_name(char c)
{
	return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	       c == '_';
}

static struct span take_name(struct span *line)
{
	struct span name = { line->s, 0 };

	while (name.len < line->len && is_name(line->s[name.len]))
		name.len++;
	line->s += name.len;
	line->len -= name.len;
	return name;
}

static int compare_name(const char *name, struct span span)
{
	int order = strncmp(name, span.s, span.len);

	return order != 0 ? order : (unsigned char)name[span.len];
}

/* The first query of this name: there may be more of them, they are sorted. */
static size_t find(const struct kconfig_query *queries, size_t n, struct span name)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (compare_name(queries[mid].name, name) < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static bool is_number(struct span v)
{
	static const char hex[] = "0123456789abcdefABCDEF";
	bool is_hex = take(&v, "0x") || take(&v, "0X");

	if (!is_hex)
		(void)take(&v, "-");
	for (size_t i = 0; i < v.len; i++)
		if (!v.s[i] || !memchr(hex, v.s[i], is_hex ? 22 : 10))
			return false;
	return v.len > 0;
}

/* A quote inside has a backslash in front. */
static bool is_string(struct span v)
{
	size_t i = 1;

	if (v.len < 2 || v.s[0] != '"')
		return false;
	while (i < v.len && v.s[i] != '"')
		i += v.s[i] == '\\' ? 2 : 1;
	return i == v.len - 1;
}

static enum kconfig_kind kind_of(struct span v)
{
	if (v.len == 1 && v.s[0] == 'y')
		return KCONFIG_YES;
	if (v.len == 1 && v.s[0] == 'm')
		return KCONFIG_MODULE;
	if (v.len == 1 && v.s[0] == 'n')
		return KCONFIG_NO;
	if (is_number(v))
		return KCONFIG_NUMBER;
	return is_string(v) ? KCONFIG_STRING : KCONFIG_BROKEN;
}

static void one_line(struct span line, struct kconfig_query *queries, size_t n)
{
	bool comment = take(&line, "# ");
	struct span name, value = { NULL, 0 };
	enum kconfig_kind kind = KCONFIG_NO;

	if (!take(&line, PREFIX))
		return;
	name = take_name(&line);
	if (comment && (!take(&line, NOT_SET) || line.len > 0))
		return;
	if (!comment) {
		if (!take(&line, "="))
			return;
		value = line;
		kind = kind_of(value);
	}
	for (size_t i = find(queries, n, name); i < n; i++) {
		if (compare_name(queries[i].name, name) != 0)
			break;
		queries[i].kind = kind;
		queries[i].value = value.s;
		queries[i].value_len = value.len;
	}
}

bool kconfig_lookup(const char *text, size_t size, struct kconfig_query *queries, size_t n)
{
	const char *end = text + size;

	for (size_t i = 0; i < n; i++)
		queries[i] = (struct kconfig_query) { .name = queries[i].name };
	while (text < end) {
		const char *newline = memchr(text, '\n', (size_t)(end - text));
		struct span line = { text, 0 };

		if (!newline)
			return false;
		line.len = (size_t)(newline - text);
		line.len -= line.len > 0 && line.s[line.len - 1] == '\r';
		if (line.len > 0)
			one_line(line, queries, n);
		text = newline + 1;
	}
	return size > 0;
}

char *kconfig_string(const struct kconfig_query *q)
{
	struct str_buf b = { 0 };

	if (q->kind != KCONFIG_STRING)
		return NULL;
	for (size_t i = 1; i + 1 < q->value_len; i++) {
		i += q->value[i] == '\\';
		str_buf_add_n(&b, q->value + i, 1);
	}
	return str_buf_take(&b);
}

int kconfig_number(const struct kconfig_query *q, int64_t *ret)
{
	char text[24] = { 0 };
	bool minus, hex;
	uint64_t v;
	int r;

	if (q->kind != KCONFIG_NUMBER)
		return -EINVAL;
	minus = q->value[0] == '-';
	hex = q->value_len > 2 && (q->value[1] | 0x20) == 'x';
	if (q->value_len >= sizeof(text))
		return -ERANGE;
	memcpy(text, q->value, q->value_len);
	r = str_to_u64(text + (minus ? 1 : hex ? 2 : 0), hex ? 16 : 10, INT64_MAX, &v);
	if (r < 0)
		return r;
	*ret = minus ? -(int64_t)v : (int64_t)v;
	return 0;
}
