/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A document as JSON. What the keys mean is said by the command that made it.
 */
#include "cli/render.h"

#include <errno.h>
#include <json-c/json.h>

#include "base/mem.h"
#include "base/str.h"

static void json_putp(struct json_object **o)
{
	json_object_put(*o);
}

static struct json_object *value(const struct doc *d);

/* Bytes of the UTF-8 character that s starts with; 0 when it starts with none. */
static size_t utf8_size(const unsigned char *s)
{
	static const unsigned smallest[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t n = s[0] < 0x80       ? 1
		   : s[0] >> 5 == 6  ? 2
		   : s[0] >> 4 == 14 ? 3
		   : s[0] >> 3 == 30 ? 4
				     : 0;
	unsigned c = n == 1 ? s[0] : s[0] & (0x7fu >> n);

	for (size_t i = 1; i < n; i++) {
		if (s[i] >> 6 != 2)
			return 0;
		c = c << 6 | (s[i] & 0x3f);
	}
	return n > 1 && (c < smallest[n] || c > 0x10ffff || c >> 11 == 0x1b) ? 0 : n;
}

/* Names in sysfs are bytes, JSON is UTF-8: what is none becomes U+FFFD. */
static struct json_object *text_of(const char *text)
{
	struct str_buf b = { 0 };
	struct json_object *o;

	while (*text) {
		size_t n = utf8_size((const unsigned char *)text);

		str_buf_add_n(&b, n ? text : "\xef\xbf\xbd", n ? n : 3);
		text += n ? n : 1;
	}
	o = b.failed ? NULL : json_object_new_string(b.text ? b.text : "");
	str_buf_done(&b);
	return o;
}

static int add_members(struct json_object *o, const struct doc *map)
{
	for (const struct doc *d = doc_first(map); d; d = doc_next(d)) {
		struct json_object *v = value(d);

		/* json-c's NULL is both "null" and "no memory". */
		if (!v && doc_type(d) != DOC_UNKNOWN)
			return -ENOMEM;
		if (json_object_object_add(o, doc_key(d), v) < 0)
			return -ENOMEM;
	}
	return 0;
}

static struct json_object *rows(const struct doc *parent, const char *children)
{
	_cleanup_(json_putp) struct json_object *list = json_object_new_array();

	for (const struct doc *row = doc_rows(parent); row && list; row = doc_next(row)) {
		struct json_object *o = json_object_new_object();

		if (!o || json_object_array_add(list, o) < 0 || add_members(o, row) < 0)
			return NULL;
		if (doc_rows(row) && json_object_object_add(o, children, rows(row, children)) < 0)
			return NULL;
	}
	return TAKE_PTR(list);
}

static struct json_object *list_of(const struct doc *list)
{
	_cleanup_(json_putp) struct json_object *o = json_object_new_array();

	for (const struct doc *d = doc_first(list); d && o; d = doc_next(d))
		if (json_object_array_add(o, value(d)) < 0)
			return NULL;
	return TAKE_PTR(o);
}

static struct json_object *map_of(const struct doc *map)
{
	_cleanup_(json_putp) struct json_object *o = json_object_new_object();

	if (!o || add_members(o, map) < 0)
		return NULL;
	return TAKE_PTR(o);
}

static struct json_object *value(const struct doc *d)
{
	switch (doc_type(d)) {
	case DOC_UNKNOWN:
		return NULL;
	case DOC_BOOL:
		return json_object_new_boolean(doc_number(d) != 0);
	case DOC_INT:
		return json_object_new_int64(doc_number(d));
	case DOC_STR:
		return text_of(doc_text(d));
	case DOC_LIST:
		return list_of(d);
	case DOC_MAP:
		return map_of(d);
	case DOC_TABLE:
		return rows(d, doc_children_key(d));
	}
	return NULL;
}

int render_json(const struct doc *doc, FILE *out, struct err *err)
{
	_cleanup_(json_putp) struct json_object *o = json_object_new_object();
	const char *text;

	if (!o || doc_failed(doc))
		return err_oom(err);
	if (json_object_object_add(o, "schema", json_object_new_int(RENDER_JSON_SCHEMA)) < 0)
		return err_oom(err);
	if (add_members(o, doc) < 0)
		return err_oom(err);
	text = json_object_to_json_string_ext(o,
		JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED | JSON_C_TO_STRING_NOSLASHESCAPE);
	if (!text)
		return err_oom(err);
	return render_plain(text, out, err);
}

int render_json_text(const struct doc *doc, char **ret, struct err *err)
{
	_cleanup_free_ char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	int r;

	if (!out)
		return err_oom(err);
	r = render_json(doc, out, err);
	if (fclose(out) == EOF && r == 0)
		r = err_oom(err);
	if (r < 0)
		return r;
	*ret = TAKE_PTR(text);
	return 0;
}
