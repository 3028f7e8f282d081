/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Places in configuration files, and what is wrong there. Who parses is ext/ext-yaml.c; what
 * the keys mean is said in wish-keys.c.
 */
#include "model/conf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

void conf_node_done(struct conf_node *node)
{
	for (size_t i = 0; i < node->n; i++)
		conf_node_done(&node->v[i]);
	free(node->v);
	free(node->key);
	free(node->text);
	*node = (struct conf_node) { 0 };
}

void conf_problems_done(struct conf_problems *p)
{
	for (size_t i = 0; i < p->n; i++)
		free(p->v[i].text);
	free(p->v);
	*p = (struct conf_problems) { 0 };
}

static bool has_many(const struct conf_problems *p, const char *file)
{
	size_t n = 0;

	for (size_t i = 0; i < p->n; i++)
		n += str_eq(p->v[i].at.file, file);
	return n >= CONF_PROBLEMS;
}

void conf_problem(struct conf_problems *p, struct conf_place at, const char *fmt, ...)
{
	struct conf_problem *one;
	va_list ap;
	int n;

	if (has_many(p, at.file)) {
		p->more++;
		return;
	}
	one = mem_append(&p->v, &p->n, sizeof(*one));
	if (!one) {
		p->failed = true;
		return;
	}
	one->at = at;
	va_start(ap, fmt);
	n = vasprintf(&one->text, fmt, ap);
	va_end(ap);
	if (n >= 0)
		return;
	p->n--;
	p->failed = true;
}

bool conf_problems_any(const struct conf_problems *p)
{
	return p->n > 0 || p->more > 0 || p->failed;
}

static bool is_behind(struct conf_place a, struct conf_place b)
{
	if (!str_eq(a.file, b.file))
		return false;
	return a.line > b.line || (a.line == b.line && a.column > b.column);
}

void conf_problems_sort(struct conf_problems *p)
{
	/* Few, and those of a file stand together: what is equal keeps its order. */
	for (size_t i = 1; i < p->n; i++) {
		struct conf_problem one = p->v[i];
		size_t k = i;

		for (; k > 0 && is_behind(p->v[k - 1].at, one.at); k--)
			p->v[k] = p->v[k - 1];
		p->v[k] = one;
	}
}

char *conf_place_text(struct conf_place at)
{
	if (!at.line)
		return str_printf("%s", at.file);
	return str_printf("%s:%u:%u", at.file, at.line, at.column);
}
