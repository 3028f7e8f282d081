/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs the checks, made from the rows in meson.build: a check_x is defined in check-x.c.
 * What only follows from another finding is folded under that one.
 */
#include "checks/check.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

#define ROW(name) extern const struct check check_##name;
#include "checks/check-rows.h"
#undef ROW

const struct check *const checks[] = {
#define ROW(name) &check_##name,
#include "checks/check-rows.h"
#undef ROW
	NULL,
};

const struct check *check_find(const char *id)
{
	for (size_t i = 0; checks[i]; i++)
		if (str_eq(checks[i]->id, id))
			return checks[i];
	return NULL;
}

unsigned check_kind_of(const struct pci_dev *dev)
{
	static const struct {
		const char *id;
		unsigned bit;
	} bits[] = {
		{ "igpu", CHECK_IGPU },
		{ "dgpu", CHECK_DGPU },
		{ "nic", CHECK_NIC },
		{ "nvme", CHECK_NVME },
	};
	const char *id = kind_of(dev)->id;

	for (size_t i = 0; i < ARRAY_SIZE(bits); i++)
		if (str_eq(bits[i].id, id))
			return bits[i].bit;
	return CHECK_OTHER;
}

void check_report_done(struct check_report *r)
{
	for (size_t i = 0; i < r->n; i++)
		finding_done(&r->v[i]);
	free(r->v);
	*r = (struct check_report) { 0 };
}

static bool wanted(const struct check *c, const struct check_wish *wish)
{
	if (wish->dev ? !(c->kinds & check_kind_of(wish->dev)) : c->kinds != CHECK_HOST)
		return false;
	if (c->modes && !(c->modes & wish->mode))
		return false;
	return !c->guests || c->guests & wish->guests;
}

/* The next of some words with blanks between; false at the end. */
static bool next_word(const char **words, const char **ret, size_t *ret_len)
{
	const char *p = *words + strspn(*words, " ");

	*ret = p;
	*ret_len = strcspn(p, " ");
	*words = p + *ret_len;
	return *ret_len > 0;
}

/* Bad, of the same device or of the host, and not less sure than f: the unknown explains no more.
 */
static bool can_explain(const struct finding *cause, const struct finding *f)
{
	if (cause->device[0] && !str_eq(cause->device, f->device))
		return false;
	return cause->verdict >= VERDICT_WARNING ||
	       (cause->verdict == VERDICT_UNKNOWN && f->verdict == VERDICT_UNKNOWN);
}

/* The first that explained_by names and that is bad: nearer causes stand in front there. */
static size_t explain(
	const struct check_report *report, const struct check *c, const struct finding *f)
{
	const char *words = c->explained_by, *word;
	size_t len;

	if (f->verdict < VERDICT_UNKNOWN || !words)
		return FINDING_NONE;
	while (next_word(&words, &word, &len)) {
		for (size_t i = 0; i < report->n; i++) {
			const struct finding *cause = &report->v[i];

			if (strlen(cause->id) != len || strncmp(cause->id, word, len) != 0 ||
				!can_explain(cause, f))
				continue;
			return cause->folded_under == FINDING_NONE ? i : cause->folded_under;
		}
	}
	return FINDING_NONE;
}

static int run_one(const struct host *host, const struct check_wish *wish, const struct check *c,
	struct check_report *report, struct err *err)
{
	struct finding f = {
		.id = c->id,
		.verdict = VERDICT_NOT_APPLICABLE,
		.cause = c->why,
		.source = c->source,
		.folded_under = FINDING_NONE,
	};
	struct judge j = { host, wish->dev, wish->mode, wish->guests, &f, false };
	struct finding *slot = NULL;

	if (wish->dev)
		(void)snprintf(f.device, sizeof(f.device), "%s", wish->dev->name);
	c->judge(&j);
	if (!j.failed && !f.title)
		f.title = strdup(c->title);
	if (!j.failed && f.title)
		slot = mem_append(&report->v, &report->n, sizeof(*slot));
	if (!slot) {
		finding_done(&f);
		return err_oom(err);
	}
	*slot = f;
	report->n--;
	slot->folded_under = explain(report, c, slot);
	report->n++;
	/* What follows may be worse than what was said of the cause. */
	if (slot->folded_under != FINDING_NONE &&
		slot->verdict > report->v[slot->folded_under].verdict)
		report->v[slot->folded_under].verdict = slot->verdict;
	return 0;
}

int checks_run(const struct host *host, const struct check_wish *wish, struct check_report *report,
	struct err *err)
{
	int r = 0;

	for (size_t i = 0; checks[i] && r == 0; i++)
		if (wanted(checks[i], wish))
			r = run_one(host, wish, checks[i], report, err);
	return r;
}
