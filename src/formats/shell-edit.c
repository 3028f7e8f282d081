/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How is the value of a name changed in a file of shell assignments, with all other bytes left
 * alone? Lists, NAME=(...), are edited in shell-list.c.
 */
#include "formats/shell-edit.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "formats/shell-lex.h"
#include "formats/shell-value.h"

void shell_parts_done(struct shell_parts *parts)
{
	for (size_t i = 0; i < parts->n; i++)
		free(parts->v[i].value);
	free(parts->v);
	*parts = (struct shell_parts) { 0 };
}

/* Whether the value has "$NAME" or "${NAME}" in it. */
static bool has_itself(const char *value, const char *name)
{
	size_t n = strlen(name);

	for (const char *p = value; (p = strchr(p, SHELL_EDIT_EXPANDS)); p++) {
		const char *q = p + 1 + (p[1] == '{');

		if (strncmp(q, name, n) == 0 &&
			!(q[n] == '_' || (q[n] >= '0' && q[n] <= '9') ||
				(q[n] >= 'A' && q[n] <= 'Z') || (q[n] >= 'a' && q[n] <= 'z')))
			return true;
	}
	return false;
}

static int read_words(const char *text, const struct shell_assign *a, char **ret, struct err *err)
{
	struct str_buf b = { 0 };
	size_t end = a->off + a->len;
	int r = 0;

	str_buf_add(&b, "");
	for (size_t off = a->off, next; off < end && r == 0; off = next) {
		struct shell_value word = { 0 };
		char *letters = NULL;

		next = shell_lex_list_word(text, &off, end);
		if (next == off)
			break;
		r = shell_value_read(text, off, next - off, &word, err);
		letters = r == 0 ? shell_value_text(&word) : NULL;
		if (letters)
			str_buf_printf(&b, "%s%s", b.len > 0 ? " " : "", letters);
		b.failed |= r == 0 && !letters;
		shell_value_done(&word);
		free(letters);
	}
	*ret = str_buf_take(&b);
	if (r == 0 && !*ret)
		return err_oom(err);
	if (r < 0) {
		free(*ret);
		*ret = NULL;
	}
	return r;
}

static int read_value(const char *text, const struct shell_assign *a, char **ret, struct err *err)
{
	struct shell_value value = { 0 };
	int r;

	if (a->list)
		return read_words(text, a, ret, err);
	r = shell_value_read(text, a->off, a->len, &value, err);
	if (r < 0)
		return r;
	*ret = shell_value_text(&value);
	shell_value_done(&value);
	return *ret ? 0 : err_oom(err);
}

/* All parts, and first: where those start that count. */
static int read_parts(const char *text, const char *name, const struct shell_assigns *all,
	struct shell_parts *ret, struct err *err)
{
	size_t first = all->n;
	bool more = true;

	while (more && first > 0) {
		const struct shell_assign *a = &all->v[--first];
		struct shell_part *part;
		char *value = NULL;
		int r = read_value(text, a, &value, err);

		if (r < 0)
			return r;
		part = mem_append(&ret->v, &ret->n, sizeof(*part));
		if (!part) {
			free(value);
			return err_oom(err);
		}
		more = a->append || (!a->list && has_itself(value, name));
		*part = (struct shell_part) { value, a->line, more, a->list };
	}
	for (size_t i = 0; i < ret->n / 2; i++) {
		struct shell_part other = ret->v[i];

		ret->v[i] = ret->v[ret->n - 1 - i];
		ret->v[ret->n - 1 - i] = other;
	}
	return 0;
}

/* ret_all, when not NULL, gets where the parts stand: the last parts->n of them. */
static int find_parts(const char *text, const char *name, struct shell_assigns *ret_all,
	struct shell_parts *ret, struct err *err)
{
	_cleanup_(shell_assigns_done) struct shell_assigns all = { 0 };
	struct shell_parts parts = { 0 };
	int r;

	r = shell_lex(text, name, &all, err);
	if (r == 0)
		r = read_parts(text, name, &all, &parts, err);
	if (r < 0) {
		shell_parts_done(&parts);
		return r;
	}
	*ret = parts;
	if (ret_all) {
		*ret_all = all;
		all = (struct shell_assigns) { 0 };
	}
	return 0;
}

int shell_edit_parts(const char *text, const char *name, struct shell_parts *ret, struct err *err)
{
	return find_parts(text, name, NULL, ret, err);
}

static bool is_simple(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!(s[i] >= 'a' && s[i] <= 'z') && !(s[i] >= 'A' && s[i] <= 'Z') &&
			!(s[i] >= '0' && s[i] <= '9') && (!s[i] || !strchr("_./:,=+@%-", s[i])))
			return false;
	return true;
}

static void write_quoted(struct str_buf *b, const char *value, size_t n)
{
	str_buf_add(b, "\"");
	shell_value_write(b, value, n, '"');
	str_buf_add(b, "\"");
}

/* The change of one value: letters from .. to are replaced by n bytes of put. */
struct change {
	const char *text;
	const struct shell_assign *a;
	const struct shell_value *old;
	size_t from, to;
	const char *put;
	size_t n;
};

/* The quotes between two letters once all between them is gone. */
static void glue(struct str_buf *b, const struct change *c)
{
	const struct shell_value *old = c->old;
	char left = c->from > 0 ? old->v[c->from - 1].quote : '\0';
	char right = c->to < old->n ? old->v[c->to].quote : '\0';

	if (left && left != right)
		str_buf_add_n(b, &left, 1);
	if (right && left != right)
		str_buf_add_n(b, &right, 1);
	if (old->n == c->to - c->from && !left && !right)
		str_buf_add(b, "\"\"");
}

static bool contiguous(const struct change *c)
{
	for (size_t i = c->from + 1; i < c->to; i++)
		if (c->old->v[i].off != c->old->v[i - 1].end)
			return false;
	return true;
}

/* Letters go; quotes that were put around just them go too. */
static void write_cut(struct str_buf *b, const struct change *c)
{
	const struct shell_letter *v = c->old->v;
	size_t from = v[c->from].off, to = v[c->to - 1].end, n = c->to - c->from;
	size_t floor = c->from > 0 ? v[c->from - 1].end : c->a->off;
	char quote = v[c->from].quote;

	if (!contiguous(c)) {
		from = c->from > 0 ? v[c->from - 1].end : c->a->off;
		to = c->to < c->old->n ? v[c->to].off : c->a->off + c->a->len;
	} else if (quote && n < c->old->n && from > floor && c->text[from - 1] == quote &&
		   c->text[to] == quote) {
		from--;
		to++;
	}
	str_buf_add_n(b, c->text, from);
	if (!contiguous(c))
		glue(b, c);
	str_buf_add(b, c->text + to);
}

/* Letters come in, where others go or between two. */
static void write_put(struct str_buf *b, const struct change *c)
{
	const struct shell_letter *v = c->old->v;
	size_t from = c->a->off + 1, to = from;
	char quote = c->text[c->a->off];

	if (c->to > c->from) {
		from = v[c->from].off;
		to = v[c->to - 1].end;
		quote = v[c->from].quote;
	} else if (c->from > 0) {
		from = to = v[c->from - 1].end;
		quote = v[c->from - 1].quote;
	} else if (c->old->n > 0) {
		from = to = v[0].off;
		quote = v[0].quote;
	}
	str_buf_add_n(b, c->text, from);
	if (quote || is_simple(c->put, c->n))
		shell_value_write(b, c->put, c->n, quote);
	else
		write_quoted(b, c->put, c->n);
	str_buf_add(b, c->text + to);
}

static void write_change(struct str_buf *b, struct change *c, const char *value)
{
	size_t n = strlen(value), tail = 0;
	const struct shell_value *old = c->old;
	const struct shell_assign *a = c->a;

	while (c->from < n && c->from < old->n && old->v[c->from].c == value[c->from])
		c->from++;
	while (tail < n - c->from && tail < old->n - c->from &&
		old->v[old->n - 1 - tail].c == value[n - 1 - tail])
		tail++;
	c->to = old->n - tail;
	c->put = value + c->from;
	c->n = n - tail - c->from;
	if (old->n == a->len && is_simple(c->text + a->off, a->len)) {
		/* It has no quotes yet. */
		str_buf_add_n(b, c->text, a->off);
		if (is_simple(value, n))
			str_buf_add(b, value);
		else
			write_quoted(b, value, n);
		str_buf_add(b, c->text + a->off + a->len);
	} else if (c->n == 0) {
		write_cut(b, c);
	} else if (contiguous(c)) {
		write_put(b, c);
	} else {
		str_buf_add_n(b, c->text, a->off);
		write_quoted(b, value, n);
		str_buf_add(b, c->text + a->off + a->len);
	}
}

/* A line of its own at the end, which ends as the text does. */
static char *add_line(const char *text, const char *name, const char *value)
{
	const char *newline = strchr(text, '\n');
	const char *end = newline && newline > text && newline[-1] == '\r' ? "\r\n" : "\n";
	size_t n = strlen(text);
	bool ended = n == 0 || text[n - 1] == '\n';
	struct str_buf b = { 0 };

	str_buf_add(&b, text);
	str_buf_printf(&b, "%s%s=", ended ? "" : end, name);
	write_quoted(&b, value, strlen(value));
	str_buf_add(&b, ended ? end : "");
	return str_buf_take(&b);
}

static int check_value(const char *name, const char *value, struct err *err)
{
	for (const char *p = value; *p; p++)
		if (((unsigned char)*p < ' ' && *p != '\t' && *p != SHELL_EDIT_EXPANDS) ||
			*p == 0x7f)
			return err_set(err, EINVAL,
				"%s cannot be set: its value is no line of text", name);
	return 0;
}

/* That the shell would read what was meant: the last word on each edit. */
static int verify(
	const char *text, const struct shell_place *at, const char *value, struct err *err)
{
	_cleanup_(shell_parts_done) struct shell_parts parts = { 0 };
	int r = shell_edit_parts(text, at->name, &parts, err);
	size_t part = at->part < parts.n ? at->part : parts.n - 1;

	if (r == -ENOMEM || (r == 0 && parts.n > 0 && str_eq(parts.v[part].value, value)))
		return r;
	return err_set(err, EINVAL, "%s cannot be set to \"%s\" in its place", at->name, value);
}

static int write_part(const char *text, const struct shell_assign *a, const char *value, char **ret,
	struct err *err)
{
	_cleanup_(shell_value_done) struct shell_value old = { 0 };
	struct change c = { .text = text, .a = a, .old = &old };
	struct str_buf b = { 0 };
	int r;

	if (a->list)
		return err_set(err, EOPNOTSUPP, "line %u: the value is a list", a->line);
	r = shell_value_read(text, a->off, a->len, &old, err);
	if (r < 0)
		return r;
	write_change(&b, &c, value);
	*ret = str_buf_take(&b);
	return *ret ? 0 : err_oom(err);
}

int shell_edit_set(const char *text, const struct shell_place *at, const char *value, char **ret,
	struct err *err)
{
	const char *name = at->name;
	size_t part = at->part;
	_cleanup_(shell_assigns_done) struct shell_assigns all = { 0 };
	_cleanup_(shell_parts_done) struct shell_parts parts = { 0 };
	_cleanup_free_ char *now = NULL;
	int r = check_value(name, value, err);

	if (r == 0)
		r = find_parts(text, name, &all, &parts, err);
	if (r < 0)
		return r;
	if (part >= parts.n && text[0] && text[strlen(text) - 1] == '\r') {
		r = err_set(err, EOPNOTSUPP, "line %u: it ends with half a line end",
			shell_lex_line(text, strlen(text)));
	} else if (part >= parts.n) {
		now = add_line(text, name, value);
		r = now ? 0 : err_oom(err);
	} else if (str_eq(parts.v[part].value, value)) {
		*ret = str_printf("%s", text);
		return *ret ? 0 : err_oom(err);
	} else {
		r = write_part(text, &all.v[all.n - parts.n + part], value, &now, err);
	}
	if (r == 0)
		r = verify(now, at, value, err);
	if (r < 0)
		return r;
	*ret = TAKE_PTR(now);
	return 1;
}

/* Whether nothing but the assignment is on its line. */
static bool is_alone(const char *text, const struct shell_assign *a, const char *name)
{
	const char *line = text + a->start + strspn(text + a->start, " \t");
	const char *rest = text + a->off + a->len + a->list;

	if (strncmp(line, "export ", 7) == 0)
		line += 7;
	rest += strspn(rest, " \t\r");
	return strncmp(line, name, strlen(name)) == 0 &&
	       line + strlen(name) + a->append + 1 + a->list == text + a->off &&
	       (!*rest || *rest == '\n');
}

int shell_edit_unset(const char *text, const struct shell_place *at, char **ret, struct err *err)
{
	const char *name = at->name;
	size_t part = at->part;
	_cleanup_(shell_assigns_done) struct shell_assigns all = { 0 };
	_cleanup_(shell_parts_done) struct shell_parts parts = { 0 };
	const struct shell_assign *a;
	struct str_buf b = { 0 };
	size_t from, to;
	int r = find_parts(text, name, &all, &parts, err);

	if (r < 0)
		return r;
	if (part >= parts.n)
		return err_set(err, ENOENT, "%s is not set", name);
	a = &all.v[all.n - parts.n + part];
	from = a->start;
	to = a->off + a->len + a->list;
	to += strspn(text + to, " \t\r");
	if (!is_alone(text, a, name))
		return err_set(err, EOPNOTSUPP, "line %u has more on it than %s", a->line, name);
	to += text[to] == '\n';
	/* The last line without an end: that of the line before goes. */
	if (!text[to] && to > 0 && text[to - 1] != '\n' && from > 0) {
		from--;
		from -= from > 0 && text[from - 1] == '\r';
	}
	str_buf_add_n(&b, text, from);
	str_buf_add(&b, text + to);
	*ret = str_buf_take(&b);
	return *ret ? 1 : err_oom(err);
}
