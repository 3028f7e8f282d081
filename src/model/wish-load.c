/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From a parsed document to a wish, by the table of keys. What values mean together is judged
 * in wish-check.c.
 */
#include "model/wish-host.h"

#include <ctype.h>
#include <errno.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "model/wish-keys.h"

struct loader {
	struct conf_problems *problems;
	bool oom;
};

static void load_map(
	struct loader *l, const struct wish_keys *keys, const struct conf_node *node, void *base);

static const char *kind_word(const struct conf_node *n)
{
	static const char *const words[] = {
		[CONF_TEXT] = "a text",
		[CONF_LIST] = "a list",
		[CONF_MAP] = "keys with values",
	};

	return words[n->kind];
}

/* What came from a file may be anything: short, and no control characters in a message. */
static const char *shown(const char *text, char buf[44])
{
	size_t n = 0;

	for (; text[n] && n < 40; n++)
		buf[n] = iscntrl((unsigned char)text[n]) ? '?' : text[n];
	buf[n] = '\0';
	if (text[n])
		memcpy(buf + n, "...", 4);
	return buf;
}

static bool is_text(struct loader *l, const struct wish_key *key, const struct conf_node *n)
{
	if (n->kind != CONF_TEXT)
		conf_problem(
			l->problems, n->at, "%s takes one value, not %s", key->key, kind_word(n));
	else if (!n->quoted && !n->text[0])
		conf_problem(l->problems, n->key ? n->key_at : n->at,
			"%s has no value; give one, or leave the key away", key->key);
	else
		return true;
	return false;
}

static bool fits(const char *pattern, const char *text)
{
	regex_t re;
	bool ok;

	if (regcomp(&re, pattern, REG_EXTENDED | REG_NOSUB) != 0)
		return false;
	ok = regexec(&re, text, 0, NULL, 0) == 0;
	regfree(&re);
	/* "$" of a text is its end only. */
	return ok && !strchr(text, '\n');
}

static bool load_text(struct loader *l, const struct wish_key *key, const struct conf_node *n,
	struct wish_text *ret)
{
	char buf[44];
	char *copy;

	/* Also of what is wrong: then nobody says that it is missing. */
	ret->at = n->at;
	if (!is_text(l, key, n))
		return false;
	if (key->syntax && !fits(key->syntax->pattern, n->text)) {
		conf_problem(l->problems, n->at, "%s: '%s' is wrong; it takes %s", key->key,
			shown(n->text, buf), key->syntax->what);
		return false;
	}
	copy = str_printf("%s", n->text);
	if (!copy) {
		l->oom = true;
		return false;
	}
	free(ret->v);
	*ret = (struct wish_text) { copy, n->at };
	return true;
}

static void load_number(struct loader *l, const struct wish_key *key, const struct conf_node *n,
	struct wish_number *ret)
{
	unsigned v = 0;
	char buf[44];

	ret->at = n->at;
	if (!is_text(l, key, n))
		return;
	if (str_to_uint(n->text, key->max, &v) < 0 || v < key->min)
		conf_problem(l->problems, n->at, "%s takes a number from %u to %u, not '%s'",
			key->key, key->min, key->max, shown(n->text, buf));
	else
		*ret = (struct wish_number) { true, v, n->at };
}

/* Where on and off are to be said, YAML's other words for them are as good. */
static const char *as_switch(const char *choices, const char *word)
{
	bool both = strcmp(choices, "off|on") == 0 || strncmp(choices, "off|on|", 7) == 0;

	if (both && (strcasecmp(word, "true") == 0 || strcasecmp(word, "yes") == 0))
		return "on";
	if (both && (strcasecmp(word, "false") == 0 || strcasecmp(word, "no") == 0))
		return "off";
	return word;
}

static void tell_choice(
	struct loader *l, const struct wish_key *key, const struct conf_node *n, const char *best)
{
	char buf[44];

	if (best)
		conf_problem(l->problems, n->at, "%s does not take '%s'; did you mean %.*s?",
			key->key, shown(n->text, buf), (int)strcspn(best, "|"), best);
	else
		conf_problem(l->problems, n->at, "%s does not take '%s'; choose one of %s",
			key->key, shown(n->text, buf), key->choices);
}

static void load_choice(struct loader *l, const struct wish_key *key, const struct conf_node *n,
	struct wish_number *ret)
{
	const char *word, *choice, *best = NULL;
	size_t len = 0;

	ret->at = n->at;
	if (!is_text(l, key, n))
		return;
	word = as_switch(key->choices, n->text);
	for (unsigned i = 0; (choice = wish_choice(key->choices, i, &len)); i++) {
		_cleanup_free_ char *known = str_from_bytes(choice, len);

		if (!known) {
			l->oom = true;
			return;
		}
		if (str_eq(known, word)) {
			*ret = (struct wish_number) { true, i, n->at };
			return;
		}
		if (!best && str_similar(word, known))
			best = choice;
	}
	tell_choice(l, key, n, best);
}

static void add_text(struct loader *l, const struct wish_key *key, const struct conf_node *n,
	struct wish_texts *to)
{
	struct wish_text one = { 0 }, *t;

	if (!load_text(l, key, n, &one))
		return;
	t = mem_append(&to->v, &to->n, sizeof(*t));
	if (t) {
		*t = one;
		return;
	}
	free(one.v);
	l->oom = true;
}

static void load_texts(struct loader *l, const struct wish_key *key, const struct conf_node *n,
	struct wish_texts *to)
{
	if (n->kind == CONF_LIST)
		for (size_t i = 0; i < n->n; i++)
			add_text(l, key, &n->v[i], to);
	else
		add_text(l, key, n, to);
}

static void add_map(
	struct loader *l, const struct wish_key *key, const struct conf_node *n, char *base)
{
	size_t *count = (size_t *)(void *)(base + key->at_n);
	void *member;

	if (n->kind != CONF_MAP) {
		conf_problem(l->problems, n->at, "%s takes keys with values here, not %s", key->key,
			kind_word(n));
		return;
	}
	member = mem_append(base + key->at, count, key->inner->size);
	if (member)
		load_map(l, key->inner, n, member);
	else
		l->oom = true;
}

static void load_value(
	struct loader *l, const struct wish_key *key, const struct conf_node *n, char *base)
{
	void *at = base + key->at;

	switch (key->type) {
	case WISH_KEY_TEXT:
		(void)load_text(l, key, n, at);
		break;
	case WISH_KEY_NUMBER:
		load_number(l, key, n, at);
		break;
	case WISH_KEY_CHOICE:
		load_choice(l, key, n, at);
		break;
	case WISH_KEY_TEXTS:
		load_texts(l, key, n, at);
		break;
	case WISH_KEY_MAP:
		if (n->kind == CONF_MAP)
			load_map(l, key->inner, n, at);
		else
			conf_problem(l->problems, n->at, "%s takes keys with values, not %s",
				key->key, kind_word(n));
		break;
	case WISH_KEY_MAPS:
		if (n->kind != CONF_LIST)
			add_map(l, key, n, base);
		for (size_t i = 0; n->kind == CONF_LIST && i < n->n; i++)
			add_map(l, key, &n->v[i], base);
		break;
	}
}

static void tell_unknown(struct loader *l, const struct wish_keys *keys, const struct conf_node *n)
{
	struct str_buf b = { 0 };
	_cleanup_free_ char *list = NULL;
	const char *best = NULL;
	char buf[44];

	for (const struct wish_key *k = keys->v; k->key; k++) {
		if (!best && str_similar(n->key, k->key))
			best = k->key;
		str_buf_printf(&b, "%s%s", k == keys->v ? "" : ", ", k->key);
	}
	list = str_buf_take(&b);
	if (!list)
		l->oom = true;
	else if (best)
		conf_problem(l->problems, n->key_at, "there is no key '%s' here; did you mean %s?",
			shown(n->key, buf), best);
	else
		conf_problem(l->problems, n->key_at, "there is no key '%s' here; there are %s",
			shown(n->key, buf), list);
}

/* The member of that name in front of this one, or NULL. */
static const struct conf_node *said_before(const struct conf_node *map, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (str_eq(map->v[k].key, map->v[i].key))
			return &map->v[k];
	return NULL;
}

static void load_map(
	struct loader *l, const struct wish_keys *keys, const struct conf_node *node, void *base)
{
	/* Only the topmost has no place. */
	if (keys != &wish_keys)
		*(struct conf_place *)base = node->at;
	for (size_t i = 0; i < node->n; i++) {
		const struct conf_node *n = &node->v[i], *before = said_before(node, i);
		const struct wish_key *k = keys->v;

		while (k->key && !str_eq(k->key, n->key))
			k++;
		if (!k->key)
			tell_unknown(l, keys, n);
		else if (before)
			conf_problem(l->problems, n->key_at,
				"%s stands here a second time (line %u); leave one away", n->key,
				before->key_at.line);
		else
			load_value(l, k, n, base);
	}
}

int wish_host_load(struct wish_host *wish, const struct conf_node *document,
	struct conf_problems *problems, struct err *err)
{
	struct loader l = { .problems = problems };

	if (document->kind == CONF_MAP)
		load_map(&l, &wish_keys, document, wish);
	else if (document->kind == CONF_LIST || document->text[0])
		conf_problem(problems, document->at,
			"this is %s; it should start with a key such as devices:",
			kind_word(document));
	return l.oom || problems->failed ? err_oom(err) : 0;
}
