/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What does a value say that is written as the shell has it, letter by letter? And how is
 * another one written within the same quotes?
 */
#include "formats/shell-value.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "formats/shell-edit.h"
#include "formats/shell-lex.h"

struct reader {
	const char *text;
	size_t off, end;
	char quote;
	struct shell_value *ret;
};

void shell_value_done(struct shell_value *value)
{
	free(value->v);
	*value = (struct shell_value) { 0 };
}

char *shell_value_text(const struct shell_value *value)
{
	struct str_buf b = { 0 };

	str_buf_add(&b, "");
	for (size_t i = 0; i < value->n; i++)
		str_buf_add_n(&b, &value->v[i].c, 1);
	return str_buf_take(&b);
}

static bool is_name_start(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static int refuse(const struct reader *rd, const char *why, struct err *err)
{
	return err_set(err, EOPNOTSUPP, "line %u: %s", shell_lex_line(rd->text, rd->off), why);
}

/* A letter that takes len bytes. */
static int take(struct reader *rd, char c, size_t len, struct err *err)
{
	struct shell_letter *l = mem_append(&rd->ret->v, &rd->ret->n, sizeof(*l));

	if (!l)
		return err_oom(err);
	*l = (struct shell_letter) { c, rd->quote, rd->off, rd->off + len };
	rd->off += len;
	return 0;
}

/* "$NAME" and "${NAME}" stay as they are, marked; a '$' in front of others is a letter. */
static int take_dollar(struct reader *rd, struct err *err)
{
	const char *p = rd->text + rd->off + 1;
	bool braces = *p == '{';
	size_t n = 0;

	p += braces;
	if (is_name_start(*p))
		while (is_name_start(p[n]) || (p[n] >= '0' && p[n] <= '9'))
			n++;
	if (braces ? n == 0 || p[n] != '}' : n == 0 && *p && strchr("('0123456789@*#?-$!", *p))
		return refuse(rd, "the value is computed by the shell, which is not followed", err);
	if (!rd->quote && n == 0 && *p == '"')
		return refuse(rd, "the value is translated by the shell", err);
	return take(rd, n > 0 ? SHELL_EDIT_EXPANDS : '$', 1, err);
}

static int take_escaped(struct reader *rd, struct err *err)
{
	char c = rd->off + 1 < rd->end ? rd->text[rd->off + 1] : '\0';

	if (c == '\n')
		return refuse(rd, "the value goes on in the next line", err);
	if (!c || (rd->quote && !strchr("$`\"\\", c)))
		return take(rd, '\\', 1, err);
	return take(rd, c, 2, err);
}

static int read_letter(struct reader *rd, struct err *err)
{
	char c = rd->text[rd->off];

	if (c == '\n')
		return refuse(rd, "the value goes on in the next line", err);
	if (c == SHELL_EDIT_EXPANDS)
		return refuse(rd, "the value has a control character in it", err);
	if (rd->quote == '\'' && c != '\'')
		return take(rd, c, 1, err);
	if (c == rd->quote || (!rd->quote && (c == '\'' || c == '"'))) {
		rd->quote = rd->quote ? '\0' : c;
		rd->off++;
		return 0;
	}
	if (c == '`')
		return refuse(rd, "the value is computed by the shell, which is not followed", err);
	if (c == '\\')
		return take_escaped(rd, err);
	return c == '$' ? take_dollar(rd, err) : take(rd, c, 1, err);
}

int shell_value_read(
	const char *text, size_t off, size_t len, struct shell_value *ret, struct err *err)
{
	struct shell_value value = { 0 };
	struct reader rd = { .text = text, .off = off, .end = off + len, .ret = &value };
	int r = 0;

	while (r == 0 && rd.off < rd.end)
		r = read_letter(&rd, err);
	if (r < 0) {
		shell_value_done(&value);
		return r;
	}
	*ret = value;
	return 0;
}

void shell_value_write(struct str_buf *b, const char *value, size_t n, char quote)
{
	for (size_t i = 0; i < n; i++) {
		char c = value[i] == SHELL_EDIT_EXPANDS ? '$' : value[i];

		if (quote == '\'' && c == '\'')
			str_buf_add(b, "'\\'");
		else if (quote == '"' && c && c == value[i] && strchr("$`\"\\", c))
			str_buf_add(b, "\\");
		str_buf_add_n(b, &c, 1);
	}
}
