/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The tree that a command fills. What it looks like is the renderers' business.
 */
#include "base/doc.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

struct doc {
	enum doc_type type;
	const char *key;
	struct doc *top;
	struct doc *next;
	struct doc *first, *last; /* members of maps and lists */
	struct doc *rows, *rows_last;
	const struct doc_column *columns;
	const char *children;
	char *text;
	long long number;
	bool failed;  /* of the top only */
	bool command; /* of a DOC_STR */
};

static struct doc *node(enum doc_type type, const char *key, struct doc *top)
{
	struct doc *d = calloc(1, sizeof(*d));

	if (!d) {
		if (top)
			top->failed = true;
		return NULL;
	}
	d->type = type;
	d->key = key;
	d->top = top ? top : d;
	return d;
}

static struct doc *append(struct doc **first, struct doc **last, struct doc *d)
{
	if (!d)
		return NULL;
	if (*last)
		(*last)->next = d;
	else
		*first = d;
	*last = d;
	return d;
}

static struct doc *member(struct doc *parent, enum doc_type type, const char *key)
{
	if (!parent)
		return NULL;
	return append(&parent->first, &parent->last, node(type, key, parent->top));
}

struct doc *doc_new(void)
{
	return node(DOC_MAP, NULL, NULL);
}

void doc_free(struct doc *doc)
{
	while (doc) {
		struct doc *next = doc->next;

		doc_free(doc->first);
		doc_free(doc->rows);
		free(doc->text);
		free(doc);
		doc = next;
	}
}

void doc_freep(struct doc **doc)
{
	doc_free(*doc);
}

void doc_clear(struct doc *top)
{
	if (!top)
		return;
	doc_free(top->first);
	doc_free(top->rows);
	top->first = top->last = NULL;
	top->rows = top->rows_last = NULL;
}

bool doc_failed(const struct doc *doc)
{
	return !doc || doc->top->failed;
}

/* Takes the text. */
static void set_text(struct doc *d, char *text)
{
	if (d && !text)
		d->top->failed = true;
	if (d)
		d->text = text;
	else
		free(text);
}

void doc_str(struct doc *map, const char *key, const char *text)
{
	set_text(member(map, DOC_STR, key), strdup(text));
}

static char *format(const char *fmt, va_list ap)
{
	char *text;

	return vasprintf(&text, fmt, ap) < 0 ? NULL : text;
}

void doc_printf(struct doc *map, const char *key, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	set_text(member(map, DOC_STR, key), format(fmt, ap));
	va_end(ap);
}

static void set_number(struct doc *d, long long value)
{
	if (d)
		d->number = value;
}

void doc_int(struct doc *map, const char *key, long long value)
{
	set_number(member(map, DOC_INT, key), value);
}

void doc_bool(struct doc *map, const char *key, bool value)
{
	set_number(member(map, DOC_BOOL, key), value);
}

void doc_unknown(struct doc *map, const char *key)
{
	(void)member(map, DOC_UNKNOWN, key);
}

struct doc *doc_map(struct doc *map, const char *key)
{
	return member(map, DOC_MAP, key);
}

struct doc *doc_list(struct doc *map, const char *key)
{
	return member(map, DOC_LIST, key);
}

void doc_add_str(struct doc *list, const char *text)
{
	doc_str(list, NULL, text);
}

void doc_add_command(struct doc *list, const char *text)
{
	struct doc *d = member(list, DOC_STR, NULL);

	if (d)
		d->command = true;
	set_text(d, strdup(text));
}

struct doc *doc_add_map(struct doc *list)
{
	return member(list, DOC_MAP, NULL);
}

struct doc *doc_table(
	struct doc *map, const char *key, const struct doc_column *columns, const char *children)
{
	struct doc *d = member(map, DOC_TABLE, key);

	if (d) {
		d->columns = columns;
		d->children = children;
	}
	return d;
}

struct doc *doc_row(struct doc *parent)
{
	if (!parent)
		return NULL;
	return append(&parent->rows, &parent->rows_last, node(DOC_MAP, NULL, parent->top));
}

static void sentence(struct doc *top, const char *key, char *text)
{
	struct doc *list = NULL;

	if (!top) {
		free(text);
		return;
	}
	for (struct doc *d = top->first; d; d = d->next)
		if (str_eq(d->key, key))
			list = d;
	if (!list)
		list = doc_list(top, key);
	set_text(member(list, DOC_STR, NULL), text);
}

void doc_say(struct doc *top, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	sentence(top, DOC_KEY_SAY, format(fmt, ap));
	va_end(ap);
}

void doc_close(struct doc *top, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	sentence(top, DOC_KEY_CLOSE, format(fmt, ap));
	va_end(ap);
}

void doc_note(struct doc *top, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	sentence(top, DOC_KEY_NOTE, format(fmt, ap));
	va_end(ap);
}

enum doc_type doc_type(const struct doc *d)
{
	return d->type;
}

const char *doc_key(const struct doc *d)
{
	return d->key;
}

const struct doc *doc_first(const struct doc *d)
{
	return d->first;
}

const struct doc *doc_next(const struct doc *d)
{
	return d->next;
}

const struct doc *doc_get(const struct doc *map, const char *key)
{
	for (const struct doc *d = map ? map->first : NULL; d; d = d->next)
		if (str_eq(d->key, key))
			return d;
	return NULL;
}

const struct doc *doc_rows(const struct doc *d)
{
	return d->rows;
}

const struct doc_column *doc_columns(const struct doc *table)
{
	return table->columns;
}

const char *doc_children_key(const struct doc *table)
{
	return table->children;
}

const char *doc_text(const struct doc *d)
{
	return d->type == DOC_STR ? d->text : NULL;
}

bool doc_is_command(const struct doc *d)
{
	return d->command;
}

long long doc_number(const struct doc *d)
{
	return d->type == DOC_INT || d->type == DOC_BOOL ? d->number : 0;
}
