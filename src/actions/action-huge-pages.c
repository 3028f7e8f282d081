/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Have so many huge pages. Target: "2048kB" or "2048kB/node0"; value: how many there are to be.
 * Pages that somebody uses are never taken.
 */
#include "actions/action.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "actions/huge-pages.h"
#include "base/str.h"

/* "TOTAL USED". */
static int save(
	const struct site *site, const struct step *step, struct saved *ret, struct err *err)
{
	struct huge_pages now;
	char text[64];
	int r = huge_pages_read(site->root, step->target, &now, err);

	if (r < 0)
		return r;
	(void)snprintf(text, sizeof(text), "%" PRIu64 " %" PRIu64, now.total, now.used);
	return saved_set(ret, text, err);
}

static int apply(const struct site *site, const struct step *step, struct err *err)
{
	uint64_t total;

	if (str_to_u64(step->value, 10, INT64_MAX, &total) < 0)
		return err_set(err, EINVAL, "'%s' is no number of huge pages", step->value);
	return huge_pages_set(site->root, step->target, total, err);
}

static int undo(const struct site *site, const struct step *step, const struct saved *saved,
	struct err *err)
{
	char total[32];
	uint64_t n;

	(void)snprintf(total, sizeof(total), "%.*s", (int)strcspn(saved->text, " "), saved->text);
	if (str_to_u64(total, 10, INT64_MAX, &n) < 0)
		return err_set(err, EINVAL,
			"the journal does not say how many huge pages %s there "
			"were",
			step->target);
	return huge_pages_set(site->root, step->target, n, err);
}

const struct action action_huge_pages = {
	.id = "huge-pages",
	.save = save,
	.apply = apply,
	.undo = undo,
};
