/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How does a word get into a list in a shell file, MODULES=(a b c), and out again?
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "formats/shell-edit.h"
#include "formats/shell-lex.h"
#include "formats/shell-value.h"

/* A sign between the words, as in (a & b), is an error to the shell, and to whoever edits it. */
static int check_list(const char *text, const struct shell_assign *a, struct err *err)
{
	size_t end = a->off + a->len;

	for (size_t off = a->off, next; (next = shell_lex_list_word(text, &off, end)) > off;
		off = next)
		if (shell_lex_meta(text[off]))
			return err_set(err, EOPNOTSUPP, "line %u: a list cannot have '%c' in it",
				shell_lex_line(text, off), text[off]);
	return 0;
}

/* The lists that count, in order: a list without "+=" throws those in front of it away. */
static int find_lists(
	const char *text, const char *name, struct shell_assigns *ret, struct err *err)
{
	_cleanup_(shell_assigns_done) struct shell_assigns all = { 0 };
	size_t first = 0;
	int r = shell_lex(text, name, &all, err);

	for (size_t i = 0; i < all.n && r == 0; i++)
		if (all.v[i].list)
			r = check_list(text, &all.v[i], err);
	if (r < 0)
		return r;
	for (size_t i = 0; i < all.n; i++) {
		if (!all.v[i].list)
			return err_set(
				err, EOPNOTSUPP, "line %u: %s is no list", all.v[i].line, name);
		if (!all.v[i].append)
			first = i;
	}
	if (all.n == 0)
		return err_set(err, ENOENT, "there is no list %s", name);
	all.n -= first;
	memmove(all.v, all.v + first, all.n * sizeof(*all.v));
	*ret = all;
	all = (struct shell_assigns) { 0 };
	return 0;
}

static int word_is(const char *text, size_t off, size_t end, const char *word, struct err *err)
{
	_cleanup_(shell_value_done) struct shell_value value = { 0 };
	_cleanup_free_ char *letters = NULL;
	int r = shell_value_read(text, off, end - off, &value, err);

	/* Something else, then: what the shell computes is not a word of ours. */
	if (r == -EOPNOTSUPP)
		return 0;
	letters = r == 0 ? shell_value_text(&value) : NULL;
	if (r == 0 && !letters)
		return err_oom(err);
	return r < 0 ? r : str_eq(letters, word);
}

struct found {
	size_t off;  /* of the word */
	size_t last; /* behind the last word that was looked at */
};

/* 1 with where the word is in this list, 0: nowhere. */
static int find_word(const char *text, const struct shell_assign *a, const char *word,
	struct found *ret, struct err *err)
{
	size_t end = a->off + a->len, off = a->off;

	ret->last = a->off;
	for (;;) {
		size_t next = shell_lex_list_word(text, &off, end);
		int r;

		if (next == off)
			return 0;
		ret->last = next;
		r = word_is(text, off, next, word, err);
		if (r != 0) {
			ret->off = off;
			return r;
		}
		off = next;
	}
}

static int check_word(const char *word, struct err *err)
{
	size_t n = strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
				"_./:,+@%-");

	return n > 0 && !word[n] ? 0 : err_set(err, EINVAL, "\"%s\" is not one plain word", word);
}

int shell_edit_list_add(
	const char *text, const char *name, const char *word, char **ret, struct err *err)
{
	_cleanup_(shell_assigns_done) struct shell_assigns lists = { 0 };
	struct str_buf b = { 0 };
	struct found at = { 0 };
	int r = check_word(word, err), found = 0;

	if (r == 0)
		r = find_lists(text, name, &lists, err);
	if (r < 0)
		return r;
	for (size_t i = 0; i < lists.n && found == 0; i++)
		found = find_word(text, &lists.v[i], word, &at, err);
	if (found < 0)
		return found;
	if (found) {
		*ret = str_printf("%s", text);
		return *ret ? 0 : err_oom(err);
	}
	str_buf_add_n(&b, text, at.last);
	str_buf_printf(&b, "%s%s", at.last > lists.v[lists.n - 1].off ? " " : "", word);
	/* A '#' right behind a word would be part of it; cut() takes a blank with the word. */
	if (at.last == lists.v[lists.n - 1].off && text[at.last] && strchr("# \t", text[at.last]))
		str_buf_add(&b, " ");
	str_buf_add(&b, text + at.last);
	*ret = str_buf_take(&b);
	return *ret ? 1 : err_oom(err);
}

/* The word with the blank that it needed: in front, or behind when it is the first. */
static void cut(struct str_buf *b, const char *text, const struct shell_assign *a, size_t from,
	size_t *done)
{
	size_t to = shell_lex_word(text, from);
	bool blank_before = from > a->off && (text[from - 1] == ' ' || text[from - 1] == '\t');
	size_t front = from;

	while (front > a->off && (text[front - 1] == ' ' || text[front - 1] == '\t'))
		front--;
	/* Alone between the parentheses, it came without a blank. */
	if (blank_before && front > a->off && front >= *done)
		from--;
	else if (to < a->off + a->len && text[to] == ' ')
		to++;
	str_buf_add_n(b, text + *done, from - *done);
	*done = to;
}

int shell_edit_list_remove(
	const char *text, const char *name, const char *word, char **ret, struct err *err)
{
	_cleanup_(shell_assigns_done) struct shell_assigns lists = { 0 };
	struct str_buf b = { 0 };
	size_t done = 0;
	int r = check_word(word, err);

	if (r == 0)
		r = find_lists(text, name, &lists, err);
	if (r < 0)
		return r;
	for (size_t i = 0; i < lists.n && r == 0; i++) {
		struct shell_assign rest = lists.v[i];
		size_t end = rest.off + rest.len;
		struct found at;

		while ((r = find_word(text, &rest, word, &at, err)) > 0) {
			cut(&b, text, &lists.v[i], at.off, &done);
			rest.off = shell_lex_word(text, at.off);
			rest.len = end - rest.off;
		}
	}
	str_buf_add(&b, text + done);
	*ret = str_buf_take(&b);
	if (r == 0 && *ret)
		return done > 0;
	free(*ret);
	*ret = NULL;
	return r < 0 ? r : err_oom(err);
}
