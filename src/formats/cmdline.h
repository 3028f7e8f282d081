/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FORMATS_CMDLINE_H
#define FORMATS_CMDLINE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/*
 * The kernel command line, by the kernel's own rule (lib/cmdline.c next_arg(),
 * kernel/params.c parse_args()): white space separates, a double quote anywhere
 * switches that off and on again, there is no escape; quotes around the whole
 * argument or around the whole value are not part of it, others are. White space is
 * the kernel's: the six of ASCII, and 0xa0. In a name, '-' and '_' are alike. An
 * argument "--" without a value ends the kernel's part; what follows is for init.
 *
 * A text is 0-terminated, as the kernel sees it. Spans point into it.
 */
struct cmdline_span {
	const char *s; /* borrowed, not 0-terminated; NULL: there is none */
	size_t len;
};

struct cmdline_arg {
	size_t off, len;           /* the bytes in the text, with all quotes */
	struct cmdline_span name;  /* may be empty: '""' is an argument too */
	struct cmdline_span value; /* s is NULL when there is no "=" */
	bool kernel;               /* in front of "--"; which itself is not */
	bool open;                 /* a quote is not closed: it goes on to the end of the text */
};

/* Starts as { .text = text }. */
struct cmdline_iter {
	const char *text;
	size_t off;
	bool ended; /* "--" was seen */
};

/* The next argument, of the kernel or not; false at the end. */
bool cmdline_next(struct cmdline_iter *it, struct cmdline_arg *ret);

/* The next of the kernel's arguments that has this name, '-' and '_' alike. */
bool cmdline_next_of(struct cmdline_iter *it, const char *name, struct cmdline_arg *ret);

/* The last of this name: the one that counts for most parameters. False: none. */
bool cmdline_get(const char *text, const char *name, struct cmdline_arg *ret);

bool cmdline_name_is(struct cmdline_span name, const char *wanted);
bool cmdline_span_is(struct cmdline_span span, const char *text);

/* "i915.enable_guc" is module and parameter, at the first dot; false without one. */
bool cmdline_split(
	struct cmdline_span name, struct cmdline_span *module, struct cmdline_span *parameter);

/*
 * The next member of a comma list, which starts as the argument's value and shrinks.
 * n commas are n + 1 members, some of them may be empty; no value has none.
 */
bool cmdline_next_item(struct cmdline_span *list, struct cmdline_span *ret);

/* Whether the list has this member, byte for byte. */
bool cmdline_has_item(struct cmdline_span list, const char *item);

/*
 * Edits. Each makes a new text, *ret, to be free()d; text stays. Bytes that need not
 * change do not: white space, quotes, order, and all of init's part. They return 1
 * for a change, 0 when text is already so (*ret is a copy), -ENOMEM, or -EINVAL for
 * what cannot be written down or would end up in a quote that is not closed.
 */

/*
 * Puts arg ("name" or "name=value", quotes as needed) behind the last of the kernel's
 * arguments, unless one that says the same is anywhere among them. When it returned
 * 1, cmdline_remove() of the same arg gives the old text back, byte for byte.
 */
int cmdline_add(const char *text, const char *arg, char **ret, struct err *err);

/* Takes away every argument that says the same as arg: alike in name, equal in value. */
int cmdline_remove(const char *text, const char *arg, char **ret, struct err *err);

/* Takes away every argument of this name, whatever its value. */
int cmdline_remove_all(const char *text, const char *name, char **ret, struct err *err);

/*
 * Gives the last argument of this name this value, in place and with the quotes it
 * has or needs; adds one when there is none. Earlier ones of the name stay: for some
 * parameters they count too (console=).
 */
int cmdline_set(const char *text, const char *name, const char *value, char **ret, struct err *err);

/*
 * Sees to it that the last argument of this name has all members of items ("a,b") in
 * its comma list: missing ones go behind those that are there. Without a list to
 * go to (no argument, or no value), it adds "name=a,b".
 */
int cmdline_merge(
	const char *text, const char *name, const char *items, char **ret, struct err *err);

/*
 * Takes the members of items out of the comma lists of all arguments of this name;
 * an argument that has none left goes too. After a merge of members that nobody had,
 * this gives the old text back. -EINVAL when a list has quotes inside.
 */
int cmdline_unmerge(
	const char *text, const char *name, const char *items, char **ret, struct err *err);

#endif
