/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is wished for, and what is wrong with it, as a document.
 */
#include "cli/config-doc.h"

#include "base/mem.h"
#include "base/root-user.h"
#include "ext/ext-yaml.h"
#include "facts/wish-files.h"
#include "model/wish-keys.h"

static void fill(struct doc *map, const struct wish_keys *keys, const char *base);

static void add_choice(struct doc *map, const struct wish_key *k, const struct wish_number *n)
{
	size_t len = 0;
	const char *word = wish_choice(k->choices, n->v, &len);

	if (n->given && word)
		doc_printf(map, k->key, "%.*s", (int)len, word);
}

static void add_texts(struct doc *map, const struct wish_key *k, const struct wish_texts *t)
{
	struct doc *list = t->n > 0 ? doc_list(map, k->key) : NULL;

	for (size_t i = 0; i < t->n; i++)
		doc_add_str(list, t->v[i].v);
}

static void add_maps(struct doc *map, const struct wish_key *k, const char *base)
{
	const char *v = *(char *const *)(const void *)(base + k->at);
	size_t n = *(const size_t *)(const void *)(base + k->at_n);
	struct doc *list = n > 0 ? doc_list(map, k->key) : NULL;

	for (size_t i = 0; i < n; i++)
		fill(doc_add_map(list), k->inner, v + i * k->inner->size);
}

static bool is_given(const struct wish_keys *keys, const char *base)
{
	bool given = false;

	for (const struct wish_key *k = keys->v; k->key && !given; k++) {
		const void *at = base + k->at;

		if (k->type == WISH_KEY_TEXT)
			given = ((const struct wish_text *)at)->v;
		else if (k->type == WISH_KEY_TEXTS)
			given = ((const struct wish_texts *)at)->n > 0;
		else if (k->type == WISH_KEY_MAPS)
			given = *(const size_t *)(const void *)(base + k->at_n) > 0;
		else if (k->type == WISH_KEY_MAP)
			given = is_given(k->inner, at);
		else
			given = ((const struct wish_number *)at)->given;
	}
	return given;
}

static void fill(struct doc *map, const struct wish_keys *keys, const char *base)
{
	for (const struct wish_key *k = keys->v; k->key; k++) {
		const void *at = base + k->at;

		switch (k->type) {
		case WISH_KEY_TEXT:
			if (((const struct wish_text *)at)->v)
				doc_str(map, k->key, ((const struct wish_text *)at)->v);
			break;
		case WISH_KEY_NUMBER:
			if (((const struct wish_number *)at)->given)
				doc_int(map, k->key, ((const struct wish_number *)at)->v);
			break;
		case WISH_KEY_CHOICE:
			add_choice(map, k, at);
			break;
		case WISH_KEY_TEXTS:
			add_texts(map, k, at);
			break;
		case WISH_KEY_MAP:
			if (is_given(k->inner, at))
				fill(doc_map(map, k->key), k->inner, at);
			break;
		case WISH_KEY_MAPS:
			add_maps(map, k, base);
			break;
		}
	}
}

void config_doc_fill(struct doc *map, const struct wish_host *wish)
{
	fill(map, &wish_keys, (const char *)wish);
}

static void add_problem(struct doc *list, const struct conf_problem *p)
{
	struct doc *map = doc_add_map(list);

	doc_str(map, "file", p->at.file);
	if (p->at.line) {
		doc_int(map, "line", p->at.line);
		doc_int(map, "column", p->at.column);
	}
	doc_str(map, "text", p->text);
}

void config_doc_problems(const struct call *call, const struct conf_problems *problems)
{
	struct doc *list = call->globals->json ? doc_list(call->doc, "problems") : NULL;

	for (size_t i = 0; i < problems->n; i++) {
		_cleanup_free_ char *place = conf_place_text(problems->v[i].at);

		if (list)
			add_problem(list, &problems->v[i]);
		else
			doc_say(call->doc, "%s: %s", place ? place : "", problems->v[i].text);
	}
	if (problems->more > 0 && list)
		doc_int(call->doc, "more_problems", (long long)problems->more);
	else if (problems->more > 0)
		doc_note(call->doc, "and %zu more", problems->more);
}

int config_doc_read(const struct call *call, struct wish_host *ret, struct conf_problems *problems,
	struct err *err)
{
	int r = 0;

	if (!call->args[0])
		return wish_read(call->root, ret, problems, err);
	for (size_t i = 0; call->args[i] && r == 0; i++) {
		_cleanup_(root_file_done) struct root_file file = { 0 };

		r = root_user_read(call->args[i], 4 * YAML_BYTES, &file, err);
		if (r == 0)
			r = wish_read_text(ret, call->args[i], &file, problems, err);
	}
	if (r < 0)
		return r;
	wish_host_check(ret, problems);
	conf_problems_sort(problems);
	return problems->failed ? err_oom(err) : 0;
}
