/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TESTS_LIB_TEXTS_H
#define TESTS_LIB_TEXTS_H

#include "boot/boot.h"
#include "model/edit.h"

/* A file by hand; text NULL: not there. */
struct text_file {
	const char *path, *text;
};

/* Lists end with a path NULL. Fails the test without memory. */
void texts_read(struct edits *edits, const struct text_file *files);

/* As they are now: what another run would read. */
void texts_again(struct edits *again, const struct edits *edits);

/* All files of the list hold what they shall. */
void assert_texts(const struct edits *edits, const struct text_file *wanted);

/* The commands, each "a b c", in order; NULL ends the list. */
void assert_commands(const struct edits *edits, const char *const *wanted);

/* No file changes, no command, no proof. */
void assert_unchanged(const struct edits *edits);

/*
 * A row's edit() of an argument: the files are as wanted then, a second edit() changes nothing,
 * and taking the argument away gives the files back (unless kept is set).
 */
struct text_case {
	const struct boot *row;
	const char *arg;
	const struct text_file *files, *wanted;
	const char *const *commands;
	bool stays; /* what is taken away again leaves something behind */
};

void assert_text_case(const struct text_case *c);

#endif
