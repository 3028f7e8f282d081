/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_RENDER_H
#define CLI_RENDER_H

#include <stdbool.h>
#include <stdio.h>

#include "base/doc.h"
#include "base/err.h"

/* How a document is shown. */
struct render {
	FILE *out;           /* results */
	FILE *notes;         /* what the user may want to know besides */
	const char *columns; /* "A,B", "+C" behind the usual ones, or NULL */
	bool raw, noheadings, color;
	bool terminal; /* out is one: tables are cut to its width, trees get glyphs */
};

/*
 * Tables through libsmartcols, sentences and single values as lines, a list of maps as
 * paragraphs (a map's texts up to "title" are its first line). -EINVAL when
 * render->columns names a column that the table has not; the text lists those it has.
 */
int render_text(const struct doc *doc, const struct render *render, struct err *err);

/* The same document as one JSON object that starts with "schema", through json-c. */
int render_json(const struct doc *doc, FILE *out, struct err *err);

/* The same as a text, to be free()d. */
int render_json_text(const struct doc *doc, char **ret, struct err *err);

/* Changes with each change that could break a reader: a key that goes or turns. */
#define RENDER_JSON_SCHEMA 1

/*
 * One line with text in it that came from a device, a file or an argument: what a
 * terminal would obey is shown as "\x1b", as libsmartcols does in tables.
 */
void render_line(const char *text, FILE *out);

/* Plain text that is no document: help, version. */
int render_plain(const char *text, FILE *out, struct err *err);

#endif
