/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What does an entry of the Boot Loader Specification say, and how does one change it without
 * touching the rest? What an options line means is for formats/cmdline to know, where entries
 * are and which of them count for boot/.
 */
#include "formats/bls-entry.h"

#include <errno.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

static bool blank(char c)
{
	return c == ' ' || c == '\t';
}

/* One line as a field: its bytes without the line's end. False: it is none. */
static bool parse(const char *line, size_t len, struct bls_field *f)
{
	size_t start = 0, key, value;

	while (len > 0 && blank(line[len - 1]))
		len--;
	while (start < len && blank(line[start]))
		start++;
	for (key = start; key < len && !blank(line[key]); key++)
		;
	if (start == len || line[start] == '#' || key == len)
		return false;
	for (value = key; blank(line[value]); value++)
		;
	f->key = line + start;
	f->key_len = key - start;
	f->quoted = len - value >= 2 && line[value] == '"' && line[len - 1] == '"';
	f->off = value + f->quoted;
	f->len = len - f->quoted - f->off;
	return true;
}

bool bls_next(struct bls_iter *it, struct bls_field *ret)
{
	while (it->text[it->off]) {
		struct bls_field f = { .line = it->off };
		const char *line = it->text + it->off;
		size_t len = strcspn(line, "\r\n");

		it->off += len;
		it->off += it->text[it->off] == '\r' && it->text[it->off + 1] == '\n';
		it->off += it->text[it->off] != '\0';
		if (!parse(line, len, &f))
			continue;
		f.off += f.line;
		f.end = it->off;
		*ret = f;
		return true;
	}
	return false;
}

bool bls_next_of(struct bls_iter *it, const char *key, struct bls_field *ret)
{
	struct bls_field f;

	while (bls_next(it, &f)) {
		if (f.key_len == strlen(key) && memcmp(f.key, key, f.key_len) == 0) {
			*ret = f;
			return true;
		}
	}
	return false;
}

bool bls_has(const char *text, const char *key)
{
	struct bls_iter it = { .text = text };
	struct bls_field f;

	return bls_next_of(&it, key, &f);
}

void bls_values_free(char **values)
{
	for (size_t i = 0; values && values[i]; i++)
		free(values[i]);
	free(values);
}

void bls_values_freep(char ***values)
{
	bls_values_free(*values);
}

char **bls_values(const char *text, const char *key)
{
	struct bls_iter it = { .text = text };
	struct bls_field f;
	size_t n = 0;
	char **v;

	while (bls_next_of(&it, key, &f))
		n++;
	v = calloc(n + 1, sizeof(*v));
	it.off = 0;
	for (size_t i = 0; v && i < n && bls_next_of(&it, key, &f); i++) {
		v[i] = str_from_bytes(text + f.off, f.len);
		if (!v[i]) {
			bls_values_free(v);
			return NULL;
		}
	}
	return v;
}

/* A text on its way to another one. */
struct pass {
	const char *text;
	size_t copied;
	struct str_buf out;
	bool changed;
};

static void keep_up_to(struct pass *p, size_t off)
{
	str_buf_add_n(&p->out, p->text + p->copied, off - p->copied);
	p->copied = off;
}

/* Bytes of the line's end in front of off: 0, 1, or 2. */
static size_t end_before(const char *text, size_t off)
{
	if (off >= 2 && text[off - 2] == '\r' && text[off - 1] == '\n')
		return 2;
	return off >= 1 && (text[off - 1] == '\n' || text[off - 1] == '\r');
}

/* A last line without an end leaves none behind either: append() backwards. */
static void cut_line(struct pass *p, const struct bls_field *f)
{
	size_t from = f->line;

	if (!p->text[f->end] && end_before(p->text, f->end) == 0)
		from -= end_before(p->text, f->line);
	keep_up_to(p, from > p->copied ? from : p->copied);
	p->copied = f->end;
	p->changed = true;
}

/* Without quotes around it, a value that has some at both ends would lose them. */
static bool needs_quotes(const char *value)
{
	const char *last = strrchr(value, '"');

	value += strspn(value, " \t");
	return *value == '"' && last > value && !last[1 + strspn(last + 1, " \t")];
}

static void replace(struct pass *p, const struct bls_field *f, const char *value)
{
	const char *quote = !f->quoted && needs_quotes(value) ? "\"" : "";

	if (strlen(value) == f->len && memcmp(p->text + f->off, value, f->len) == 0)
		return;
	keep_up_to(p, f->off);
	str_buf_add(&p->out, quote);
	str_buf_add(&p->out, value);
	str_buf_add(&p->out, quote);
	p->copied = f->off + f->len;
	p->changed = true;
}

/* With the line ends that the text has; without one at the end of it, there is none again. */
static void append(struct pass *p, const char *key, const char *value)
{
	const char *quote = needs_quotes(value) ? "\"" : "";
	const char *first = p->text + strcspn(p->text, "\r\n");
	const char *end = first[0] == '\r' && first[1] == '\n' ? "\r\n" : "\n";
	bool first_line = p->out.len == 0;
	bool ended = !first_line && end_before(p->out.text, p->out.len) > 0;

	str_buf_printf(&p->out, "%s%s %s%s%s%s", first_line || ended ? "" : end, key, quote, value,
		quote, ended ? end : "");
	p->changed = true;
}

static int check(const char *const *values, struct err *err)
{
	for (size_t i = 0; values[i]; i++)
		if (strpbrk(values[i], "\r\n"))
			return err_set(err, EINVAL,
				"\"%s\" has several lines, and a value of a boot loader entry is "
				"one",
				values[i]);
	return 0;
}

int bls_set(
	const char *text, const char *key, const char *const *values, char **ret, struct err *err)
{
	struct bls_iter it = { .text = text };
	struct pass p = { .text = text };
	struct bls_field f;
	char *made;
	size_t i = 0;

	if (check(values, err) < 0)
		return -err->code;
	while (bls_next_of(&it, key, &f)) {
		const char *value = values[i] ? values[i++] : "";

		if (value[strspn(value, " \t")])
			replace(&p, &f, value);
		else if (f.len > 0)
			cut_line(&p, &f);
	}
	keep_up_to(&p, strlen(text));
	for (; values[i]; i++)
		if (values[i][strspn(values[i], " \t")])
			append(&p, key, values[i]);
	made = str_buf_take(&p.out);
	if (!made)
		return err_oom(err);
	*ret = made;
	return p.changed;
}
