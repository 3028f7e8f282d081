/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What somebody else's JSON says, by json-c. Writing ours is cli/render-json.c's work.
 */
#include "ext/ext-json.h"

#include <errno.h>
#include <json-c/json.h>
#include <limits.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

static const struct json *given(const struct json_object *o)
{
	return (const struct json *)(const void *)o;
}

static struct json_object *object_of(const struct json *node)
{
	return (struct json_object *)(void *)node;
}

static void tokenerp(struct json_tokener **t)
{
	if (*t)
		json_tokener_free(*t);
}

int json_parse(const char *text, struct json **ret, struct err *err)
{
	_cleanup_(tokenerp) struct json_tokener *t = json_tokener_new();
	size_t n = strlen(text);
	struct json_object *o;

	if (!t)
		return err_oom(err);
	if (n >= INT_MAX)
		return err_set(err, EINVAL, "too much JSON");
	json_tokener_set_flags(t, JSON_TOKENER_STRICT);
	/* With its 0, so that a bare number at the end is known to be whole. */
	o = json_tokener_parse_ex(t, text, (int)n + 1);
	if (json_tokener_get_error(t) != json_tokener_success || !o) {
		json_object_put(o);
		return err_set(err, EINVAL, "not JSON: %s",
			json_tokener_error_desc(json_tokener_get_error(t)));
	}
	*ret = (struct json *)(void *)o;
	return 0;
}

void json_free(struct json *json)
{
	json_object_put(object_of(json));
}

void json_freep(struct json **json)
{
	json_free(*json);
}

const struct json *json_get(const struct json *node, const char *key)
{
	struct json_object *o = NULL;

	if (!node || !json_object_is_type(object_of(node), json_type_object))
		return NULL;
	return json_object_object_get_ex(object_of(node), key, &o) ? given(o) : NULL;
}

bool json_is_list(const struct json *node)
{
	return node && json_object_is_type(object_of(node), json_type_array);
}

size_t json_count(const struct json *node)
{
	if (!node || !json_object_is_type(object_of(node), json_type_array))
		return 0;
	return (size_t)json_object_array_length(object_of(node));
}

const struct json *json_at(const struct json *node, size_t i)
{
	return i < json_count(node) ? given(json_object_array_get_idx(object_of(node), i)) : NULL;
}

const char *json_text(const struct json *node)
{
	if (!node || !json_object_is_type(object_of(node), json_type_string))
		return NULL;
	return json_object_get_string(object_of(node));
}

bool json_is_true(const struct json *node)
{
	return node && json_object_is_type(object_of(node), json_type_boolean) &&
	       json_object_get_boolean(object_of(node));
}

bool json_number(const struct json *node, long long *ret)
{
	if (!node || !json_object_is_type(object_of(node), json_type_int))
		return false;
	*ret = json_object_get_int64(object_of(node));
	return true;
}

bool json_has_text(const struct json *list, const char *text)
{
	for (size_t i = 0; i < json_count(list); i++) {
		const char *member = json_text(json_at(list, i));

		if (member && str_eq(member, text))
			return true;
	}
	return false;
}
