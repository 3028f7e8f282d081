/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any text as a shell file: an edit says what was asked for, twice is once, other lines keep
 * their bytes, and what is added and taken away again gives the old text back. The input is a
 * line with a name, one with a value, and the text.
 */
#include "fuzz.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "formats/shell-edit.h"

static size_t count(const char *text, const char *name)
{
	struct shell_parts parts = { 0 };
	struct err err = { 0 };
	size_t n;

	FUZZ_CHECK(shell_edit_parts(text, name, &parts, &err) == 0);
	n = parts.n;
	shell_parts_done(&parts);
	return n;
}

static char *value_of(const char *text, const char *name, size_t part)
{
	struct shell_parts parts = { 0 };
	struct err err = { 0 };
	char *value;

	FUZZ_CHECK(shell_edit_parts(text, name, &parts, &err) == 0);
	FUZZ_CHECK(parts.n > 0);
	value = TAKE_PTR(parts.v[part < parts.n ? part : parts.n - 1].value);
	shell_parts_done(&parts);
	return value;
}

/* The same, but for a pair of double quotes that a bare value got. */
static bool same_but_quotes(const char *back, const char *text)
{
	size_t n = 0;

	if (strcmp(back, text) == 0)
		return true;
	if (strlen(back) != strlen(text) + 2)
		return false;
	for (; *back; back++) {
		if (*back == *text && *text)
			text++;
		else if (*back == '"')
			n++;
		else
			return false;
	}
	return n == 2 && !*text;
}

/* Lines in front of the first and behind the last that differ are not looked at twice. */
static void check_lines(const char *before, const char *after)
{
	size_t from = 0, a = strlen(before), b = strlen(after);

	while (before[from] && before[from] == after[from])
		from++;
	while (a > from && b > from && before[a - 1] == after[b - 1]) {
		a--;
		b--;
	}
	FUZZ_CHECK(!memchr(before + from, '\n', a - from));
	FUZZ_CHECK(!memchr(after + from, '\n', b - from));
}

/* true: it was set; *ret is the new text. */
static bool check_set(
	const char *text, const char *name, size_t part, const char *value, char **ret)
{
	const struct shell_place at = { name, part };
	_cleanup_free_ char *got = NULL, *again = NULL;
	struct err err = { 0 };
	int r = shell_edit_set(text, &at, value, ret, &err);

	FUZZ_CHECK(r >= 0 || (err.code == -r && !*ret));
	if (r < 0)
		return false;
	FUZZ_CHECK((r == 1) == (strcmp(text, *ret) != 0));
	got = value_of(*ret, name, part);
	FUZZ_CHECK(strcmp(got, value) == 0);
	/* One that is about itself no more, or now is, changes which ones count. */
	if (count(*ret, name) != count(text, name) && part < count(text, name))
		return false;
	FUZZ_CHECK(shell_edit_set(*ret, &at, value, &again, &err) == 0);
	FUZZ_CHECK(strcmp(*ret, again) == 0);
	return true;
}

static void check_part(const char *text, const char *name, size_t part, const char *value)
{
	_cleanup_free_ char *old = value_of(text, name, part);
	_cleanup_free_ char *more = str_printf("%s%s%s", old, *old ? " " : "", value);
	_cleanup_free_ char *added = NULL, *back = NULL, *other = NULL;

	if (check_set(text, name, part, more, &added)) {
		check_lines(text, added);
		/* In '...', a ' of its own needs quotes around it, which stay. */
		if (check_set(added, name, part, old, &back) && !strchr(value, '\''))
			FUZZ_CHECK(same_but_quotes(back, text));
	}
	if (check_set(text, name, part, value, &other))
		check_lines(text, other);
}

static void check_new(const char *text, const char *name, const char *value)
{
	_cleanup_free_ char *added = NULL, *back = NULL;
	struct err err = { 0 };

	if (!check_set(text, name, 0, value, &added))
		return;
	FUZZ_CHECK(shell_edit_unset(added, &(struct shell_place) { name, 0 }, &back, &err) == 1);
	FUZZ_CHECK(strcmp(back, text) == 0);
}

static void check_list(const char *text, const char *name, const char *word)
{
	_cleanup_free_ char *added = NULL, *again = NULL, *back = NULL, *gone = NULL;
	struct err err = { 0 };
	int r = shell_edit_list_add(text, name, word, &added, &err);

	FUZZ_CHECK(r >= 0 || (err.code == -r && !added));
	if (r < 0)
		return;
	FUZZ_CHECK((r == 1) == (strcmp(text, added) != 0));
	FUZZ_CHECK(shell_edit_list_add(added, name, word, &again, &err) == 0);
	FUZZ_CHECK(strcmp(added, again) == 0);
	FUZZ_CHECK(shell_edit_list_remove(added, name, word, &back, &err) == 1);
	FUZZ_CHECK(r == 0 || strcmp(back, text) == 0);
	FUZZ_CHECK(shell_edit_list_remove(back, name, word, &gone, &err) == 0);
}

static bool is_name(const char *name)
{
	return *name && !strchr("0123456789", *name) &&
	       !name[strspn(
		       name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz0123456789")];
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_free_ char *name = str_from_bytes(data, size);
	char *value = name ? strchr(name, '\n') : NULL;
	char *text = value ? strchr(value + 1, '\n') : NULL;
	struct shell_parts parts = { 0 };
	struct err err = { 0 };
	int r;

	if (!text)
		return 0;
	*value++ = '\0';
	*text++ = '\0';
	if (!is_name(name))
		return 0;
	r = shell_edit_parts(text, name, &parts, &err);
	FUZZ_CHECK(r == 0 || (err.code == -r && r == -EOPNOTSUPP));
	for (size_t i = 0; i < parts.n; i++)
		if (!parts.v[i].list)
			check_part(text, name, i, value);
	if (r == 0 && parts.n == 0)
		check_new(text, name, value);
	shell_parts_done(&parts);
	check_list(text, name, value);
	return 0;
}
