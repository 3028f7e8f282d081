/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MODEL_WISH_KEYS_H
#define MODEL_WISH_KEYS_H

#include <stddef.h>

/*
 * The keys of host.yaml as a table: the loader, the writer, the JSON Schema and the man page
 * go by it. A map's struct starts with its struct conf_place, but the topmost.
 */
enum wish_key_type {
	WISH_KEY_TEXT,   /* struct wish_text */
	WISH_KEY_NUMBER, /* struct wish_number */
	WISH_KEY_CHOICE, /* struct wish_number: the place of the word in choices */
	WISH_KEY_TEXTS,  /* struct wish_texts; one text alone is a list, too */
	WISH_KEY_MAP,    /* the struct of inner */
	WISH_KEY_MAPS,   /* an owned array of them, and how many; one map alone is a list, too */
};

/* What a text looks like: an extended regular expression that JSON Schema understands, too. */
struct wish_syntax {
	const char *pattern;
	const char *what; /* "a MAC such as 52:54:00:12:34:01" */
};

struct wish_keys;

struct wish_key {
	const char *key;
	enum wish_key_type type;
	size_t at;   /* in the struct of its map */
	size_t at_n; /* of a WISH_KEY_MAPS: where the size_t is that counts them */
	const struct wish_keys *inner;
	const struct wish_syntax *syntax;
	const char *choices; /* "a|b" */
	unsigned min, max;
	const char *help; /* one line without full stop */
};

struct wish_keys {
	const struct wish_key *v; /* ends with a NULL key */
	size_t size;              /* of the struct */
};

extern const struct wish_keys wish_keys;

/* The n-th of "a|b|c"; its length is *ret_len. NULL: there are not so many. */
const char *wish_choice(const char *choices, unsigned n, size_t *ret_len);

#endif
