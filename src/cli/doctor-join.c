/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What does a line of the kernel log still mean, now that checks have looked at the same
 * thing? Which check that is says data/diagnoses.conf.
 */
#include "cli/doctor-join.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

/*
 * The finding of the check that looks at the same thing as this line, or NULL. Where the
 * line is of any device it is the worst one of them: what is fine elsewhere says nothing.
 */
static const struct finding *check_of(const struct check_report *report, const struct finding *line)
{
	const struct diagnosis *d = diagnosis_find(line->id);
	const struct finding *worst = NULL;

	for (size_t i = 0; d && d->check && i < report->n; i++) {
		const struct finding *f = &report->v[i];

		if (!str_eq(f->id, d->check) || f->verdict == VERDICT_NOT_APPLICABLE)
			continue;
		if (f->device[0] && line->device[0] && !str_eq(f->device, line->device))
			continue;
		if (!worst || f->verdict > worst->verdict)
			worst = f;
	}
	return worst;
}

static bool settle(struct finding *line, const char *check)
{
	char *title = str_printf("%s (fine now: %s)", line->title, check);

	if (!title)
		return false;
	free(line->title);
	line->title = title;
	line->verdict = VERDICT_OK;
	return true;
}

/* A line that nothing in the log explains. False without memory. */
static bool join_line(
	const struct check_report *report, struct finding *line, size_t *ret_folded_under)
{
	const struct finding *f = check_of(report, line);

	if (!f || line->verdict < VERDICT_WARNING)
		return true;
	if (f->verdict >= VERDICT_WARNING)
		*ret_folded_under =
			f->folded_under == FINDING_NONE ? (size_t)(f - report->v) : f->folded_under;
	else if (f->verdict == VERDICT_OK && (line->device[0] || !f->device[0]))
		return settle(line, f->id);
	return true;
}

/* A line that another one explains; that one stands before it, and is joined by now. */
static bool join_follower(
	const struct finding *all, size_t cause, struct finding *line, size_t *ret_folded_under)
{
	const struct finding *root = &all[cause];

	*ret_folded_under = root->folded_under == FINDING_NONE ? cause : root->folded_under;
	if (root->verdict == VERDICT_OK && line->verdict >= VERDICT_WARNING)
		return settle(line, root->id);
	return true;
}

struct finding *doctor_join(
	const struct check_report *report, struct log_findings *log, size_t *ret_n)
{
	_cleanup_free_ struct finding *all = calloc(report->n + log->n + 1, sizeof(*all));

	if (!all)
		return NULL;
	if (report->n > 0)
		memcpy(all, report->v, report->n * sizeof(*all));
	for (size_t i = 0; i < log->n; i++) {
		struct finding *line = &log->v[i];
		size_t under = line->folded_under;
		bool ok;

		if (under == FINDING_NONE)
			ok = join_line(report, line, &under);
		else
			ok = join_follower(all, under + report->n, line, &under);
		if (!ok)
			return NULL;
		all[report->n + i] = *line;
		all[report->n + i].folded_under = under;
	}
	*ret_n = report->n + log->n;
	return TAKE_PTR(all);
}
