/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MODEL_FINDING_H
#define MODEL_FINDING_H

#include <stddef.h>

/* What a check says. Users and scripts see these words: do not change them. */
enum verdict {
	VERDICT_OK,
	VERDICT_NOT_APPLICABLE,
	VERDICT_UNKNOWN,
	VERDICT_WARNING,
	VERDICT_BLOCKS, /* the worst comes last */
};

const char *verdict_word(enum verdict v);

/*
 * One answer, of a check or out of a log, with the evidence for it. Text that is not owned
 * lives as long as the program.
 */
struct finding {
	const char *id; /* stable */
	enum verdict verdict;
	char *title;         /* owned; no full stop */
	char *evidence;      /* owned: the lines or values that say so; NULL: none */
	size_t line;         /* of a log; 0: not from one */
	size_t count;        /* how many times it was seen */
	char device[20];     /* "" when it is about the host */
	const char *cause;   /* or NULL */
	char *fix;           /* owned: words or commands, each on a line of its own; or NULL */
	char *action;        /* owned: "cmdline-add intel_iommu=on", what apply does; or NULL */
	const char *source;  /* where the knowledge comes from */
	size_t folded_under; /* the finding that explains this one, or FINDING_NONE */
};

#define FINDING_NONE ((size_t)-1)

void finding_done(struct finding *f);

#endif
