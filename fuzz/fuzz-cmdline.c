/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any text as a kernel command line: it splits as the kernel splits it, and an edit
 * does what it says, twice is once, and its opposite gives the same bytes back. The
 * input is a line, a name and a value, with a 0 byte between them.
 */
#include "fuzz.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "formats/cmdline.h"

static char *part(const uint8_t **data, size_t *size)
{
	size_t len = strnlen((const char *)*data, *size), used = len < *size ? len + 1 : len;
	char *text = malloc(len + 1);

	if (!text)
		abort();
	memcpy(text, *data, len);
	text[len] = '\0';
	*data += used;
	*size -= used;
	return text;
}

static bool blank(char c)
{
	return (c && strchr(" \t\n\v\f\r", c)) || c == (char)0xa0;
}

/* As the kernel does it: writing zeros into its copy; returns what is behind. */
static char *split_like_the_kernel(char *p, char **name, char **value)
{
	char *equals = NULL, *end;
	bool quoted = *p == '"', inside = quoted;

	p += quoted;
	*name = p;
	for (end = p; *end && (inside || !blank(*end)); end++) {
		inside ^= *end == '"';
		if (*end == '=' && !equals && end > p)
			equals = end;
	}
	*value = equals ? equals + 1 : NULL;
	if (equals)
		*equals = '\0';
	p = *end ? end + 1 : end;
	*end = '\0';
	if (equals && equals[1] == '"') {
		(*value)++;
		if (end[-1] == '"')
			end[-1] = '\0';
	}
	if (quoted && end > *name && end[-1] == '"')
		end[-1] = '\0';
	return p;
}

static void check_split(const char *text)
{
	struct cmdline_iter it = { .text = text };
	char *copy = strdup(text), *p = copy;
	struct cmdline_arg a;
	size_t end = 0;
	bool kernel = true;

	while (p && blank(*p))
		p++;
	while (cmdline_next(&it, &a)) {
		char *name, *value;

		FUZZ_CHECK(a.len > 0 && a.off >= end && a.off + a.len <= strlen(text));
		FUZZ_CHECK(a.off == end ? end == 0 : true);
		for (size_t i = end; i < a.off; i++)
			FUZZ_CHECK(blank(text[i]));
		end = a.off + a.len;
		FUZZ_CHECK(!a.open || !text[end]);
		p = split_like_the_kernel(p, &name, &value);
		FUZZ_CHECK(cmdline_span_is(a.name, name));
		FUZZ_CHECK(value ? cmdline_span_is(a.value, value) : !a.value.s);
		kernel = kernel && (value || strcmp(name, "--") != 0);
		FUZZ_CHECK(a.kernel == kernel);
		while (blank(*p))
			p++;
	}
	FUZZ_CHECK(!*p && end <= strlen(text));
	free(copy);
}

static void check_same(int r, const char *before, const char *after)
{
	FUZZ_CHECK(r == 0 || r == 1);
	FUZZ_CHECK(r == 1 || strcmp(before, after) == 0);
}

static void check_add(const char *text, const char *arg)
{
	_cleanup_free_ char *added = NULL, *again = NULL, *removed = NULL, *gone = NULL;
	struct err err = { 0 };
	int r = cmdline_add(text, arg, &added, &err);

	FUZZ_CHECK(r >= 0 || (err.code == -r && !added));
	if (r < 0)
		return;
	check_same(r, text, added);
	check_split(added);
	FUZZ_CHECK(cmdline_add(added, arg, &again, &err) == 0);
	FUZZ_CHECK(strcmp(added, again) == 0);
	FUZZ_CHECK(cmdline_remove(added, arg, &removed, &err) == 1);
	FUZZ_CHECK(r == 0 || strcmp(removed, text) == 0);
	FUZZ_CHECK(cmdline_remove(removed, arg, &gone, &err) == 0);
	FUZZ_CHECK(strcmp(removed, gone) == 0);
}

static void check_remove_all(const char *text, const char *name)
{
	_cleanup_free_ char *without = NULL;
	struct err err = { 0 };
	struct cmdline_arg a;
	bool had = cmdline_get(text, name, &a);

	FUZZ_CHECK(cmdline_remove_all(text, name, &without, &err) == had);
	check_same(had, text, without);
	check_split(without);
	FUZZ_CHECK(!cmdline_get(without, name, &a));
}

/* All arguments but the last of this name are the same ones, byte for byte. */
static void check_others(const char *before, const char *after, const char *name)
{
	struct cmdline_iter x = { .text = before }, y = { .text = after };
	struct cmdline_arg last = { 0 }, now = { 0 }, a, b;
	bool had = cmdline_get(before, name, &last);

	FUZZ_CHECK(cmdline_get(after, name, &now));
	while (cmdline_next(&x, &a)) {
		FUZZ_CHECK(cmdline_next(&y, &b));
		if (!had && b.off == now.off)
			FUZZ_CHECK(cmdline_next(&y, &b));
		if (had && a.off == last.off)
			continue;
		FUZZ_CHECK(a.len == b.len && memcmp(before + a.off, after + b.off, a.len) == 0);
	}
}

static void check_set(const char *text, const char *name, const char *value)
{
	_cleanup_free_ char *set = NULL, *again = NULL;
	struct err err = { 0 };
	struct cmdline_arg a;
	int r = cmdline_set(text, name, value, &set, &err);

	FUZZ_CHECK(r >= 0 || (err.code == -r && !set));
	if (r < 0)
		return;
	check_same(r, text, set);
	check_split(set);
	check_others(text, set, name);
	FUZZ_CHECK(cmdline_get(set, name, &a) && cmdline_span_is(a.value, value));
	FUZZ_CHECK(cmdline_set(set, name, value, &again, &err) == 0);
}

static bool any_has(const char *text, const char *name, const char *items)
{
	struct cmdline_iter it = { .text = text };
	struct cmdline_arg a;

	while (cmdline_next_of(&it, name, &a)) {
		struct cmdline_span list = { items, strlen(items) }, item;

		while (cmdline_next_item(&list, &item)) {
			_cleanup_free_ char *word = str_from_bytes(item.s, item.len);

			if (word && cmdline_has_item(a.value, word))
				return true;
		}
	}
	return false;
}

static void check_merge(const char *text, const char *name, const char *items)
{
	_cleanup_free_ char *merged = NULL, *again = NULL, *back = NULL;
	struct err err = { 0 };
	bool had = any_has(text, name, items);
	int r = cmdline_merge(text, name, items, &merged, &err);

	FUZZ_CHECK(r >= 0 || (err.code == -r && !merged));
	if (r < 0)
		return;
	check_same(r, text, merged);
	check_split(merged);
	FUZZ_CHECK(any_has(merged, name, items));
	FUZZ_CHECK(cmdline_merge(merged, name, items, &again, &err) == 0);
	r = cmdline_unmerge(merged, name, items, &back, &err);
	FUZZ_CHECK(r == 1 || r == -EINVAL);
	if (r < 0)
		return;
	check_split(back);
	FUZZ_CHECK(had || strcmp(back, text) == 0);
	FUZZ_CHECK(!any_has(back, name, items));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_free_ char *text = part(&data, &size);
	_cleanup_free_ char *name = part(&data, &size);
	_cleanup_free_ char *value = part(&data, &size);

	check_split(text);
	check_add(text, name);
	check_remove_all(text, name);
	check_set(text, name, value);
	check_merge(text, name, value);
	return 0;
}
