/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FORMATS_REDACT_LOOK_H
#define FORMATS_REDACT_LOOK_H

#include <stdbool.h>
#include <stddef.h>

/* How a value that says whose machine it is looks; for redact.c. */
enum redact_look_shape {
	REDACT_LOOK_NONE,
	REDACT_LOOK_MAC,
	REDACT_LOOK_MAC_BARE,
	REDACT_LOOK_UUID,
	REDACT_LOOK_UUID_BARE,
	REDACT_LOOK_IPV4,
	REDACT_LOOK_IPV6,
	REDACT_LOOK_ID,
	REDACT_LOOK_USER,
	REDACT_LOOK_HOST,
};

struct redact_text {
	const char *p;
	size_t n;
	bool path;
};

struct redact_look {
	enum redact_look_shape shape;
	size_t skip;  /* what stands in front of the value and stays: "enx", "/home/" */
	size_t len;   /* of the value */
	size_t pairs; /* of a MAC: 6, 8 or 20 */
	bool dashes;  /* of a MAC */
	bool made_up; /* it is one of ours, or the same on all machines: it stays */
};

/* Whether such a value starts at this place; ret is inside the text. */
bool redact_look(const struct redact_text *t, size_t at, struct redact_look *ret);

/* Whether a word can start here. */
bool redact_look_starts(const struct redact_text *t, size_t at);

/* "id-12" */
bool redact_look_is_id(const char *text, size_t n);

#endif
