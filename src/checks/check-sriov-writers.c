/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Do several settings of this host write the number of VFs of the same device? The last one
 * wins, and another is refused.
 */
#include <string.h>

#include "base/str.h"
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

static void judge(struct judge *j)
{
	const struct host_writer *first = NULL, *other = NULL;

	if (j->dev->is_vf || j->dev->sriov.total < 0)
		return;
	for (size_t i = 0; i < j->host->n_writers; i++) {
		const struct host_writer *w = &j->host->writers[i];

		if (!strstr(w->what, j->dev->name))
			continue;
		if (first && !str_eq(first->file, w->file))
			other = w;
		if (!first)
			first = w;
	}
	if (other) {
		judge_warning(
			j, "%s and %s both set up VFs of this device", first->file, other->file);
		judge_seen_printf(j, first->file, "line %u: %s", first->line, first->what);
		judge_seen_printf(j, other->file, "line %u: %s", other->line, other->what);
		fix_say(j, "keep one of the two");
	} else if (first) {
		judge_ok(j, "%s alone sets up VFs of this device", first->file);
	} else if (j->host->writers_seen == TRI_UNKNOWN) {
		judge_unknown(j, "what sets up VFs on this host could not be looked at");
	} else {
		judge_ok(j, "no setting of this host makes VFs of this device");
	}
}

const struct check check_sriov_writers = {
	.id = "sriov-writers",
	.group = "sriov",
	.title = "One setting at most makes VFs of the device",
	.why = "The number can only go from 0 to N and back to 0. Of two writers one gets \"Device "
	       "or "
	       "resource busy\", and which one is chance.",
	.source = "host.md 3; devices.md 3.2; diagnoses.md 3 row 16",
	.kinds = CHECK_ANY_DEVICE,
	.modes = USE_MODE_SRIOV,
	.judge = judge,
};
