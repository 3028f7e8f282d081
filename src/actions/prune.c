/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which old generations and contents of files nobody needs any more?
 */
#include "actions/prune.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "actions/journal.h"
#include "actions/store.h"
#include "base/mem.h"

#define KEEP 50

static bool wanted(void *arg, const char *hash)
{
	const struct generations *all = arg;

	for (size_t i = 0; i < all->n; i++)
		for (size_t k = 0; k < all->v[i].n; k++)
			if (strstr(all->v[i].v[k].saved.text, hash))
				return true;
	return false;
}

static int drop(const struct root *root, unsigned number, struct err *err)
{
	char path[128];
	int r;

	/* What its programs said goes first: nobody would find it without the journal. */
	(void)snprintf(path, sizeof(path), JOURNAL_PERSISTENT "/%06u.log", number);
	r = root_remove(root, err, path);
	if (r < 0 && r != -ENOENT)
		return r;
	(void)snprintf(path, sizeof(path), JOURNAL_PERSISTENT "/%06u", number);
	return root_remove(root, err, path);
}

int prune(const struct root *root, struct err *err)
{
	_cleanup_(generations_done) struct generations all = { 0 };
	int r = journal_list(root, JOURNAL_PERSISTENT, &all, err);

	for (size_t i = 0; r == 0 && i + KEEP < all.n; i++) {
		struct generation *g = &all.v[i];

		if (g->state != GENERATION_DONE && g->state != GENERATION_UNDONE)
			continue;
		r = drop(root, g->number, err);
		if (r == 0)
			generation_done(g);
	}
	return r < 0 ? r : store_sweep(root, wanted, &all, err);
}
