/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "virtfn take": brings a whole device back to the host. What virtfn give did is taken back from
 * its journal; a device that somebody else gave to vfio goes to whichever driver wants it.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "actions/journal.h"
#include "base/mem.h"
#include "base/str.h"
#include "cli/ask.h"
#include "cli/command.h"
#include "cli/give-work.h"
#include "plan/plan-give.h"

struct opts {
	bool dry_run;
};

static const struct option options[] = {
	{ "dry-run", 'n', NULL, "show the steps, and do nothing", OPTION_FLAG,
		offsetof(struct opts, dry_run) },
	{ 0 },
};

/* Generations that gave it away, the newest first. */
struct given {
	struct generations all;
	const struct generation **v; /* owned; each borrowed from all */
	size_t n;
};

static void given_done(struct given *g)
{
	free(g->v);
	generations_done(&g->all);
}

static bool is_one(const struct give_set *set, const char *address)
{
	for (size_t i = 0; i < set->n; i++)
		if (str_eq(set->v[i]->name, address))
			return true;
	return false;
}

/* 1: it gave one of these to vfio; -1: it took one from there; 0: neither. */
static int what_of(const struct give_set *set, const struct generation *g)
{
	for (size_t i = 0; i < g->n; i++) {
		const struct step *s = &g->v[i].step;

		if (!str_eq(s->action, "pci-driver") || !is_one(set, s->target))
			continue;
		if (strstr(s->value, "vfio"))
			return 1;
		if (str_eq(s->value, "host"))
			return -1;
	}
	return 0;
}

/* Those of this boot: an earlier one ended with all devices back. */
static int find_given(struct give_work *w, struct given *ret, struct err *err)
{
	char boot[40];
	int r = journal_list(w->call->root, JOURNAL_PERSISTENT, &ret->all, err);

	journal_boot_id(w->call->root, boot);
	if (r < 0)
		return r;
	for (size_t i = ret->all.n; i-- > 0;) {
		const struct generation *g = &ret->all.v[i];
		int what = g->state == GENERATION_DONE && str_eq(g->boot, boot)
				   ? what_of(&w->set, g)
				   : 0;
		const struct generation **slot;

		if (what < 0)
			break;
		if (what == 0)
			continue;
		slot = mem_append(&ret->v, &ret->n, sizeof(const struct generation *));
		if (!slot)
			return err_oom(err);
		*slot = g;
	}
	return 0;
}

/* What is left with vfio after that is somebody else's doing. */
static int plan_rest(struct give_work *w, const struct given *given, struct err *err)
{
	if (given->n > 0)
		return plan_take_refuse(&w->set, err);
	return plan_take(&w->set, &w->steps, err);
}

static void show(struct give_work *w, const struct given *given)
{
	give_work_show(w);
	if (given->n > 0)
		give_work_show_undo(w->call, given->v, given->n);
	else
		give_work_show_steps(w->call, &w->steps);
}

static int undo(struct runner *runner, const struct given *given, struct err *err)
{
	int r = 0;

	for (size_t i = 0; i < given->n && r == 0; i++)
		r = runner_undo(runner, given->v[i]->number, err);
	return r;
}

static int apply_rest(struct give_work *w, struct runner *runner, struct err *err)
{
	_cleanup_free_ char *about = str_printf("take %s back", w->dev->name);
	unsigned generation;

	if (!about)
		return err_oom(err);
	return runner_apply(runner, &w->steps, about, &generation, err);
}

/* The driver it had before the first of these generations; false: they say nothing of it. */
static bool driver_before(const struct given *given, const char *address, char ret[128])
{
	bool known = false;

	for (size_t i = 0; i < given->n; i++)
		for (size_t k = given->v[i]->n; k-- > 0;) {
			const struct journal_entry *e = &given->v[i]->v[k];

			if (str_eq(e->step.action, "pci-driver") && str_eq(e->step.target, address))
				known = give_work_saved(e, ret) != NULL;
		}
	return known;
}

/* Whether all are with their drivers of before; the old snapshot is gone then. */
static int show_result(struct give_work *w, const struct given *given, struct err *err)
{
	int r = give_work_look(w, err);
	char before[128];

	if (r < 0)
		return r;
	for (size_t i = 0; i < w->set.n; i++) {
		const struct pci_dev *d = w->set.v[i];

		if (!driver_before(given, d->name, before) || str_eq(before, d->driver))
			continue;
		w->call->exit = EXITCODE_FAILED;
		doc_note(w->call->doc,
			"%s had the driver %s and has %s now; is its module still there? See dmesg",
			d->name, before[0] ? before : "none", d->driver[0] ? d->driver : "none");
	}
	doc_say(w->call->doc, "%s is back, with %s", w->dev->name,
		w->dev->driver[0] ? w->dev->driver : "no driver, as before");
	if (!w->call->globals->json)
		give_work_show(w);
	return 0;
}

static int take(struct give_work *w, const struct given *given, struct err *err)
{
	_cleanup_(runner_done) struct runner runner = { .lock = -1 };
	int r = call_show(w->call, err);

	if (r == 0)
		r = ask_yes(w->call->globals, err, "Bring %s back to this host?", w->dev->name);
	if (r == 0)
		r = give_work_begin(w->call, &runner, err);
	if (r == 0)
		r = given->n > 0 ? undo(&runner, given, err) : apply_rest(w, &runner, err);
	runner_done(&runner);
	return r < 0 ? r : show_result(w, given, err);
}

/* What an earlier run left is taken back before the host is looked at. */
static int recover(struct call *call, struct err *err)
{
	_cleanup_(runner_done) struct runner runner = { .lock = -1 };

	return give_work_begin(call, &runner, err);
}

static int run(struct call *call, struct err *err)
{
	const struct opts *o = call->opts;
	_cleanup_(give_work_done) struct give_work w = { .call = call };
	_cleanup_(given_done) struct given given = { 0 };
	int r = give_work_may(call, "take", o->dry_run, err);

	if (r == 0 && !o->dry_run)
		r = recover(call, err);
	if (r == 0)
		r = give_work_look(&w, err);
	if (r == 0 && w.dev->is_vf)
		r = err_set(err, EINVAL, "%s is a VF, and no whole device; virtfn vf bind %s host",
			w.dev->name, w.dev->name);
	if (r == 0)
		r = find_given(&w, &given, err);
	if (r == 0)
		r = plan_rest(&w, &given, err);
	if (r < 0)
		return r;
	if (given.n == 0 && w.steps.n == 0) {
		doc_say(call->doc, "No changes: %s is with %s", w.dev->name,
			w.dev->driver[0] ? w.dev->driver : "no driver");
		return 0;
	}
	show(&w, &given);
	return o->dry_run ? 0 : take(&w, &given, err);
}

const struct command command_take = {
	.name = "take",
	.summary = "bring a device back that was given away",
	.about =
		"Takes back what virtfn give did with a device and all that went with it, the last "
		"step first: drivers and driver_override, the size of a BAR, D3cold, consoles, the "
		"display manager are as they were before. What a killed virtfn left half done is "
		"mended first. A device that something else bound to vfio goes to whichever driver "
		"of this host wants it. Refused while a guest or another process holds the device.",
	.examples = "sudo virtfn take 0000:03:00.0\tback to its driver\n"
		    "virtfn take 0000:03:00.0 --dry-run\tonly show the steps\n",
	.options = options,
	.opts_size = sizeof(struct opts),
	.operands = { { "DEVICE", OPERAND_DEVICE } },
	.run = run,
};
