/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Are there as many VFs as a setting of this host asks for? A write that comes before the
 * driver fails quietly, and a driver may make fewer.
 */
#include <stdlib.h>
#include <string.h>

#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

/*
 * The number that a line asks for, "... /0000:00:02.0/sriov_numvfs = 7" or "- - - - 4" or
 * ATTR{sriov_numvfs}="4": the last one in it; -1 none.
 */
static int number_in(const char *line)
{
	const char *end = line + strlen(line);

	while (end > line && strchr(" \t\"'", end[-1]))
		end--;
	while (end > line && end[-1] >= '0' && end[-1] <= '9')
		end--;
	if (*end < '0' || *end > '9' || (end > line && !strchr(" \t\"'=>", end[-1])))
		return -1;
	return strtol(end, NULL, 10) > 65535 ? -1 : (int)strtol(end, NULL, 10);
}

static void judge(struct judge *j)
{
	const struct pci_dev *d = j->dev;
	const struct host_writer *last = NULL;
	int asked = -1;

	if (d->is_vf || d->sriov.total < 0)
		return;
	for (size_t i = 0; i < j->host->n_writers; i++) {
		const struct host_writer *w = &j->host->writers[i];

		if (!strstr(w->what, d->name) || !strstr(w->what, "sriov_numvfs"))
			continue;
		last = w;
		asked = number_in(w->what);
	}
	if (!last)
		return;
	if (asked < 0) {
		judge_unknown(j, "%s asks for VFs, how many could not be told", last->file);
		return;
	}
	if (asked <= d->sriov.num) {
		judge_ok(j, "the %d VFs that %s asks for are there", asked, last->file);
		return;
	}
	judge_warning(j, "%s asks for %d VFs, there are %d", last->file, asked, d->sriov.num);
	judge_seen_printf(j, last->file, "line %u: %s", last->line, last->what);
	if (asked > d->sriov.total)
		fix_say(j, "ask for no more than %d", d->sriov.total);
	else
		fix_say(j,
			"the write came before the driver, or failed: let virtfn make them, which "
			"waits for it (virtfn vf create %s -n %d)",
			d->name, asked);
}

const struct check check_sriov_count = {
	.id = "sriov-count",
	.group = "sriov",
	.title = "There are as many VFs as were asked for",
	.why = "tmpfiles.d and sysfs.conf write when the driver may not be there yet, and say "
	       "nothing "
	       "when that fails. A driver may also make fewer than asked, and the write succeeds.",
	.source = "host.md 3; devices.md 3.2; diagnoses.md 3 row 23",
	.kinds = CHECK_ANY_DEVICE,
	.modes = USE_MODE_SRIOV,
	.explained_by = "pf-driver driver-sriov sriov-totalvfs sriov-vf-bars sriov-bus-range",
	.judge = judge,
};
