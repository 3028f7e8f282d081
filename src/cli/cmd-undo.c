/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "virtfn undo": takes back what was changed for good, the newest first.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "actions/runner.h"
#include "base/mem.h"
#include "cli/ask.h"
#include "cli/command.h"
#include "cli/undo-work.h"

struct opts {
	const char *via;
	bool dry_run, keep_edited;
};

static const struct option options[] = {
	{ "dry-run", 0, NULL, "only show what would be taken back, and whether it can be",
		OPTION_FLAG, offsetof(struct opts, dry_run) },
	{ "keep-edited", 0, NULL,
		"leave files that were edited since in the same lines as they are", OPTION_FLAG,
		offsetof(struct opts, keep_edited) },
	{ "via", 0, "PROGRAM", "with --root: run commands as PROGRAM DIR COMMAND... (chroot)",
		OPTION_STR, offsetof(struct opts, via) },
	{ 0 },
};

struct work {
	struct call *call;
	struct runner runner;
	struct generations all;
	struct str_buf edits;
	size_t first; /* those from here to the end are taken back, as far as they are done */
	size_t n;     /* how many */
};

static void work_done(struct work *w)
{
	runner_done(&w->runner);
	generations_done(&w->all);
	str_buf_done(&w->edits);
}

static bool is_done(const struct generation *g)
{
	return g->state == GENERATION_DONE;
}

/* The newest that is done, or the one that was asked for with all that came after it. */
static int choose(struct work *w, struct err *err)
{
	const char *asked = w->call->args[0];
	unsigned number = 0;
	size_t i = w->all.n;
	int r = asked ? undo_number(w->call, asked, &number, err) : 0;

	if (r < 0)
		return r;
	while (i > 0 && (asked ? w->all.v[i - 1].number != number : !is_done(&w->all.v[i - 1])))
		i--;
	if (i == 0 && asked)
		return err_set(
			err, ENOENT, "there is no generation %u; see virtfn history", number);
	if (i > 0 && asked && w->all.v[i - 1].state == GENERATION_UNDONE)
		return err_set(err, EALREADY, "generation %u was taken back already", number);
	w->first = i > 0 ? i - 1 : w->all.n;
	for (i = w->first; i < w->all.n; i++)
		w->n += is_done(&w->all.v[i]);
	return 0;
}

static void show(struct work *w)
{
	struct doc *table = undo_table(w->call->doc);

	for (size_t i = w->all.n; i-- > w->first;) {
		if (!is_done(&w->all.v[i]))
			continue;
		undo_row(table, &w->all.v[i]);
		if (w->n == 1)
			undo_steps(w->call->doc, &w->all.v[i]);
	}
}

/* What others edited since, as the lines of a diff. */
static void show_edits(struct work *w)
{
	struct doc *map, *list;

	if (!w->edits.text || w->edits.failed || !w->edits.text[0])
		return;
	map = doc_add_map(doc_list(w->call->doc, "edited_since"));
	doc_str(map, "title", "What others changed since");
	list = doc_list(map, "diff");
	for (char *rest = w->edits.text, *line; (line = strsep(&rest, "\n"));)
		if (line[0] || rest)
			doc_add_command(list, line);
}

static int confirm(const struct work *w, struct err *err)
{
	const struct generation *first = &w->all.v[w->first];

	if (w->n == 1)
		return ask_yes(w->call->globals, err, "Take back generation %u (%s)?",
			first->number, first->about);
	return ask_yes(w->call->globals, err,
		"Generation %u can only be taken back together with the %zu that came after it. "
		"Take back all %zu?",
		first->number, w->n - 1, w->n);
}

static bool needs_reboot(const struct generation *g)
{
	for (size_t i = 0; i < g->n; i++)
		if (strcmp(g->v[i].step.action, "remake") == 0 ||
			strcmp(g->v[i].step.action, "package-file") == 0 ||
			strcmp(g->v[i].step.action, "proof") == 0)
			return true;
	return false;
}

static int take_back(struct work *w, struct err *err)
{
	bool reboot = false;

	for (size_t i = w->all.n; i-- > w->first;) {
		const struct generation *g = &w->all.v[i];
		int r = is_done(g) ? runner_undo(&w->runner, g->number, err) : 0;

		if (r < 0)
			return r;
		if (!is_done(g))
			continue;
		reboot = reboot || needs_reboot(g);
		doc_say(w->call->doc, "Generation %u is taken back: %s", g->number, g->about);
	}
	if (reboot)
		doc_note(w->call->doc, "what the kernel reads when it boots counts from the next "
				       "boot on");
	return 0;
}

static int dry_run(struct work *w, struct err *err)
{
	int r = 0;

	/* Whether older ones can be is seen only when the newer ones are. */
	for (size_t i = w->all.n; r == 0 && i-- > w->first;)
		if (is_done(&w->all.v[i])) {
			r = runner_may_undo(&w->runner, w->all.v[i].number, err);
			break;
		}
	show(w);
	if (r == 0)
		doc_say(w->call->doc, "This would be taken back; nothing was changed");
	return r;
}

static int begin(struct work *w, struct err *err)
{
	const struct opts *opts = w->call->opts;
	const struct runner_how how = {
		.via = opts->via,
		.keep_edited = opts->keep_edited,
		.edits = &w->edits,
	};
	int r;

	if (w->call->root->host && geteuid() != 0)
		return err_set(err, EPERM, "'undo' needs root; run it with sudo");
	if (opts->dry_run) {
		w->runner = (struct runner) { .root = w->call->root,
			.lock = -1,
			.via = how.via,
			.keep_edited = how.keep_edited,
			.edits = how.edits };
		return 0;
	}
	r = runner_begin_how(w->call->root, &how, &w->runner, err);
	if (r < 0)
		return r;
	if (w->runner.recovered > 0)
		doc_note(w->call->doc, "an earlier run was cut off; its %zu steps were taken back",
			w->runner.recovered);
	if (!w->runner.stuck.code)
		return 0;
	*err = w->runner.stuck;
	return -err->code;
}

static int work(struct work *w, struct err *err)
{
	const struct opts *opts = w->call->opts;
	bool recovered;
	int r = begin(w, err);

	if (r == 0)
		r = journal_list(w->call->root, JOURNAL_PERSISTENT, &w->all, err);
	if (r < 0)
		return r;
	/* The run that was cut off is what the user means. */
	recovered = w->runner.recovered > 0 && !w->call->args[0];
	if (!recovered)
		r = choose(w, err);
	if (r < 0)
		return r;
	if (w->n == 0) {
		if (!recovered)
			doc_say(w->call->doc, "There is nothing to take back");
		return 0;
	}
	if (opts->dry_run)
		return dry_run(w, err);
	r = confirm(w, err);
	return r < 0 ? r : take_back(w, err);
}

static int run(struct call *call, struct err *err)
{
	_cleanup_(work_done) struct work w = { .call = call, .runner = { .lock = -1 } };
	int r = work(&w, err);

	show_edits(&w);
	return r;
}

const struct command command_undo = {
	.name = "undo",
	.summary = "take back what virtfn changed for good",
	.about = "Takes back the newest generation that is not undone yet (see virtfn history), or "
		 "an "
		 "older one together with all that came after it. Files get their bytes, owner, "
		 "mode "
		 "and attributes from before. A file that somebody edited since keeps that edit "
		 "where "
		 "it is in other lines than virtfn's; else nothing is changed, and the edit is "
		 "shown. "
		 "A run that was cut off, by a crash or a power cut, is finished.",
	.examples = "sudo virtfn undo\tthe newest generation\n"
		    "sudo virtfn undo --dry-run\twhat that would be\n"
		    "sudo virtfn undo 3 --yes\tgeneration 3 and all later ones, without asking\n",
	.options = options,
	.opts_size = sizeof(struct opts),
	.operands = { { "GENERATION", OPERAND_TEXT, .optional = true } },
	.run = run,
};
