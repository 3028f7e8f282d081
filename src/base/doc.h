/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BASE_DOC_H
#define BASE_DOC_H

#include <stdbool.h>
#include <stddef.h>

/*
 * What a command returns: a tree of named values, the same one for the table and
 * for JSON. A map owns what is put into it; doc_free() frees the whole tree.
 *
 * Without memory, a value is lost and the tree is marked: doc_failed() says so
 * once, at the end. So the functions that build return nothing to look at, and
 * accept the NULL that a lost parent is.
 *
 * Three answers that are not a value: a key that was never set ("does not apply",
 * "-" in a table, no key in JSON), doc_unknown() ("could not look", "?" and null),
 * and an empty list.
 */
struct doc;

enum doc_type {
	DOC_UNKNOWN,
	DOC_BOOL,
	DOC_INT,
	DOC_STR,
	DOC_LIST,
	DOC_MAP,
	DOC_TABLE,
};

/* A column of a table; the array that holds it must outlive the document. */
enum doc_column_flags {
	DOC_COLUMN_RIGHT = 1 << 0,
	DOC_COLUMN_EXTRA = 1 << 1, /* shown only when asked for with -o */
	DOC_COLUMN_TREE = 1 << 2,  /* carries the tree glyphs */
	DOC_COLUMN_TRUNC = 1 << 3, /* may be cut to fit the terminal */
};

struct doc_column {
	const char *key;   /* of a row's value, and the JSON key */
	const char *title; /* as shown, and as -o takes it (in any case) */
	const char *help;
	unsigned flags;
};

struct doc *doc_new(void);
void doc_free(struct doc *doc);
void doc_freep(struct doc **doc);
/* Takes away all that a document has; pointers to its parts are gone. */
void doc_clear(struct doc *top);
bool doc_failed(const struct doc *doc);

/* Values of a map or a row. Keys are literals, borrowed. */
void doc_str(struct doc *map, const char *key, const char *text);
void doc_printf(struct doc *map, const char *key, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
void doc_int(struct doc *map, const char *key, long long value);
void doc_bool(struct doc *map, const char *key, bool value);
void doc_unknown(struct doc *map, const char *key);
struct doc *doc_map(struct doc *map, const char *key);
struct doc *doc_list(struct doc *map, const char *key);

/* Members of a list. */
void doc_add_str(struct doc *list, const char *text);
/* A command to be copied: a text that is never broken into lines. */
void doc_add_command(struct doc *list, const char *text);
struct doc *doc_add_map(struct doc *list);

/*
 * A table: rows are maps, and a row may have rows of its own, which JSON shows as a
 * list under the key children. columns ends with a key of NULL.
 */
struct doc *doc_table(
	struct doc *map, const char *key, const struct doc_column *columns, const char *children);
struct doc *doc_row(struct doc *table_or_row);

/* A sentence for the user: what happened (stdout), or what he may want to know (stderr). */
void doc_say(struct doc *top, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void doc_note(struct doc *top, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* A sentence behind all the rest. */
void doc_close(struct doc *top, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
#define DOC_KEY_SAY   "messages"
#define DOC_KEY_CLOSE "closing"
#define DOC_KEY_NOTE  "notes"

/* Walking it, for the two renderers and for tests. NULL ends a walk. */
enum doc_type doc_type(const struct doc *d);
const char *doc_key(const struct doc *d); /* NULL in lists */
const struct doc *doc_first(const struct doc *d);
const struct doc *doc_next(const struct doc *d);
const struct doc *doc_get(const struct doc *map, const char *key);
const struct doc *doc_rows(const struct doc *table_or_row); /* first row, or NULL */
const struct doc_column *doc_columns(const struct doc *table);
const char *doc_children_key(const struct doc *table);
const char *doc_text(const struct doc *d); /* of a DOC_STR, else NULL */
bool doc_is_command(const struct doc *d);
long long doc_number(const struct doc *d); /* of a DOC_INT or DOC_BOOL, else 0 */

#endif
