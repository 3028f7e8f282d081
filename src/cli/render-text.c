/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A document as text: tables through libsmartcols, the rest as lines. It knows no
 * command; what is shown is what the document holds.
 */
#include "cli/render.h"

#include <errno.h>
#include <langinfo.h>
#include <libsmartcols.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <wchar.h>
#include <wctype.h>

#include "base/mem.h"
#include "base/str.h"

#define COLUMNS_MAX     48
#define PARAGRAPH_WIDTH 80

struct text_table {
	struct libscols_table *table;
	bool plain; /* all cells are printable ASCII */
	const struct doc_column *columns[COLUMNS_MAX];
	size_t n;
};

static void text_table_done(struct text_table *t)
{
	scols_unref_table(t->table);
}

int render_plain(const char *text, FILE *out, struct err *err)
{
	size_t n = strlen(text);

	if (fputs(text, out) == EOF || (n > 0 && text[n - 1] != '\n' && fputc('\n', out) == EOF))
		return err_sys(err, errno, "cannot write the output");
	return 0;
}

/* The first size bytes of text. */
static void print_text(const char *text, size_t size, FILE *out)
{
	const char *end = text + size;
	mbstate_t state = { 0 };

	while (text < end) {
		wchar_t w;
		size_t n = mbrtowc(&w, text, (size_t)(end - text), &state);
		bool whole = n != (size_t)-1 && n != (size_t)-2;

		if (!whole)
			state = (mbstate_t) { 0 };
		if (whole && (iswprint((wint_t)w) || w == L'\t')) {
			(void)fwrite(text, 1, n, out);
			text += n;
		} else {
			(void)fprintf(out, "\\x%02x", (unsigned char)*text++);
		}
	}
}

void render_line(const char *text, FILE *out)
{
	print_text(text, strlen(text), out);
	(void)fputc('\n', out);
}

/* Columns that n bytes take, as print_text() shows them; near enough for breaking lines. */
static size_t width(const char *text, size_t n)
{
	size_t columns = 0;

	for (size_t i = 0; i < n; i++)
		if (((unsigned char)text[i] & 0xc0) != 0x80)
			columns += (unsigned char)text[i] < ' ' ? 4 : 1;
	return columns;
}

/* Text behind at columns that are printed; further lines start at indent. */
static void print_wrapped(const char *text, size_t at, size_t indent, FILE *out)
{
	bool first = true;

	while (*text) {
		size_t n = strcspn(text, " ");
		size_t columns = width(text, n);

		if (!first && at + 1 + columns > PARAGRAPH_WIDTH) {
			(void)fprintf(out, "\n%*s", (int)indent, "");
			at = indent;
		} else if (!first) {
			(void)fputc(' ', out);
			at++;
		}
		print_text(text, n, out);
		at += columns;
		text += n + strspn(text + n, " ");
		first = false;
	}
	(void)fputc('\n', out);
}

/* Up to the title, the texts of a paragraph are one line: "blocks: 0000:01:00.0: ..." */
static const struct doc *print_heading(const struct doc *map, int indent, FILE *out)
{
	size_t at = (size_t)indent;

	bool first = true;

	(void)fprintf(out, "%*s", indent, "");
	for (const struct doc *d = doc_first(map); d; d = doc_next(d)) {
		if (!doc_text(d))
			continue;
		if (!first) {
			(void)fputs(": ", out);
			at += 2;
		}
		first = false;
		if (str_eq(doc_key(d), "title")) {
			print_wrapped(doc_text(d), at, (size_t)indent + 2, out);
			return doc_next(d);
		}
		print_text(doc_text(d), strlen(doc_text(d)), out);
		at += width(doc_text(d), strlen(doc_text(d)));
	}
	(void)fputc('\n', out);
	return NULL;
}

static bool is_list_of_texts(const struct doc *d)
{
	return doc_type(d) == DOC_LIST && doc_first(d) && doc_text(doc_first(d));
}

/* "key: text", or a line for each below the key; commands are not broken into lines. */
static void print_texts(const struct doc *list, int indent, FILE *out)
{
	const struct doc *d = doc_first(list);
	bool one = !doc_next(d) && !doc_is_command(d);
	size_t at = (size_t)indent + (one ? 2 + strlen(doc_key(list)) : 2);

	(void)fprintf(out, "%*s%s:%s", indent, "", doc_key(list), one ? " " : "\n");
	for (; d; d = doc_next(d)) {
		if (!one)
			(void)fprintf(out, "%*s", indent + 2, "");
		if (doc_is_command(d))
			render_line(doc_text(d), out);
		else
			print_wrapped(doc_text(d), at, (size_t)indent + (one ? 2 : 4), out);
	}
}

static void print_paragraphs(const struct doc *list, int indent, FILE *out);

static void print_paragraph_value(const struct doc *d, int indent, FILE *out)
{
	if (is_list_of_texts(d)) {
		print_texts(d, indent, out);
	} else if (doc_type(d) == DOC_LIST) {
		print_paragraphs(d, indent, out);
	} else if (doc_text(d)) {
		(void)fprintf(out, "%*s%s: ", indent, "", doc_key(d));
		print_wrapped(doc_text(d), (size_t)indent + 2 + strlen(doc_key(d)),
			(size_t)indent + 2, out);
	}
}

/*
 * A list of maps: a paragraph each, of its texts; numbers are for programs. What a
 * paragraph has as a list of its own is further in.
 */
static void print_paragraphs(const struct doc *list, int indent, FILE *out)
{
	for (const struct doc *map = doc_first(list); map; map = doc_next(map)) {
		if (indent == 0)
			(void)fputc('\n', out);
		for (const struct doc *d = print_heading(map, indent, out); d; d = doc_next(d))
			print_paragraph_value(d, indent + 2, out);
	}
}

static char *list_cell(const struct doc *list)
{
	struct str_buf b = { 0 };

	for (const struct doc *d = doc_first(list); d; d = doc_next(d))
		str_buf_printf(&b, "%s%s", d == doc_first(list) ? "" : ",",
			doc_text(d) ? doc_text(d) : "...");
	if (!doc_first(list))
		str_buf_add(&b, "-");
	return str_buf_take(&b);
}

/* To be free()d; NULL without memory. */
static char *cell(const struct doc *d)
{
	if (!d)
		return strdup("-");
	switch (doc_type(d)) {
	case DOC_UNKNOWN:
		return strdup("?");
	case DOC_BOOL:
		return strdup(doc_number(d) ? "yes" : "no");
	case DOC_INT:
		return str_printf("%lld", doc_number(d));
	case DOC_STR:
		return strdup(doc_text(d)[0] ? doc_text(d) : "-");
	case DOC_LIST:
		return list_cell(d);
	case DOC_MAP:
	case DOC_TABLE:
		break;
	}
	return strdup("...");
}

static int unknown_column(
	const struct doc_column *all, const char *name, size_t len, struct err *err)
{
	struct str_buf b = { 0 };

	for (; all->key; all++)
		str_buf_printf(&b, "%s%s", b.len ? ", " : "", all->title);
	(void)err_set(err, EINVAL, "no column is named '%.*s'; there are: %s", (int)len, name,
		b.text ? b.text : "");
	str_buf_done(&b);
	return -EINVAL;
}

static void usual_columns(struct text_table *t, const struct doc_column *all)
{
	for (; all->key && t->n < COLUMNS_MAX; all++)
		if (!(all->flags & DOC_COLUMN_EXTRA))
			t->columns[t->n++] = all;
}

static int choose_columns(
	struct text_table *t, const struct doc_column *all, const char *wanted, struct err *err)
{
	if (!wanted || wanted[0] == '+')
		usual_columns(t, all);
	if (wanted && wanted[0] == '+')
		wanted++;
	while (wanted && *wanted) {
		size_t len = strcspn(wanted, ",");
		const struct doc_column *c = all;

		while (c->key &&
			!(strlen(c->title) == len && strncasecmp(c->title, wanted, len) == 0))
			c++;
		if (!c->key)
			return unknown_column(all, wanted, len, err);
		if (t->n < COLUMNS_MAX)
			t->columns[t->n++] = c;
		wanted += len + (wanted[len] == ',');
	}
	/* -o "" */
	return t->n > 0 ? 0 : unknown_column(all, "", 0, err);
}

static unsigned column_flags(const struct doc_column *c)
{
	return (c->flags & DOC_COLUMN_RIGHT ? SCOLS_FL_RIGHT : 0) |
	       (c->flags & DOC_COLUMN_TREE ? SCOLS_FL_TREE : 0) |
	       (c->flags & DOC_COLUMN_TRUNC ? SCOLS_FL_TRUNC : 0);
}

static int add_columns(struct text_table *t, const struct render *render)
{
	for (size_t i = 0; i < t->n; i++) {
		struct libscols_column *col = scols_table_new_column(t->table, t->columns[i]->title,
			t->columns[i]->flags & DOC_COLUMN_TRUNC ? 0.2 : 0,
			(int)column_flags(t->columns[i]));

		if (!col)
			return -ENOMEM;
		if (render->color)
			(void)scols_cell_set_color(scols_column_get_header(col), "bold");
	}
	return 0;
}

/* Nothing in it that a terminal would obey, and one column a byte. */
static bool is_plain(const char *text)
{
	while (*text >= 0x20 && *text < 0x7f)
		text++;
	return *text == '\0';
}

static int add_rows(struct text_table *t, const struct doc *parent, struct libscols_line *up)
{
	for (const struct doc *row = doc_rows(parent); row; row = doc_next(row)) {
		struct libscols_line *line = scols_table_new_line(t->table, up);

		for (size_t i = 0; i < t->n && line; i++) {
			char *text = cell(doc_get(row, t->columns[i]->key));

			if (!text || scols_line_refer_data(line, i, text) < 0)
				return -ENOMEM;
			t->plain = t->plain && is_plain(text);
		}
		if (!line || add_rows(t, row, line) < 0)
			return -ENOMEM;
	}
	return 0;
}

static void table_looks(struct text_table *t, const struct render *render)
{
	bool utf8 = str_eq(nl_langinfo(CODESET), "UTF-8");

	/* Looking at each letter by the locale's rules takes longer than all the rest. */
	(void)scols_table_enable_noencoding(t->table, t->plain);
	(void)scols_table_set_stream(t->table, render->out);
	(void)scols_table_enable_raw(t->table, render->raw);
	(void)scols_table_enable_noheadings(t->table, render->noheadings);
	(void)scols_table_enable_colors(t->table, render->color);
	(void)scols_table_enable_ascii(t->table, !render->terminal || !utf8);
	if (!render->terminal)
		(void)scols_table_set_termforce(t->table, SCOLS_TERMFORCE_NEVER);
}

static int print_table(const struct doc *doc, const struct render *render, struct err *err)
{
	_cleanup_(text_table_done) struct text_table t = { .plain = true };
	int r;

	r = choose_columns(&t, doc_columns(doc), render->columns, err);
	if (r < 0 || !doc_rows(doc))
		return r;
	t.table = scols_new_table();
	if (!t.table || add_columns(&t, render) < 0 || add_rows(&t, doc, NULL) < 0)
		return err_oom(err);
	table_looks(&t, render);
	if (scols_print_table(t.table) < 0)
		return err_set(err, EIO, "cannot write the output");
	return 0;
}

static bool has_paragraphs(const struct doc *d)
{
	return doc_type(d) == DOC_LIST && doc_first(d) && doc_type(doc_first(d)) == DOC_MAP;
}

static void print_lines(const struct doc *list, FILE *out, const char *prefix)
{
	for (const struct doc *d = doc_first(list); d; d = doc_next(d)) {
		(void)fputs(prefix, out);
		render_line(doc_text(d) ? doc_text(d) : "", out);
	}
}

static void print_close(const struct doc *list, FILE *out)
{
	(void)fputc('\n', out);
	print_lines(list, out, "");
}

/* "vf_count: 4" as "vf count: 4", members of a map two columns further in. */
static int print_value(const struct doc *d, FILE *out, int indent, struct err *err)
{
	_cleanup_free_ char *text = NULL;
	const char *key = doc_key(d) ? doc_key(d) : "";
	const char *sep = doc_key(d) ? ": " : "";

	(void)fprintf(out, "%*s", indent, "");
	for (const char *p = key; *p; p++)
		(void)fputc(*p == '_' ? ' ' : *p, out);
	if (doc_type(d) == DOC_MAP) {
		(void)fprintf(out, "%s\n", doc_key(d) ? ":" : "");
		for (const struct doc *m = doc_first(d); m; m = doc_next(m))
			if (print_value(m, out, indent + 2, err) < 0)
				return -ENOMEM;
		return 0;
	}
	text = cell(d);
	if (!text)
		return err_oom(err);
	(void)fputs(sep, out);
	render_line(text, out);
	return 0;
}

int render_text(const struct doc *doc, const struct render *render, struct err *err)
{
	/* What was said in sentences is not said again as "key: value". */
	bool sentences = doc_get(doc, DOC_KEY_SAY) != NULL;
	bool table = false;
	int r = 0;

	if (doc_failed(doc))
		return err_oom(err);
	for (const struct doc *d = doc_first(doc); d && r >= 0; d = doc_next(d)) {
		if (doc_type(d) == DOC_TABLE) {
			/* Its headings must not look like a row of the table above. */
			if (table && doc_rows(d) && !render->noheadings && !render->raw)
				(void)fputc('\n', render->out);
			table = table || doc_rows(d);
			r = print_table(d, render, err);
		} else if (str_eq(doc_key(d), DOC_KEY_SAY))
			print_lines(d, render->out, "");
		else if (str_eq(doc_key(d), DOC_KEY_CLOSE))
			print_close(d, render->out);
		else if (has_paragraphs(d))
			print_paragraphs(d, 0, render->out);
		else if (!str_eq(doc_key(d), DOC_KEY_NOTE) && !sentences)
			r = print_value(d, render->out, 0, err);
	}
	if (fflush(render->out) == EOF && r >= 0)
		r = err_sys(err, errno, "cannot write the output");
	if (r >= 0 && doc_get(doc, DOC_KEY_NOTE) && render->notes)
		print_lines(doc_get(doc, DOC_KEY_NOTE), render->notes, "note: ");
	return r;
}
