/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TESTS_LIB_LASTING_H
#define TESTS_LIB_LASTING_H

#include "actions/runner.h"
#include "base/root.h"
#include "lib/tree.h"
#include "model/step.h"

/* A scratch tree with what changes it for good; for cmocka. */
struct lasting {
	struct tree tree;
	struct root root;
	struct steps steps;
	struct runner_how how;
	unsigned generation; /* of the last lasting_apply() */
	struct err err;      /* of the last call of either */
};

int lasting_setup(void **state);
int lasting_teardown(void **state);

/* after NULL: the file shall go; before NULL: it is not there. */
void lasting_file(struct lasting *l, const char *path, const char *before, const char *after);
void lasting_step(struct lasting *l, const char *action, const char *target, const char *value);

/* With a runner of its own each. */
int lasting_apply(struct lasting *l);
int lasting_undo(struct lasting *l, unsigned generation);

/* NULL: nothing is there. */
void lasting_holds(const struct lasting *l, const char *path, const char *text);
void lasting_full(const struct lasting *l, const char *path, char full[256]);

#endif
