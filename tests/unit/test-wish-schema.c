/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Do the JSON Schema for editors, the man page and the examples say what the table of keys
 * says? With VIRTFN_WRITE_SCHEMA=FILE the schema is written there.
 */
#include "model/wish-keys.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/root-user.h"
#include "base/str.h"
#include "ext/ext-json.h"
#include "facts/wish-files.h"
#include "lib/tests.h"

static void write_keys(const struct wish_keys *keys, int indent, struct str_buf *b);

static void line(struct str_buf *b, int indent, const char *text)
{
	str_buf_printf(b, "%*s%s\n", indent * 2, "", text);
}

static void write_string(struct str_buf *b, const char *text)
{
	str_buf_add(b, "\"");
	for (; *text; text++)
		str_buf_printf(b, "%s%c", *text == '"' || *text == '\\' ? "\\" : "", *text);
	str_buf_add(b, "\"");
}

/* On and off are true and false for readers of YAML 1.1. */
static void write_choices(const char *choices, struct str_buf *b)
{
	const char *c;
	size_t len;

	str_buf_add(b, "\"enum\": [");
	for (unsigned i = 0; (c = wish_choice(choices, i, &len)); i++)
		str_buf_printf(b, "%s\"%.*s\"", i ? ", " : "", (int)len, c);
	if (strncmp(choices, "off|on", 6) == 0)
		str_buf_add(b, ", false, true");
	str_buf_add(b, "]");
}

/* What is only digits, or looks like a number with them, is one for an editor. */
static void write_text(const struct wish_syntax *s, struct str_buf *b)
{
	str_buf_add(b, "\"type\": [\"string\", \"number\"], \"pattern\": ");
	write_string(b, s->pattern);
}

static void write_map(const struct wish_keys *keys, int indent, struct str_buf *b)
{
	str_buf_add(b, "\"type\": \"object\",\n");
	line(b, indent, "\"additionalProperties\": false,");
	line(b, indent, "\"properties\": {");
	write_keys(keys, indent + 1, b);
	str_buf_printf(b, "%*s}", indent * 2, "");
}

static void write_one_or_list(const struct wish_key *k, int indent, struct str_buf *b)
{
	for (int i = 0; i < 2; i++) {
		str_buf_printf(b, "%s", i ? ",\n" : "\"anyOf\": [\n");
		str_buf_printf(b, "%*s{%s", indent * 2 + 2, "",
			i ? " \"type\": \"array\", \"items\": {" : "");
		if (k->type == WISH_KEY_TEXTS) {
			str_buf_add(b, " ");
			write_text(k->syntax, b);
			str_buf_add(b, i ? " } }" : " }");
		} else {
			str_buf_printf(b, "\n%*s", indent * 2 + 4, "");
			write_map(k->inner, indent + 2, b);
			str_buf_printf(b, "\n%*s%s", indent * 2 + 2, "", i ? "} }" : "}");
		}
	}
	str_buf_printf(b, "\n%*s]", indent * 2, "");
}

static void write_value(const struct wish_key *k, int indent, struct str_buf *b)
{
	str_buf_printf(b, "%*s", indent * 2, "");
	switch (k->type) {
	case WISH_KEY_TEXT:
		write_text(k->syntax, b);
		break;
	case WISH_KEY_NUMBER:
		str_buf_printf(b, "\"type\": \"integer\", \"minimum\": %u, \"maximum\": %u", k->min,
			k->max);
		break;
	case WISH_KEY_CHOICE:
		write_choices(k->choices, b);
		break;
	case WISH_KEY_TEXTS:
	case WISH_KEY_MAPS:
		write_one_or_list(k, indent, b);
		break;
	case WISH_KEY_MAP:
		write_map(k->inner, indent, b);
		break;
	}
	str_buf_add(b, "\n");
}

static void write_keys(const struct wish_keys *keys, int indent, struct str_buf *b)
{
	for (const struct wish_key *k = keys->v; k->key; k++) {
		str_buf_printf(b, "%*s\"%s\": {\n", indent * 2, "", k->key);
		str_buf_printf(b, "%*s\"description\": ", indent * 2 + 2, "");
		write_string(b, k->help);
		str_buf_add(b, ",\n");
		write_value(k, indent + 1, b);
		str_buf_printf(b, "%*s}%s\n", indent * 2, "", k[1].key ? "," : "");
	}
}

static char *schema(void)
{
	struct str_buf b = { 0 };

	line(&b, 0, "{");
	line(&b, 1, "\"$schema\": \"https://json-schema.org/draft/2020-12/schema\",");
	line(&b, 1, "\"title\": \"/etc/virtfn/host.yaml\",");
	line(&b, 1, "\"description\": \"What virtfn is to make of a host; virtfn-host.yaml(5)\",");
	str_buf_add(&b, "  ");
	write_map(&wish_keys, 1, &b);
	str_buf_add(&b, "\n}\n");
	return str_buf_take(&b);
}

static char *read_source(const char *name)
{
	const char *folder = getenv("VIRTFN_SOURCE");
	_cleanup_free_ char *path = str_printf("%s/%s", folder ? folder : ".", name);
	struct root_file file = { 0 };
	struct err err = { 0 };

	assert_ok(root_user_read(path, 1 << 20, &file, &err), err);
	return file.text;
}

static void test_schema(void **state)
{
	_cleanup_free_ char *want = schema(), *have = NULL;
	const char *out = getenv("VIRTFN_WRITE_SCHEMA");
	struct json *json = NULL;
	struct err err = { 0 };

	(void)state;
	assert_ok(json_parse(want, &json, &err), err);
	json_free(json);
	if (out) {
		FILE *f = fopen(out, "w");

		assert_non_null(f);
		assert_true(fputs(want, f) >= 0);
		assert_int_equal(fclose(f), 0);
	}
	have = read_source("data/host.schema.json");
	assert_string_equal(have, want);
}

static void check_page(const char *page, const struct wish_keys *keys)
{
	for (const struct wish_key *k = keys->v; k->key; k++) {
		_cleanup_free_ char *word = str_printf("*%s*", k->key);

		assert_contains(page, word);
		if (k->inner)
			check_page(page, k->inner);
	}
}

static void test_man_page(void **state)
{
	_cleanup_free_ char *page = read_source("man/virtfn-host.yaml.5.scd");

	(void)state;
	check_page(page, &wish_keys);
}

static void test_examples(void **state)
{
	static const char *const names[] = { "igpu.yaml", "network.yaml", "passthrough.yaml" };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		_cleanup_free_ char *name = str_printf("data/examples/%s", names[i]);
		_cleanup_free_ char *text = read_source(name);
		struct root_file file = { text, strlen(text) };
		struct wish_host wish = { 0 };
		struct conf_problems problems = { 0 };
		struct err err = { 0 };

		assert_ok(wish_read_text(&wish, name, &file, &problems, &err), err);
		wish_host_check(&wish, &problems);
		if (wish_refuse(&problems, &err) < 0)
			fail_msg("%s", err.text);
		assert_true(wish.n_devices > 0);
		wish_host_done(&wish);
		conf_problems_done(&problems);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_schema),
		cmocka_unit_test(test_man_page),
		cmocka_unit_test(test_examples),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
