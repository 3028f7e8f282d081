/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What do files say about modules: commands of modprobe.d, lists, and lists in shell
 * variables? Which files there are and which of them hide others is for facts/.
 */
#include "formats/modprobe-conf.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define BLANKS " \t"

void modprobe_conf_done(struct modprobe_conf *c)
{
	str_buf_done(&c->current);
}

static bool at_end(const struct modprobe_conf *c)
{
	return c->off >= c->size;
}

static char peek(const struct modprobe_conf *c)
{
	return at_end(c) ? '\0' : c->text[c->off];
}

/* Steps over one byte; lines are counted here and nowhere else. */
static char step(struct modprobe_conf *c)
{
	char ch = c->text[c->off++];

	c->line += ch == '\n';
	return ch;
}

/* An entry is one line, whatever bytes there are. */
static void keep(struct modprobe_conf *c, char ch)
{
	char blank = ' ';

	str_buf_add_n(&c->current, (unsigned char)ch < ' ' ? &blank : &ch, 1);
}

static void start_entry(struct modprobe_conf *c)
{
	c->current.len = 0;
	str_buf_add(&c->current, "");
}

static void skip_line(struct modprobe_conf *c)
{
	while (!at_end(c) && step(c) != '\n')
		;
}

/* A backslash joins lines, and in front of anything else is dropped (getline_wrapped()). */
static void join_line(struct modprobe_conf *c)
{
	bool joins = c->syntax == MODPROBE_CONF_COMMANDS;

	while (!at_end(c)) {
		char ch = step(c);

		if (ch == '\n')
			return;
		if (ch == '\\' && joins) {
			if (at_end(c))
				return;
			ch = step(c);
			if (ch == '\n')
				continue;
		}
		keep(c, ch);
	}
}

/* Cuts the first word off *p and returns it, or NULL when there is none. */
static char *cut_word(char **p)
{
	char *word = *p + strspn(*p, BLANKS), *end = word + strcspn(word, BLANKS);

	if (!*word)
		return NULL;
	*p = end + (*end != '\0');
	*end = '\0';
	return word;
}

static int next_line(struct modprobe_conf *c, struct modprobe_conf_entry *ret)
{
	const char *comments = c->syntax == MODPROBE_CONF_LIST ? "#;" : "#";

	while (!at_end(c)) {
		unsigned line = c->line + 1;
		char *p, *command = NULL, *module;

		start_entry(c);
		join_line(c);
		if (c->current.failed)
			return -ENOMEM;
		p = c->current.text;
		p += strspn(p, BLANKS);
		if (strchr(comments, *p))
			continue;
		if (c->syntax == MODPROBE_CONF_COMMANDS)
			command = cut_word(&p);
		module = cut_word(&p);
		if (!module)
			continue;
		*ret = (struct modprobe_conf_entry) {
			.line = line,
			.command = command ? command : "",
			.module = module,
			.rest = str_strip(p),
		};
		return 1;
	}
	return 0;
}

static bool is_name(char ch)
{
	return (ch >= 'a' && ch <= 'z') || (ch >= 'A' && ch <= 'Z') || (ch >= '0' && ch <= '9') ||
	       ch == '_';
}

static bool is_space(char ch)
{
	return ch == ' ' || ch == '\t' || ch == '\n' || ch == '\r';
}

/* "NAME=" or "NAME+=" at the start of a line; false leaves the rest of the line. */
static bool take_name(struct modprobe_conf *c)
{
	while (peek(c) == ' ' || peek(c) == '\t')
		(void)step(c);
	start_entry(c);
	while (is_name(peek(c)))
		keep(c, step(c));
	c->name_len = c->current.len;
	if (c->name_len > 0 && peek(c) == '+')
		(void)step(c);
	if (c->name_len == 0 || peek(c) != '=')
		return false;
	(void)step(c);
	keep(c, ' ');
	return true;
}

/* One byte of a value outside of quotes; false ends the value. */
static bool take_bare(struct modprobe_conf *c, bool list)
{
	char ch = peek(c);
	bool word_starts = c->current.failed || c->current.text[c->current.len - 1] == ' ';

	if (list ? ch == ')' : is_space(ch) || ch == ';')
		return false;
	if (list && ch == '#' && word_starts) {
		skip_line(c);
		keep(c, ' ');
		return true;
	}
	(void)step(c);
	if (ch == '\\' && !at_end(c))
		ch = step(c);
	keep(c, ch);
	return true;
}

/* Behind a quote, up to the one that ends it; without one, up to the end. */
static void take_quoted(struct modprobe_conf *c)
{
	char quote = step(c);

	while (!at_end(c)) {
		char ch = step(c);

		if (ch == quote)
			return;
		keep(c, ch);
	}
}

/* The words of a value go behind the name, with blanks between. */
static void take_value(struct modprobe_conf *c)
{
	bool list = peek(c) == '(', more = true;

	if (list)
		(void)step(c);
	while (more && !at_end(c)) {
		if (peek(c) == '"' || peek(c) == '\'')
			take_quoted(c);
		else
			more = take_bare(c, list);
	}
	skip_line(c);
}

/* The next word of the variable at hand. */
static bool next_word(struct modprobe_conf *c, struct modprobe_conf_entry *ret)
{
	char *p, *word;

	if (c->word == 0 || c->word > c->current.len)
		return false;
	p = c->current.text + c->word;
	word = cut_word(&p);
	/* Past the end: the word may have been the last, and its 0 the text's own. */
	c->word = word ? (size_t)(word - c->current.text) + strlen(word) + 1 : 0;
	if (!word)
		return false;
	ret->command = c->current.text;
	ret->module = word;
	ret->rest = "";
	return true;
}

static int next_variable(struct modprobe_conf *c, struct modprobe_conf_entry *ret)
{
	for (;;) {
		if (next_word(c, ret)) {
			ret->line = c->first_line;
			return 1;
		}
		c->word = 0;
		if (at_end(c))
			return 0;
		c->first_line = c->line + 1;
		if (!take_name(c)) {
			skip_line(c);
			continue;
		}
		take_value(c);
		if (c->current.failed)
			return -ENOMEM;
		c->current.text[c->name_len] = '\0';
		c->word = c->name_len + 1;
	}
}

int modprobe_conf_next(struct modprobe_conf *c, struct modprobe_conf_entry *ret)
{
	if (c->syntax == MODPROBE_CONF_VARIABLES)
		return next_variable(c, ret);
	return next_line(c, ret);
}
