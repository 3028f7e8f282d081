/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EXT_EXT_JSON_H
#define EXT_EXT_JSON_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/*
 * Reading JSON (json-c). Writing it is cli/render-json.c's work. A node is borrowed from its
 * document; all functions take the NULL that a missing node is.
 */
struct json;

/* -EINVAL when the text is not one whole JSON value. Needs json_free(). */
int json_parse(const char *text, struct json **ret, struct err *err);
void json_free(struct json *json);
void json_freep(struct json **json);

/* The member of an object, or NULL. */
const struct json *json_get(const struct json *node, const char *key);

bool json_is_list(const struct json *node);

/* How many members a list has; 0 when it is none. */
size_t json_count(const struct json *node);
const struct json *json_at(const struct json *node, size_t i);

/* The text of a string, else NULL. */
const char *json_text(const struct json *node);

bool json_is_true(const struct json *node);

/* A whole number that fits; false for anything else, and *ret stays. */
bool json_number(const struct json *node, long long *ret);

/* Whether a list has this text. */
bool json_has_text(const struct json *list, const char *text);

#endif
