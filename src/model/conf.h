/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MODEL_CONF_H
#define MODEL_CONF_H

#include <stdbool.h>
#include <stddef.h>

/*
 * A configuration file that was parsed, before anybody asks what it means: texts, lists and
 * maps, each with the place where it stands; and what is wrong with it.
 */
struct conf_place {
	const char *file;      /* as shown to the user; borrowed */
	unsigned line, column; /* from 1; 0: the file as a whole */
};

enum conf_kind {
	CONF_TEXT,
	CONF_LIST,
	CONF_MAP,
};

struct conf_node {
	enum conf_kind kind;
	struct conf_place at;
	char *key; /* of a member of a map, else NULL; owned */
	struct conf_place key_at;
	char *text;          /* of a CONF_TEXT; owned */
	bool quoted;         /* the text stood in quotes: "" is a text then, not nothing */
	struct conf_node *v; /* members, in their order; owned */
	size_t n;
};

void conf_node_done(struct conf_node *node);

/* What the user has to mend. */
struct conf_problem {
	struct conf_place at;
	char *text; /* owned: "what; what to do" */
};

/* Of each file so many are kept; the others are counted. */
#define CONF_PROBLEMS 20

struct conf_problems {
	struct conf_problem *v; /* owned */
	size_t n;
	size_t more; /* that were not kept */
	bool failed; /* there was no memory for one */
};

void conf_problems_done(struct conf_problems *p);

void conf_problem(struct conf_problems *p, struct conf_place at, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* Whether anything is wrong. */
bool conf_problems_any(const struct conf_problems *p);

/* By line and column within a file; files stay in their order. */
void conf_problems_sort(struct conf_problems *p);

/* "/etc/virtfn/host.yaml:3:5", to be free()d. */
char *conf_place_text(struct conf_place at);

#endif
