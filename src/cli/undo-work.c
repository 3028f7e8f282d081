/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How are generations of the journal shown?
 */
#include "cli/undo-work.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "actions/action.h"
#include "actions/file-state.h"
#include "base/mem.h"
#include "base/str.h"
#include "model/step-value.h"

static const struct doc_column columns[] = {
	{ "number", "NUMBER", "what virtfn undo takes", DOC_COLUMN_RIGHT },
	{ "when", "WHEN", "when it was done", 0 },
	{ "state", "STATE", "done, undone, or cut off: unfinished, undoing", 0 },
	{ "files", "FILES", "how many files and links it changed", DOC_COLUMN_RIGHT },
	{ "commands", "COMMANDS", "how many programs it ran", DOC_COLUMN_RIGHT },
	{ "about", "WHAT", "what it was for", DOC_COLUMN_TRUNC },
	{ "time", "TIME", "when, in seconds since 1970", DOC_COLUMN_EXTRA | DOC_COLUMN_RIGHT },
	{ "boot", "BOOT", "the id of the boot in which it was done", DOC_COLUMN_EXTRA },
	{ 0 },
};

static const struct doc_column step_columns[] = {
	{ "action", "ACTION", "what was done", 0 },
	{ "target", "TARGET", "to what", 0 },
	{ "change", "CHANGE", "how", DOC_COLUMN_TRUNC },
	{ 0 },
};

int undo_number(struct call *call, const char *text, unsigned *ret, struct err *err)
{
	if (str_to_uint(text, 999999, ret) == 0 && *ret > 0)
		return 0;
	call->exit = EXITCODE_USAGE;
	return err_set(
		err, EINVAL, "'%.40s' is no number of a generation; see virtfn history", text);
}

void undo_time(long long when, char ret[32])
{
	time_t t = (time_t)when;
	struct tm tm;

	ret[0] = '\0';
	if (when > 0 && localtime_r(&t, &tm))
		(void)strftime(ret, 32, "%Y-%m-%d %H:%M", &tm);
}

struct doc *undo_table(struct doc *doc)
{
	return doc_table(doc, "generations", columns, NULL);
}

void undo_row(struct doc *table, const struct generation *g)
{
	struct doc *row = doc_row(table);
	int files = 0, programs = 0;
	char when[32];

	for (size_t i = 0; i < g->n; i++) {
		enum action_sort sort = action_sort_of(&g->v[i].step);

		files += sort == ACTION_FILE;
		programs += sort == ACTION_PROGRAM;
	}
	undo_time(g->when, when);
	doc_int(row, "number", g->number);
	if (when[0])
		doc_str(row, "when", when);
	doc_str(row, "state", generation_state_text(g->state));
	doc_int(row, "files", files);
	doc_int(row, "commands", programs);
	doc_str(row, "about", g->about);
	if (g->when > 0)
		doc_int(row, "time", g->when);
	if (g->boot[0])
		doc_str(row, "boot", g->boot);
}

static const char *file_change(const struct journal_entry *e)
{
	struct file_kept k;
	struct err ignored;

	if (file_kept_parse(e->saved.text, &k, &ignored) < 0)
		return "?";
	if (str_eq(k.before, k.after))
		return "as it was";
	if (str_eq(k.before, "-"))
		return "made";
	return str_eq(k.after, "-") ? "removed" : "changed";
}

static void command_change(struct doc *row, const struct journal_entry *e)
{
	_cleanup_(step_argv_done) struct step_argv argv = { 0 };
	struct str_buf b = { 0 };
	struct err ignored;

	if (step_get_argv(e->step.value, 0, &argv, &ignored) == 0 && argv.v)
		for (size_t i = 0; argv.v[i]; i++)
			str_buf_printf(&b, "%s%s", i ? " " : "", argv.v[i]);
	if (b.text && !b.failed)
		doc_str(row, "change", b.text);
	str_buf_done(&b);
}

void undo_steps(struct doc *doc, const struct generation *g)
{
	struct doc *table = doc_table(doc, "steps", step_columns, NULL);

	for (size_t i = 0; i < g->n; i++) {
		const struct journal_entry *e = &g->v[i];
		const struct action *a = action_find(e->step.action);
		struct doc *row = doc_row(table);

		doc_str(row, "action", e->step.action);
		doc_printf(
			row, "target", "%s%s", a && a->target_is_path ? "/" : "", e->step.target);
		if (str_eq(e->step.action, "file"))
			doc_str(row, "change", file_change(e));
		else if (str_eq(e->step.action, "link"))
			doc_printf(row, "change", e->step.value[0] ? "-> %s" : "removed",
				e->step.value);
		else if (a && a->value_is_argv)
			command_change(row, e);
		else
			doc_str(row, "change", e->step.value);
	}
}
