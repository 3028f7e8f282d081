/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What was applied, and does it count already? Kernel arguments do from the next boot on; what
 * proved them in the boot files is compared with the line of this boot.
 */
#include "cli/pending.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "actions/journal.h"
#include "base/mem.h"
#include "base/str.h"
#include "boot/boot.h"
#include "model/step-value.h"

/* Whether this boot's line says something else than the proof. */
static bool waits(const char *line, const struct edit_proof *proof)
{
	const char *token[] = { proof->token, NULL };
	const struct boot_ask add = { .add = token }, drop = { .drop = token };
	_cleanup_free_ char *text = NULL;
	struct err ignored;

	return boot_edit_cmdline(line, proof->absent ? &drop : &add, &text, &ignored) > 0;
}

static bool get_proof(const struct generation *g, size_t i, struct edit_proof *ret)
{
	const struct step *s = &g->v[i].step;
	struct err ignored;

	return str_eq(s->action, "proof") && step_get_proof(s->value, ret, &ignored) >= 0;
}

/* Each boot entry has its own proof of the same argument: it is said once. */
static bool said_before(const struct generation *g, size_t n, const struct edit_proof *proof)
{
	struct edit_proof other;

	for (size_t i = 0; i < n; i++)
		if (get_proof(g, i, &other) && other.absent == proof->absent &&
			str_eq(other.token, proof->token))
			return true;
	return false;
}

static void list_waiting(const struct generation *g, const char *line, struct str_buf *b)
{
	struct edit_proof proof;

	for (size_t i = 0; i < g->n; i++)
		if (get_proof(g, i, &proof) && !said_before(g, i, &proof) && waits(line, &proof))
			str_buf_printf(b, "%s%s%s", b->len ? ", " : "", proof.absent ? "no " : "",
				proof.token);
}

static int tell(const struct generation *g, const char *line, struct doc *doc, struct err *err)
{
	struct str_buf waiting = { 0 };
	_cleanup_free_ char *text = NULL;

	if (g->state == GENERATION_UNFINISHED || g->state == GENERATION_UNDOING)
		doc_say(doc,
			"Generation %u was cut off; the next virtfn that changes something takes "
			"it back",
			g->number);
	if (g->state != GENERATION_DONE)
		return 0;
	list_waiting(g, line, &waiting);
	text = str_buf_take(&waiting);
	if (!text)
		return err_oom(err);
	if (*text)
		doc_say(doc, "Generation %u (%s) waits for a reboot: %s", g->number, g->about,
			text);
	return 0;
}

int pending_tell(const struct root *root, struct doc *doc, struct err *err)
{
	_cleanup_(generations_done) struct generations all = { 0 };
	_cleanup_free_ char *line = NULL;
	struct err ignored;
	int r = 0;

	if (journal_list(root, JOURNAL_PERSISTENT, &all, &ignored) < 0 ||
		root_read(root, &line, &ignored, "proc/cmdline") < 0)
		return 0;
	for (size_t i = 0; i < all.n && r == 0; i++)
		r = tell(&all.v[i], line, doc, err);
	return r;
}
