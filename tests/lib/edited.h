/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TESTS_LIB_EDITED_H
#define TESTS_LIB_EDITED_H

#include "boot/boot.h"
#include "model/edit.h"

/* A file by hand; text NULL: not there. */
struct edited {
	const char *path, *text;
};

/* Lists end with a path NULL. Fails the test without memory. */
void edited_read(struct edits *edits, const struct edited *files);

/* As they are now: what another run would read. */
void edited_again(struct edits *again, const struct edits *edits);

/* All files of the list hold what they shall. */
void assert_edited(const struct edits *edits, const struct edited *wanted);

/* The commands, each "a b c", in order; NULL ends the list. */
void assert_commands(const struct edits *edits, const char *const *wanted);

/* No file changes, no command, no proof. */
void assert_unchanged(const struct edits *edits);

/*
 * A row's edit() of an argument: the files are as wanted then, a second edit() changes nothing,
 * and taking the argument away gives the files back (unless kept is set).
 */
struct edited_case {
	const struct boot *row;
	const char *arg;
	const struct edited *files, *wanted;
	const char *const *commands;
	bool stays; /* what is taken away again leaves something behind */
};

void assert_edits(const struct edited_case *c);

#endif
