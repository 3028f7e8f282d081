/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How is a plan shown? Each step with its reason, files as unified diffs, and in the end how much
 * it is. JSON has the same, and each program as a list of words.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "actions/action.h"
#include "base/diff.h"
#include "base/mem.h"
#include "base/str.h"
#include "cli/host-plan.h"
#include "model/step-value.h"

struct count {
	size_t files, commands, values;
};

static int add_diff(struct doc *map, const struct step *s, struct err *err)
{
	const struct diff_text old = { s->before.data, s->before.size };
	const struct diff_text now = { s->after.data, s->after.size };
	_cleanup_free_ char *text = NULL;
	struct doc *list = doc_list(map, "diff");
	char *rest, *line;
	int r;

	r = diff_unified(&old, &now, s->target, &text, err);
	if (r < 0)
		return r;
	rest = text;
	while ((line = strsep(&rest, "\n")))
		if (*line || rest)
			doc_add_command(list, line);
	return 0;
}

static int show_file(struct doc *map, const struct step *s, struct err *err)
{
	doc_str(map, "do", !s->before.data ? "create" : s->after.data ? "change" : "remove");
	doc_printf(map, "title", "/%s", s->target);
	if (s->why && *s->why)
		doc_str(map, "why", s->why);
	return add_diff(map, s, err);
}

static int add_names(struct doc *words, const char *names, struct err *err)
{
	_cleanup_free_ char *copy = str_printf("%s", names);
	char *rest = copy, *name;

	while (rest && (name = strsep(&rest, " ")))
		if (name[0])
			doc_add_str(words, name);
	return copy ? 0 : err_oom(err);
}

static int show_command(struct doc *map, const struct step *s, bool json, struct err *err)
{
	_cleanup_(step_argv_done) struct step_argv argv = { 0 };
	struct str_buf line = { 0 };
	struct doc *words;
	_cleanup_free_ char *text = NULL;
	bool packages = str_eq(s->action, "package"), file = str_eq(s->action, "package-file");

	if (step_get_argv(s->value, 0, &argv, err) < 0)
		return -err->code;
	for (size_t i = 0; argv.v && argv.v[i]; i++)
		str_buf_printf(&line, "%s%s", i ? " " : "", argv.v[i]);
	if (packages || file)
		str_buf_printf(&line, " %s%s", file ? "/" : "", s->target);
	text = str_buf_take(&line);
	if (!text)
		return err_oom(err);
	doc_str(map, "do", "run");
	doc_str(map, "title", text);
	if (s->why && *s->why)
		doc_str(map, "why", s->why);
	words = json ? doc_list(map, "argv") : NULL;
	for (size_t i = 0; words && argv.v && argv.v[i]; i++)
		doc_add_str(words, argv.v[i]);
	if (words && file)
		doc_add_str(words, text + strlen(text) - strlen(s->target) - 1);
	return words && packages ? add_names(words, s->target, err) : 0;
}

static int show_attribute(struct doc *map, const struct step *s)
{
	doc_str(map, "do", "set");
	doc_printf(map, "title", "/%s to %s", s->target, s->value);
	if (s->why && *s->why)
		doc_str(map, "why", s->why);
	return 0;
}

/* Nothing is fetched that was not shown: from where, to where, and which bytes alone. */
static int show_fetch(struct doc *map, const struct step *s, bool json, struct err *err)
{
	_cleanup_(step_argv_done) struct step_argv words = { 0 };
	int r = step_get_argv(s->value, 0, &words, err);

	if (r < 0)
		return r;
	if (!words.v || !words.v[0] || !words.v[1])
		return err_set(err, EINVAL, "a step does not say where /%s comes from", s->target);
	doc_str(map, "do", words.v[0][0] == '/' ? "copy" : "fetch");
	doc_printf(map, "title", "%s to /%s", words.v[0], s->target);
	doc_printf(map, "why", "%s; SHA-256 %s", s->why ? s->why : "", words.v[1]);
	if (json) {
		doc_str(map, "from", words.v[0]);
		doc_printf(map, "to", "/%s", s->target);
		doc_str(map, "sha256", words.v[1]);
	}
	return 0;
}

static int show_proof(struct doc *map, const struct step *s, struct err *err)
{
	struct edit_proof proof;
	int r = step_get_proof(s->value, &proof, err);

	if (r < 0)
		return r;
	doc_str(map, "do", "verify");
	doc_printf(map, "title", "/%s has %s%s", s->target, proof.absent ? "no " : "", proof.token);
	return 0;
}

static int show_step(struct doc *list, const struct step *s, bool json, struct err *err)
{
	/* What only an undo does, the command's own line stands for. */
	if (str_eq(s->action, "remake-undo"))
		return 0;
	if (str_eq(s->action, "file"))
		return show_file(doc_add_map(list), s, err);
	if (str_eq(s->action, "fetch"))
		return show_fetch(doc_add_map(list), s, json, err);
	if (str_eq(s->action, "proof"))
		return show_proof(doc_add_map(list), s, err);
	if (str_eq(s->action, "attribute"))
		return show_attribute(doc_add_map(list), s);
	if (action_sort_of(s) == ACTION_PROGRAM)
		return show_command(doc_add_map(list), s, json, err);
	list = doc_add_map(list);
	doc_str(list, "do", s->action);
	doc_printf(list, "title", "%s: %s", s->target, s->value);
	return 0;
}

/* The first line is what to do, the rest how. */
static void add_note(struct doc *list, const char *text)
{
	_cleanup_free_ char *copy = str_printf("%s", text);
	struct doc *map = doc_add_map(list), *how = NULL;
	char *rest = copy, *line = rest ? strsep(&rest, "\n") : NULL;

	doc_str(map, "do", "by hand");
	doc_str(map, "title", line ? line : "");
	while (rest && (line = strsep(&rest, "\n"))) {
		if (!how)
			how = doc_list(map, "how");
		doc_add_command(how, line);
	}
}

static struct count count(const struct steps *steps)
{
	struct count c = { 0 };

	for (size_t i = 0; i < steps->n; i++) {
		enum action_sort sort = action_sort_of(&steps->v[i]);

		c.files += sort == ACTION_FILE;
		c.commands += sort == ACTION_PROGRAM;
		c.values += sort == ACTION_VALUE;
	}
	return c;
}

/* "3 files, 2 commands, 1 reboot" */
static char *sum(const struct count *c, bool reboot)
{
	struct str_buf b = { 0 };

	if (c->files > 0)
		str_buf_printf(&b, "%zu file%s", c->files, c->files == 1 ? "" : "s");
	if (c->commands > 0)
		str_buf_printf(&b, "%s%zu command%s", b.len ? ", " : "", c->commands,
			c->commands == 1 ? "" : "s");
	if (c->values > 0)
		str_buf_printf(&b, "%s%zu value%s", b.len ? ", " : "", c->values,
			c->values == 1 ? "" : "s");
	if (reboot)
		str_buf_printf(&b, "%s1 reboot", b.len ? ", " : "");
	return str_buf_take(&b);
}

static void close_up(struct call *call, const struct host_plan *p)
{
	struct count c = count(&p->steps);
	bool changes = p->steps.n > 0;
	_cleanup_free_ char *text = sum(&c, changes && p->reboot);

	if (call->globals->json) {
		doc_bool(call->doc, "changes", changes);
		doc_int(call->doc, "files", (long long)c.files);
		doc_int(call->doc, "commands", (long long)c.commands);
		doc_int(call->doc, "values", (long long)c.values);
		doc_bool(call->doc, "reboot", p->reboot != NULL);
	}
	if (call->globals->json)
		doc_bool(call->doc, "trial", p->tried);
	if (call->globals->json)
		doc_bool(call->doc, "trial_initramfs", p->tried_initramfs);
	if (call->globals->json && p->reboot)
		doc_str(call->doc, "reboot_why", p->reboot);
	if (changes && p->reboot)
		doc_close(call->doc, "A reboot is needed: %s.", p->reboot);
	if (changes)
		doc_close(call->doc, "Plan: %s.", text ? text : "");
	else if (p->edits.n_notes > 0)
		doc_close(call->doc, "No changes; %zu thing%s left for you to do by hand.",
			p->edits.n_notes, p->edits.n_notes == 1 ? " is" : "s are");
	else if (p->reboot)
		doc_close(call->doc, "No changes. A reboot is pending: %s.", p->reboot);
	else
		doc_close(call->doc, "No changes.");
	if (p->tried)
		doc_close(call->doc,
			"%s tried for one boot first%s; all this becomes permanent when that boot "
			"is good. --no-trial does it at once.",
			needs_count(&p->needs, NEED_ARGUMENT) +
						needs_count(&p->needs, NEED_ARGUMENT_GONE) ==
					0
				? "The new initramfs is"
			: p->tried_initramfs
				? "The new kernel command line and the new initramfs are"
				: "The new kernel command line is",
			p->tried_initramfs ? ", beside the one that is there" : "");
}

static const struct doc_column need_columns[] = {
	{ "need", "NEED", "what the host is to have or to be", 0 },
	{ "why", "WHY", "what is wrong without it", DOC_COLUMN_TRUNC },
	{ "from", "FROM", "the finding or the place that asks for it", DOC_COLUMN_EXTRA },
	{ 0 },
};

/* One file or program serves several needs: whose they are is said in front of them all. */
static void show_needs(struct call *call, const struct needs *needs)
{
	bool any = needs->n > needs_count(needs, NEED_PERSON);
	struct doc *table = any ? doc_table(call->doc, "needs", need_columns, NULL) : NULL;

	for (size_t i = 0; i < needs->n; i++) {
		const struct need *n = &needs->v[i];
		struct doc *row;

		if (n->kind == NEED_PERSON)
			continue;
		row = doc_row(table);
		doc_printf(
			row, "need", "%s%s", n->kind == NEED_ARGUMENT_GONE ? "no " : "", n->what);
		doc_str(row, "why", n->why);
		doc_str(row, "from", n->from);
	}
}

int host_plan_doc(struct call *call, const struct host_plan *p, struct err *err)
{
	struct doc *list;
	int r = 0;

	if (p->steps.n > 0 || call->globals->json)
		show_needs(call, &p->needs);
	list = p->steps.n > 0 || call->globals->json ? doc_list(call->doc, "steps") : NULL;
	for (size_t i = 0; i < p->steps.n && r == 0; i++)
		r = show_step(list, &p->steps.v[i], call->globals->json, err);
	if (r < 0)
		return r;
	if (p->edits.n_notes > 0)
		list = doc_list(call->doc, "by_hand");
	for (size_t i = 0; i < p->edits.n_notes; i++)
		add_note(list, p->edits.notes[i].text);
	close_up(call, p);
	return 0;
}
