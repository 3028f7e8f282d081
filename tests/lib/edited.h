/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TESTS_LIB_EDITED_H
#define TESTS_LIB_EDITED_H

#include "boot/boot.h"
#include "model/edit.h"

/* Files as a test gives them, and what an editor made of them. */
struct edited {
	struct boot_evidence e;
	const char *running; /* /proc/cmdline */
	struct edits edits;
};

void edited_done(struct edited *d);

/* NULL: it is not there. */
void edited_read(struct edited *d, const char *path, const char *text);

/* What the files shall hold is what they hold, and nothing is to be done. */
void edited_apply(struct edited *d);

/* 0 or a negative errno, with err filled. add and drop may be NULL; only one argument each. */
int edited_edit(struct edited *d, const struct boot *row, const char *add, const char *drop,
	struct err *err);
int edited_try(struct edited *d, const struct boot *row, const char *add, const char *tool,
	struct err *err);

/*
 * What is to be done, as a text: "write PATH" and its lines behind '|' (a last one without an end
 * has '~' behind it, "\r" is '^'), "remove PATH", "image PATH like PATH over FOLDER", "by", "run"
 * and "remake" with words, "back" with those of the undo, "set VARIABLE TEXT", "proof KIND PATH
 * TOKEN" ("not" in front of an absent one), and "note ...".
 */
void assert_said(const struct edited *d, const char *wanted);

/*
 * Adds the argument and compares; adds it again, which changes nothing; takes it away, which
 * gives the same bytes again.
 */
void assert_round(
	struct edited *d, const struct boot *row, const char *argument, const char *wanted);

/* Takes what another row needs: the row of this id. */
const struct boot *row_of(const char *id);

#endif
