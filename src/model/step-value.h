/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MODEL_STEP_VALUE_H
#define MODEL_STEP_VALUE_H

#include <stdbool.h>

#include "base/err.h"
#include "model/edit.h"
#include "model/step.h"

/*
 * Programs and proofs as the value of a step, for whoever makes steps and whoever does them.
 *
 * One or more argv are words with 0x1f between them, and 0x1e between two argv. -E2BIG when they
 * do not fit; -EINVAL when a word holds one of the two bytes.
 */
int step_add_argv(char value[STEP_VALUE], const char *const argv[], struct err *err);

/* The argv number nth of a value as a list that ends with NULL; NULL: not there, or no memory. */
struct step_argv {
	char *text; /* owned: the words */
	char **v;   /* owned; NULL: there is no such argv, or it is empty */
};

int step_get_argv(const char *value, unsigned nth, struct step_argv *ret, struct err *err);
void step_argv_done(struct step_argv *argv);

/* "grub:present:intel_iommu=on"; the path of the proof is the step's target. */
int step_set_proof(char value[STEP_VALUE], const struct edit_proof *proof, struct err *err);

/* *ret borrows from value; its path stays NULL. -EINVAL for what is no proof. */
int step_get_proof(const char *value, struct edit_proof *ret, struct err *err);

#endif
