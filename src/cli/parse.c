/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * argv against the command rows: which command, which options, which operands.
 * Whether an operand exists on this machine is for the command to say.
 */
#include "cli/parse.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

struct cursor {
	char *const *argv; /* the next word */
	struct parsed *p;
};

void parsed_done(struct parsed *p)
{
	free(p->opts);
	free(p->args);
}

static const struct command *find_command(const char *first, const char *second)
{
	for (size_t i = 0; commands[i]; i++) {
		const char *name = commands[i]->name;
		size_t n = strlen(first);

		if (strncmp(name, first, n) != 0)
			continue;
		if (!second ? name[n] == '\0' : name[n] == ' ' && str_eq(name + n + 1, second))
			return commands[i];
	}
	return NULL;
}

static int unknown_command(const char *first, const char *second, struct err *err)
{
	_cleanup_free_ char *given =
		str_printf("%s%s%s", first, second ? " " : "", second ? second : "");
	const char *best = NULL;

	if (!given)
		return err_oom(err);
	for (size_t i = 0; commands[i]; i++)
		if (!best && str_similar(given, commands[i]->name))
			best = commands[i]->name;
	if (best)
		return err_set(
			err, EINVAL, "there is no command '%s'; did you mean '%s'?", given, best);
	return err_set(err, EINVAL, "there is no command '%s'; see virtfn --help", given);
}

static const struct option *find_long(const struct option *rows, const char *name, size_t len)
{
	for (; rows && rows->name; rows++)
		if (strlen(rows->name) == len && strncmp(rows->name, name, len) == 0)
			return rows;
	return NULL;
}

static const struct option *find_letter(const struct option *rows, char letter)
{
	for (; rows && rows->name; rows++)
		if (rows->letter == letter)
			return rows;
	return NULL;
}

static const char *similar_option(const struct option *rows, const char *name)
{
	for (; rows && rows->name; rows++)
		if (str_similar(name, rows->name))
			return rows->name;
	return NULL;
}

static int unknown_option(const struct command *c, const char *word, struct err *err)
{
	_cleanup_free_ char *name = strndup(word, strcspn(word, "="));
	const char *best = NULL;

	if (!name)
		return err_oom(err);
	if (strncmp(name, "--", 2) == 0 && name[2]) {
		best = similar_option(c ? c->options : NULL, name + 2);
		if (!best)
			best = similar_option(global_options, name + 2);
	}
	if (best)
		return err_set(
			err, EINVAL, "there is no option %s; did you mean --%s?", name, best);
	return err_set(err, EINVAL, "there is no option %s; see virtfn %s%s--help", name,
		c ? c->name : "", c ? " " : "");
}

static int check_choice(const char *what, const char *choices, const char *value, struct err *err)
{
	size_t n = strlen(value);

	for (const char *p = choices; *p; p += strcspn(p, "|"), p += *p == '|')
		if (strcspn(p, "|") == n && strncmp(p, value, n) == 0)
			return 0;
	return err_set(
		err, EINVAL, "%s does not take '%s'; choose one of %s", what, value, choices);
}

static int set_option(const struct option *o, void *base, const char *value, struct err *err)
{
	char *field = (char *)base + o->offset;
	char what[80];
	int r;

	(void)snprintf(what, sizeof(what), "--%s", o->name);
	switch (o->type) {
	case OPTION_FLAG:
		*(bool *)(void *)field = true;
		return 0;
	case OPTION_STR:
		r = o->choices ? check_choice(what, o->choices, value, err) : 0;
		if (r < 0)
			return r;
		*(const char **)(void *)field = value;
		return 0;
	case OPTION_UINT: {
		struct option_uint *u = (struct option_uint *)(void *)field;

		if (str_to_uint(value, o->max, &u->value) < 0)
			return err_set(err, EINVAL, "%s takes a number from 0 to %u, not '%s'",
				what, o->max, value);
		u->given = true;
		return 0;
	}
	}
	return 0;
}

/* attached: the text behind "=" or behind the letter, or NULL. */
static int take_option(struct cursor *c, const struct option *o, bool global, const char *attached,
	struct err *err)
{
	void *base = global ? &c->p->globals : c->p->opts;

	if (o->type == OPTION_FLAG && attached)
		return err_set(err, EINVAL, "--%s takes no value", o->name);
	if (o->type != OPTION_FLAG && !attached) {
		if (!*c->argv)
			return err_set(err, EINVAL, "--%s needs a value: %s", o->name, o->metavar);
		attached = *c->argv++;
	}
	return set_option(o, base, attached, err);
}

static int long_option(struct cursor *c, const char *word, struct err *err)
{
	size_t len = strcspn(word + 2, "=");
	const char *attached = word[2 + len] ? word + 2 + len + 1 : NULL;
	const struct option *o = NULL;

	if (c->p->command)
		o = find_long(c->p->command->options, word + 2, len);
	if (o)
		return take_option(c, o, false, attached, err);
	o = find_long(global_options, word + 2, len);
	if (o)
		return take_option(c, o, true, attached, err);
	return unknown_option(c->p->command, word, err);
}

static int short_options(struct cursor *c, const char *word, struct err *err)
{
	for (const char *p = word + 1; *p; p++) {
		const struct option *o = NULL;
		bool global = false;
		int r;

		if (c->p->command)
			o = find_letter(c->p->command->options, *p);
		if (!o) {
			o = find_letter(global_options, *p);
			global = true;
		}
		if (!o)
			return unknown_option(c->p->command, word, err);
		r = take_option(c, o, global, o->type != OPTION_FLAG && p[1] ? p + 1 : NULL, err);
		if (r < 0 || o->type != OPTION_FLAG)
			return r;
	}
	return 0;
}

/* 1 when the word was an option, 0 when it is not one. */
static int any_option(struct cursor *c, struct err *err)
{
	const char *word = *c->argv;
	int r;

	if (word[0] != '-' || word[1] == '\0' || str_eq(word, "--"))
		return 0;
	c->argv++;
	r = word[1] == '-' ? long_option(c, word, err) : short_options(c, word, err);
	return r < 0 ? r : 1;
}

static int skip_options(struct cursor *c, struct err *err)
{
	int r = 1;

	while (*c->argv && r == 1)
		r = any_option(c, err);
	return r < 0 ? r : 0;
}

static int choose_command(struct cursor *c, struct err *err)
{
	const char *first;
	const struct command *sub;
	int r;

	r = skip_options(c, err);
	if (r < 0 || !*c->argv)
		return r;
	first = *c->argv++;
	c->p->command = find_command(first, NULL);
	if (!c->p->command)
		return unknown_command(first, NULL, err);
	if (!(c->p->command->flags & COMMAND_GROUP))
		return 0;
	r = skip_options(c, err);
	if (r < 0 || !*c->argv)
		return r;
	sub = find_command(first, *c->argv);
	if (!sub)
		return unknown_command(first, *c->argv, err);
	c->p->command = sub;
	c->argv++;
	return 0;
}

static int check_operands(const struct parsed *p, size_t n, struct err *err)
{
	const struct operand *o = p->command->operands;
	int r;

	for (size_t i = 0; i < COMMAND_OPERANDS && o[i].metavar; i++) {
		if (i >= n && !o[i].optional)
			return err_set(err, EINVAL, "'%s' needs %s; see virtfn %s --help",
				p->command->name, o[i].metavar, p->command->name);
		if (i < n && o[i].kind == OPERAND_CHOICE) {
			r = check_choice(o[i].metavar, o[i].choices, p->args[i], err);
			if (r < 0)
				return r;
		}
	}
	return 0;
}

static size_t most_operands(const struct command *c)
{
	size_t n = 0;

	while (n < COMMAND_OPERANDS && c->operands[n].metavar)
		n++;
	return n;
}

static int take_rest(struct cursor *c, struct err *err)
{
	bool only_operands = false;
	size_t n = 0;

	while (*c->argv) {
		int r = only_operands ? 0 : any_option(c, err);

		if (r < 0)
			return r;
		if (r == 1)
			continue;
		if (!only_operands && str_eq(*c->argv, "--")) {
			only_operands = true;
			c->argv++;
			continue;
		}
		if (n == most_operands(c->p->command))
			return err_set(err, EINVAL,
				"'%s' is one word too many for '%s'; see virtfn %s --help",
				*c->argv, c->p->command->name, c->p->command->name);
		c->p->args[n++] = *c->argv++;
	}
	/* "virtfn vf create --help" is a question, not a call that lacks a device. */
	return c->p->globals.help ? 0 : check_operands(c->p, n, err);
}

int parse_argv(char *const *argv, struct parsed *ret, struct err *err)
{
	struct cursor c = { .argv = argv + 1, .p = ret };
	int r;

	*ret = (struct parsed) { 0 };
	r = choose_command(&c, err);
	if (r < 0 || !ret->command)
		return r;
	ret->opts = calloc(1, ret->command->opts_size ? ret->command->opts_size : 1);
	ret->args = calloc(COMMAND_OPERANDS + 1, sizeof(*ret->args));
	if (!ret->opts || !ret->args)
		return err_oom(err);
	return take_rest(&c, err);
}
