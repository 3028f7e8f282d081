/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A document as JSON. What the keys mean is said by the command that made it.
 */
#include "cli/render.h"

#include <errno.h>
#include <json-c/json.h>

#include "base/mem.h"

static void json_putp(struct json_object **o)
{
	json_object_put(*o);
}

static struct json_object *value(const struct doc *d);

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
		return json_object_new_string(doc_text(d));
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
