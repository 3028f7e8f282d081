/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where does a shell script assign to a name? What the values mean is for shell-edit.c; files
 * that are only read, and may be sloppy, go through shell-vars.c.
 */
#include "formats/shell-lex.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#define OPEN      SIZE_MAX
#define DEPTH_MAX 16 /* of quotes and substitutions within each other */
#define META      ";&|()<>"

struct lex {
	const char *text, *name;
	size_t off;
	size_t pending; /* of ret->v: those of this simple command start here */
	bool command;   /* the next word may be a command or an assignment */
	bool declares;  /* behind "local" and the like */
	bool sometimes; /* behind && or || */
	unsigned compound, parens;
	struct shell_assigns *ret;
};

void shell_assigns_done(struct shell_assigns *a)
{
	free(a->v);
	*a = (struct shell_assigns) { 0 };
}

unsigned shell_lex_line(const char *text, size_t off)
{
	unsigned line = 1;

	for (size_t i = 0; i < off; i++)
		line += text[i] == '\n';
	return line;
}

bool shell_lex_meta(char c)
{
	return c && strchr(META, c);
}

bool shell_lex_blank(const char *text, size_t off)
{
	char c = text[off];

	return c == ' ' || c == '\t' || c == '\n' || (c == '\r' && text[off + 1] == '\n');
}

/* A '#' starts a comment where a word could start. */
static bool is_comment(const char *text, size_t off)
{
	return text[off] == '#' &&
	       (off == 0 || shell_lex_blank(text, off - 1) || strchr(META, text[off - 1]));
}

static size_t skip(const char *t, size_t off, char end, unsigned depth);

/* Behind what opens at t[off], or off when nothing does; quoted: in double quotes. */
static size_t skip_opened(const char *t, size_t off, bool quoted, unsigned depth)
{
	size_t close;

	switch (t[off]) {
	case '\'':
		close = quoted ? 0 : strcspn(t + off + 1, "'");
		if (quoted)
			return off;
		return t[off + 1 + close] ? off + close + 2 : OPEN;
	case '"':
		return quoted ? off : skip(t, off + 1, '"', depth + 1);
	case '`':
		return skip(t, off + 1, '`', depth + 1);
	case '$':
		if (t[off + 1] == '(')
			return skip(t, off + 2, ')', depth + 1);
		return t[off + 1] == '{' ? skip(t, off + 2, '}', depth + 1) : off;
	default:
		return off;
	}
}

/* Behind the end of a quote or substitution of which t[off] is the inside. */
static size_t skip(const char *t, size_t off, char end, unsigned depth)
{
	size_t escaped = 0;

	if (depth > DEPTH_MAX)
		return OPEN;
	while (t[off] && t[off] != end) {
		size_t next = off;

		if (t[off] == '\\') {
			off += t[off + 1] ? 2 : 1;
			escaped = off;
			continue;
		}
		if (end == ')' && off != escaped && is_comment(t, off)) {
			off += strcspn(t + off, "\n");
			continue;
		}
		/* Behind an escaped blank a word goes on; behind an escaped newline not always. */
		if (end == ')' && off == escaped && t[off] == '#' && t[off - 1] == '\n')
			return OPEN;
		if (end != '`')
			next = skip_opened(t, off, end == '"', depth);
		if (end == ')' && t[off] == '(')
			next = skip(t, off + 1, ')', depth + 1);
		if (next == OPEN)
			return OPEN;
		off = next > off ? next : off + 1;
	}
	return t[off] ? off + 1 : OPEN;
}

size_t shell_lex_word(const char *t, size_t off)
{
	while (t[off] && !shell_lex_blank(t, off) && !strchr(META, t[off])) {
		size_t next = skip_opened(t, off, false, 0);

		if (next == OPEN)
			return OPEN;
		if (next > off)
			off = next;
		else
			off += t[off] == '\\' && t[off + 1] ? 2 : 1;
	}
	return off;
}

size_t shell_lex_list_word(const char *text, size_t *off, size_t end)
{
	size_t next;

	while (*off < end && (shell_lex_blank(text, *off) || is_comment(text, *off)))
		*off += is_comment(text, *off) ? strcspn(text + *off, "\n") : 1;
	if (*off > end)
		*off = end;
	next = *off < end ? shell_lex_word(text, *off) : *off;
	/* One of the signs that no list can have: as if it were a word. */
	if (next == *off && *off < end)
		next++;
	return next == OPEN || next > end ? end : next;
}

static int refuse(const struct lex *l, size_t off, const char *why, struct err *err)
{
	return err_set(err, EOPNOTSUPP, "line %u: %s", shell_lex_line(l->text, off), why);
}

static bool word_is(const char *word, size_t len, const char *const *words)
{
	for (size_t i = 0; words[i]; i++)
		if (strlen(words[i]) == len && memcmp(words[i], word, len) == 0)
			return true;
	return false;
}

static bool is_name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_';
}

/* Where the value starts, when the word at off is an assignment; 0: it is none. */
static size_t value_of(const struct lex *l, size_t off, bool *ours, bool *append)
{
	const char *t = l->text;
	size_t n = 0;

	while (is_name_char(t[off + n]))
		n++;
	if (n == 0 || (t[off] >= '0' && t[off] <= '9'))
		return 0;
	/* A member of an array is a name like any other: bash's KERNEL_CMDLINE[default]. */
	if (t[off + n] == '[') {
		n += strcspn(t + off + n, "] \t\n");
		n += t[off + n] == ']';
	}
	*ours = strlen(l->name) == n && memcmp(t + off, l->name, n) == 0;
	off += n;
	*append = t[off] == '+';
	off += *append;
	return t[off] == '=' ? off + 1 : 0;
}

static int keep(struct lex *l, const struct shell_assign *a, struct err *err)
{
	struct shell_assign *kept;

	if (l->compound > 0 || l->parens > 0 || l->sometimes || l->declares)
		return refuse(
			l, a->off, "the value is given only sometimes, which is not followed", err);
	kept = mem_append(&l->ret->v, &l->ret->n, sizeof(*kept));
	if (!kept)
		return err_oom(err);
	*kept = *a;
	kept->line = shell_lex_line(l->text, a->off);
	kept->start = a->off;
	while (kept->start > 0 && l->text[kept->start - 1] != '\n')
		kept->start--;
	return 0;
}

static int take_assignment(struct lex *l, size_t value, bool ours, bool append, struct err *err)
{
	bool list = l->text[value] == '(';
	size_t end = list ? skip(l->text, value + 1, ')', 0) : shell_lex_word(l->text, value);
	struct shell_assign a = { .append = append, .list = list };

	if (end == OPEN)
		return refuse(l, value, "what starts here is not closed", err);
	l->off = end;
	a.off = value + list;
	a.len = end - list - a.off;
	return ours ? keep(l, &a, err) : 0;
}

/* A word that is no assignment, where a command may stand. */
static int take_command(struct lex *l, size_t len, struct err *err)
{
	static const char *const opens[] = { "if", "while", "until", "for", "case", "select", "{",
		NULL };
	static const char *const closes[] = { "fi", "done", "esac", "}", NULL };
	static const char *const between[] = { "if", "while", "until", "{", "then", "do", "else",
		"elif", "!", "time", "export", NULL };
	static const char *const declares[] = { "local", "declare", "typeset", "readonly", "unset",
		"read", NULL };
	const char *word = l->text + l->off;

	if (l->ret->n > l->pending)
		return refuse(l, l->off, "the value is given to one program only", err);
	if (word_is(word, len, opens))
		l->compound++;
	else if (word_is(word, len, closes) && l->compound > 0)
		l->compound--;
	l->declares = word_is(word, len, declares);
	l->command = l->declares || word_is(word, len, between);
	l->off += len;
	return 0;
}

static int take_word(struct lex *l, struct err *err)
{
	size_t end = shell_lex_word(l->text, l->off), len = end - l->off, value;
	bool ours = false, append = false;

	if (end == OPEN)
		return refuse(l, l->off, "what starts here is not closed", err);
	value = l->command ? value_of(l, l->off, &ours, &append) : 0;
	if (value > 0)
		return take_assignment(l, value, ours, append, err);
	if (l->declares) {
		if (len == strlen(l->name) && memcmp(l->text + l->off, l->name, len) == 0)
			return refuse(l, l->off, "the value is taken away or declared here", err);
		l->off = end;
		return 0;
	}
	if (l->command)
		return take_command(l, len, err);
	l->off = end;
	return 0;
}

/* What separates commands. */
static int take_meta(struct lex *l, struct err *err)
{
	char c = l->text[l->off], next = l->text[l->off + 1];

	if (c == '<' && next == '<')
		return refuse(l, l->off, "a here-document is not followed", err);
	l->off++;
	if (c == '<' || c == '>')
		return 0;
	if (c == '(')
		l->parens++;
	if (c == ')' && l->parens > 0)
		l->parens--;
	if (c == '&' || c == '|') {
		l->sometimes = true;
		l->off += next == c;
	} else if (c == ';') {
		l->sometimes = false;
	}
	l->command = true;
	l->declares = false;
	l->pending = l->ret->n;
	return 0;
}

static int step(struct lex *l, struct err *err)
{
	char c = l->text[l->off];

	if (is_comment(l->text, l->off)) {
		l->off += strcspn(l->text + l->off, "\n");
		return 0;
	}
	if (c == '\n') {
		l->command = true;
		l->declares = l->sometimes = false;
		l->pending = l->ret->n;
	}
	if (shell_lex_blank(l->text, l->off)) {
		l->off++;
		return 0;
	}
	if (c == '\\' && l->text[l->off + 1] == '\n') {
		l->off += 2;
		return 0;
	}
	return strchr(META, c) ? take_meta(l, err) : take_word(l, err);
}

int shell_lex(const char *text, const char *name, struct shell_assigns *ret, struct err *err)
{
	struct shell_assigns found = { 0 };
	struct lex l = { .text = text, .name = name, .command = true, .ret = &found };
	int r = 0;

	while (r == 0 && text[l.off])
		r = step(&l, err);
	if (r < 0) {
		shell_assigns_done(&found);
		return r;
	}
	*ret = found;
	return 0;
}
