/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "virtfn history": what was changed for good, and what of it can be taken back.
 */
#include <errno.h>

#include "base/mem.h"
#include "cli/command.h"
#include "cli/undo-work.h"

static int show_one(struct call *call, struct err *err)
{
	_cleanup_(generation_done) struct generation g = { 0 };
	unsigned number = 0;
	int r = undo_number(call, call->args[0], &number, err);

	if (r < 0)
		return r;
	r = journal_read(call->root, JOURNAL_PERSISTENT, number, &g, err);
	if (r == -ENOENT)
		return err_set(
			err, ENOENT, "there is no generation %u; see virtfn history", number);
	if (r < 0)
		return r;
	undo_row(undo_table(call->doc), &g);
	undo_steps(call->doc, &g);
	if (root_exists(call->root, JOURNAL_PERSISTENT "/%06u.log", number))
		doc_note(call->doc,
			"what its programs said is in %s/" JOURNAL_PERSISTENT "/%06u.log",
			call->root->path, number);
	return 0;
}

static int run(struct call *call, struct err *err)
{
	_cleanup_(generations_done) struct generations all = { 0 };
	struct doc *table;
	int r;

	if (call->args[0])
		return show_one(call, err);
	r = journal_list(call->root, JOURNAL_PERSISTENT, &all, err);
	if (r < 0)
		return r;
	table = undo_table(call->doc);
	for (size_t i = all.n; i-- > 0;)
		undo_row(table, &all.v[i]);
	for (size_t i = 0; i < all.n; i++)
		if (all.v[i].state == GENERATION_UNFINISHED || all.v[i].state == GENERATION_UNDOING)
			doc_note(call->doc,
				"generation %u was cut off; the next virtfn that changes this "
				"host takes it back first, as virtfn undo does",
				all.v[i].number);
	if (all.n == 0)
		doc_say(call->doc, "virtfn changed nothing of this host for good");
	return 0;
}

const struct command command_history = {
	.name = "history",
	.summary = "show what virtfn changed for good",
	.about = "Each virtfn apply that changed something is a generation with a number, the "
		 "newest "
		 "first. With a number, its steps are shown. Generations are kept, with the bytes "
		 "of "
		 "each file from before, until 50 newer ones are there.",
	.examples = "sudo virtfn history\tall generations\n"
		    "sudo virtfn history 3\tthe steps of one\n",
	.operands = { { "GENERATION", OPERAND_TEXT, .optional = true } },
	.run = run,
};
