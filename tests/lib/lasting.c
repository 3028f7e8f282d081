/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lasting steps on a scratch tree, for the tests of actions/.
 */
#include "lib/lasting.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/run.h"
#include "lib/tests.h"

int lasting_setup(void **state)
{
	struct lasting *l = calloc(1, sizeof(*l));

	assert_non_null(l);
	tree_make(&l->tree);
	tree_add(&l->tree, "etc/here", "");
	tree_add(&l->tree, "var/lib/here", "");
	assert_int_equal(root_open(&l->root, l->tree.path, &l->err), 0);
	run_interrupted = 0;
	*state = l;
	return 0;
}

int lasting_teardown(void **state)
{
	struct lasting *l = *state;

	steps_done(&l->steps);
	root_done(&l->root);
	tree_remove(&l->tree);
	free(l);
	return 0;
}

void lasting_step(struct lasting *l, const char *action, const char *target, const char *value)
{
	assert_int_equal(steps_add(&l->steps, action, target, value), 0);
}

void lasting_file(struct lasting *l, const char *path, const char *before, const char *after)
{
	struct step *s;

	lasting_step(l, "file", path, "0640");
	s = &l->steps.v[l->steps.n - 1];
	assert_int_equal(step_set_bytes(&s->before, before, before ? strlen(before) : 0), 0);
	assert_int_equal(step_set_bytes(&s->after, after, after ? strlen(after) : 0), 0);
}

int lasting_apply(struct lasting *l)
{
	_cleanup_(runner_done) struct runner runner = { .lock = -1 };
	int r = runner_begin_how(&l->root, &l->how, &runner, &l->err);

	l->generation = 0;
	return r < 0 ? r : runner_apply(&runner, &l->steps, "a test", &l->generation, &l->err);
}

int lasting_undo(struct lasting *l, unsigned generation)
{
	_cleanup_(runner_done) struct runner runner = { .lock = -1 };
	int r = runner_begin_how(&l->root, &l->how, &runner, &l->err);

	return r < 0 ? r : runner_undo(&runner, generation, &l->err);
}

void lasting_holds(const struct lasting *l, const char *path, const char *text)
{
	_cleanup_(root_file_done) struct root_file file = { 0 };
	struct err err = { 0 };
	int r = root_read_bytes(&l->root, 1 << 20, &file, &err, path);

	if (!text) {
		assert_int_equal(r, -ENOENT);
		return;
	}
	assert_ok(r, err);
	assert_int_equal(file.size, strlen(text));
	assert_string_equal(file.text, text);
}

void lasting_full(const struct lasting *l, const char *path, char full[256])
{
	(void)snprintf(full, 256, "%s/%s", l->tree.path, path);
}
