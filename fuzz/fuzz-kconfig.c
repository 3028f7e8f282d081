/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any text as a kernel configuration: values lie inside it, and are those that a slow
 * and simple search finds. The input is a line of names, and the text.
 */
#include "fuzz.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "formats/kconfig.h"

#define QUERIES_MAX 16

/* The last whole line about the option: where it starts, behind any "# "; or NULL. */
static const char *search(const char *text, size_t size, const char *name, bool *comment)
{
	const char *found = NULL, *newline;
	size_t len = strlen(name);

	for (const char *p = text, *end = text + size; p < end; p = newline + 1) {
		bool hash = end - p > 2 && memcmp(p, "# ", 2) == 0;
		const char *s = p + (hash ? 2 : 0);
		size_t left;

		newline = memchr(p, '\n', (size_t)(end - p));
		if (!newline)
			break;
		left = (size_t)(newline - s);
		left -= left > 0 && newline[-1] == '\r';
		if (newline < s + 7 + len || memcmp(s, "CONFIG_", 7) != 0)
			continue;
		s += 7;
		left -= 7;
		if (left <= len || memcmp(s, name, len) != 0)
			continue;
		if (hash ? left != len + 11 || memcmp(s + len, " is not set", 11) != 0
			 : s[len] != '=')
			continue;
		found = s;
		*comment = hash;
	}
	return found;
}

static bool is_name(const char *s)
{
	return s[strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_")] == 0;
}

static void check_value(const struct kconfig_query *q)
{
	_cleanup_free_ char *string = kconfig_string(q);
	int64_t number;
	int r = kconfig_number(q, &number);

	FUZZ_CHECK((string != NULL) == (q->kind == KCONFIG_STRING));
	FUZZ_CHECK(!string || strlen(string) <= q->value_len - 2);
	FUZZ_CHECK((r == -EINVAL) == (q->kind != KCONFIG_NUMBER));
	FUZZ_CHECK(r == 0 || q->kind != KCONFIG_NUMBER || q->value_len > 16);
	FUZZ_CHECK(kconfig_is_on(q) == (q->kind == KCONFIG_YES || q->kind == KCONFIG_MODULE));
	if (q->kind == KCONFIG_YES || q->kind == KCONFIG_MODULE)
		FUZZ_CHECK(
			q->value_len == 1 && q->value[0] == (q->kind == KCONFIG_YES ? 'y' : 'm'));
}

static void check_answer(const char *text, size_t size, const struct kconfig_query *q)
{
	bool comment = false;
	const char *slow = is_name(q->name) ? search(text, size, q->name, &comment) : NULL;

	FUZZ_CHECK((slow != NULL) == (q->kind != KCONFIG_ABSENT));
	if (q->value) {
		FUZZ_CHECK(slow && !comment && q->value == slow + strlen(q->name) + 1);
		FUZZ_CHECK(q->value + q->value_len < text + size);
		FUZZ_CHECK(!memchr(q->value, '\n', q->value_len));
	} else {
		FUZZ_CHECK(q->kind == (comment ? KCONFIG_NO : KCONFIG_ABSENT));
	}
	check_value(q);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct kconfig_query q[QUERIES_MAX] = { 0 };
	const uint8_t *newline = size ? memchr(data, '\n', size) : NULL;
	_cleanup_free_ char *names = NULL;
	const char *text;
	char *word;
	size_t n = 0;
	bool whole;

	if (!newline)
		return 0;
	names = str_from_bytes(data, (size_t)(newline - data));
	word = names ? strtok(names, " ") : NULL;
	for (; word && n < QUERIES_MAX; word = strtok(NULL, " "))
		q[n++].name = word;
	qsort(q, n, sizeof(q[0]), kconfig_compare);
	text = (const char *)newline + 1;
	size -= (size_t)(text - (const char *)data);
	whole = kconfig_lookup(text, size, q, n);
	FUZZ_CHECK(whole == (size > 0 && text[size - 1] == '\n'));
	for (size_t i = 0; i < n; i++)
		check_answer(text, size, &q[i]);
	return 0;
}
