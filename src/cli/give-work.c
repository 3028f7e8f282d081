/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What virtfn give and virtfn take have in common: looking, and showing what goes and what is done.
 */
#include "cli/give-work.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "cli/device-doc.h"
#include "facts/facts.h"
#include "facts/give-look.h"
#include "kinds/kind.h"
#include "plan/plan-give.h"

static const struct doc_column columns[] = {
	{ "address", "ADDRESS", "PCI address", 0 },
	{ "kind", "KIND", "display, network, nvme or other", 0 },
	{ "driver", "DRIVER", "the driver bound to it", 0 },
	{ "group", "GROUP", "IOMMU group", DOC_COLUMN_RIGHT },
	{ "reset", "RESET", "reset methods in the kernel's order", 0 },
	{ "name", "NAME", "what the system's pci.ids calls it", DOC_COLUMN_TRUNC },
	{ 0 },
};

void give_work_done(struct give_work *w)
{
	steps_done(&w->steps);
	give_seen_done(&w->seen);
	host_done(&w->host);
}

int give_work_may(struct call *call, const char *name, bool dry_run, struct err *err)
{
	if (dry_run)
		return 0;
	call->exit = EXITCODE_USAGE;
	if (call->globals->root)
		return err_set(err, EINVAL,
			"'%s' changes this machine, so it takes --root only with --dry-run", name);
	call->exit = EXITCODE_OK;
	if (geteuid() != 0)
		return err_set(err, EPERM, "'%s' needs root; run it with sudo", name);
	return 0;
}

int give_work_look(struct give_work *w, struct err *err)
{
	struct call *call = w->call;
	struct pci_dev *dev;
	int r;

	give_work_done(w);
	*w = (struct give_work) { .call = call };
	r = facts_read(call->root, FACTS_ALL | FACTS_HOST, &w->host, err);
	if (r == 0)
		r = host_resolve_pci(&w->host, call->args[0], &dev, err);
	if (r < 0)
		return r;
	w->dev = dev;
	plan_give_set(&w->host, dev, &w->set);
	return give_look(call->root, &w->set, &w->seen, err);
}

static void tell(void *arg, size_t i, size_t n, const struct step *step)
{
	(void)arg;
	log_progress("[%zu/%zu] %s %s %s", i + 1, n, step->action, step->target, step->value);
}

int give_work_begin(struct call *call, struct runner *ret, struct err *err)
{
	int r = runner_begin(call->root, ret, err);

	if (r < 0)
		return r;
	ret->tell = tell;
	if (ret->recovered > 0)
		doc_note(call->doc,
			"an earlier run was cut off; its %zu steps were taken back first",
			ret->recovered);
	return 0;
}

void give_work_show(const struct give_work *w)
{
	struct doc *table = doc_table(w->call->doc, "functions", columns, NULL);

	for (size_t i = 0; i < w->set.n; i++) {
		const struct pci_dev *d = w->set.v[i];
		struct doc *row = doc_row(table);

		doc_str(row, "address", d->name);
		doc_str(row, "kind", kind_of(d)->title);
		if (d->driver[0])
			doc_str(row, "driver", d->driver);
		if (d->iommu_group >= 0)
			doc_int(row, "group", d->iommu_group);
		if (d->reset_seen == TRI_UNKNOWN)
			doc_unknown(row, "reset");
		else
			doc_str(row, "reset", d->reset[0] ? d->reset : "none");
		device_doc_name(row, "name", d);
	}
}

static const struct doc_column step_columns[] = {
	{ "do", "STEP", "what is done", 0 },
	{ "what", "WHAT", "to what", 0 },
	{ "why", "WHY", "what it is good for", DOC_COLUMN_TRUNC },
	{ "action", "ACTION", "virtfn's name of it, as in virtfn history", DOC_COLUMN_EXTRA },
	{ "target", "TARGET", "what that is done to", DOC_COLUMN_EXTRA },
	{ "value", "VALUE", "and how", DOC_COLUMN_EXTRA },
	{ 0 },
};

/* "0000:03:00.0/2", and MiB. */
static void show_bar(struct doc *row, const char *target, const char *mib)
{
	const char *slash = strchr(target, '/');

	doc_str(row, "do", "resize");
	doc_printf(row, "what", "BAR %s of %.*s to %s MiB", slash ? slash + 1 : "?",
		(int)strcspn(target, "/"), target, mib);
}

static void show_driver(struct doc *row, const char *target, const char *driver)
{
	bool none = str_eq(driver, "none") || !driver[0];

	doc_str(row, "do", none ? "unbind" : "bind");
	if (none)
		doc_printf(row, "what", "%s from its driver", target);
	else if (str_eq(driver, "host"))
		doc_printf(row, "what", "%s to this host's driver", target);
	else
		doc_printf(row, "what", "%s to %s", target, driver);
}

/* "sys/bus/pci/devices/0000:03:00.0/d3cold_allowed": its last two parts say it. */
static void show_attribute(struct doc *row, const char *target, const char *value)
{
	const char *last = strrchr(target, '/'), *of = last;

	while (of && of > target && of[-1] != '/')
		of--;
	doc_str(row, "do", "set");
	if (last)
		doc_printf(row, "what", "%s of %.*s to %s", last + 1, (int)(last - of), of, value);
}

static void show_one(struct doc *row, const struct step *s, const char *value)
{
	if (str_eq(s->action, "pci-driver") || str_eq(s->action, "framebuffer")) {
		show_driver(row, s->target, value);
	} else if (str_eq(s->action, "bar-size")) {
		show_bar(row, s->target, value);
	} else if (str_eq(s->action, "attribute")) {
		show_attribute(row, s->target, value);
	} else if (str_eq(s->action, "module")) {
		doc_str(row, "do", "load");
		doc_printf(row, "what", "module %s", s->value);
	} else {
		/* A unit that was active is started again. */
		doc_str(row, "do", str_eq(value, "active") ? "start" : value);
		doc_str(row, "what", s->target);
	}
	doc_str(row, "action", s->action);
	doc_str(row, "target", s->target);
	doc_str(row, "value", value);
}

void give_work_show_steps(struct call *call, const struct steps *steps)
{
	struct doc *table = doc_table(call->doc, "steps", step_columns, NULL);

	for (size_t i = 0; i < steps->n; i++) {
		const struct step *s = &steps->v[i];
		struct doc *row = doc_row(table);

		show_one(row, s, s->value);
		if (s->why)
			doc_str(row, "why", s->why);
	}
}

/* Each action's file says how: "BOOT VALUE", or "OVERRIDE/DRIVER BOOT". */
const char *give_work_saved(const struct journal_entry *e, char text[128])
{
	const char *from = e->saved.text;
	const char *p = strchr(from, str_eq(e->step.action, "pci-driver") ? '/' : ' ');

	if (!p)
		return NULL;
	if (str_eq(e->step.action, "pci-driver"))
		(void)snprintf(text, 128, "%.*s", (int)strcspn(p + 1, " "), p + 1);
	else
		(void)snprintf(text, 128, "%.127s", p + 1);
	return text;
}

static void show_undo(struct doc *table, const struct generation *g)
{
	for (size_t i = g->n; i-- > 0;) {
		const struct journal_entry *e = &g->v[i];
		char text[128];
		const char *was = give_work_saved(e, text);
		struct doc *row;

		/* A module stays; a unit that did not run is not started. */
		if (!was || (str_eq(e->step.action, "unit") && !str_eq(was, "active")) ||
			(str_eq(e->step.action, "framebuffer") && !was[0]))
			continue;
		row = doc_row(table);
		show_one(row, &e->step, was);
		doc_str(row, "why", "as it was before");
	}
}

void give_work_show_undo(struct call *call, const struct generation *const *given, size_t n)
{
	struct doc *table = doc_table(call->doc, "steps", step_columns, NULL);

	for (size_t i = 0; i < n; i++)
		show_undo(table, given[i]);
}
