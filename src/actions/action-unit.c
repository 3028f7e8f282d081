/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Stop a unit of systemd, and start it again when it is taken back: the display manager, whose
 * desktop has a GPU open. Target: the unit; value: "stop". Of an earlier boot nothing is taken
 * back: that boot's units are gone.
 */
#include "actions/action.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "actions/journal.h"
#include "base/str.h"
#include "ext/ext-systemd.h"

#define TIMEOUT_MS 90000

/* Only the running host has units; "" there: it is not loaded. */
static int state(const struct site *site, const char *unit, char ret[24], struct err *err)
{
	int r;

	if (!site->root->host)
		return err_set(err, ENOTSUP, "%s is not of the running host", unit);
	r = ext_systemd_state(unit, ret, err);
	if (r == -ENOENT)
		ret[0] = '\0';
	return r == -ENOENT ? 0 : r;
}

static int save(
	const struct site *site, const struct step *step, struct saved *ret, struct err *err)
{
	char boot[40], now[24], text[80];
	int r = state(site, step->target, now, err);

	if (r < 0)
		return r;
	journal_boot_id(site->root, boot);
	(void)snprintf(text, sizeof(text), "%s %s", boot[0] ? boot : "-", now);
	return saved_set(ret, text, err);
}

static int apply(const struct site *site, const struct step *step, struct err *err)
{
	char now[24];
	int r;

	if (!str_eq(step->value, "stop"))
		return err_set(err, EINVAL, "a unit is not '%.20s'", step->value);
	r = state(site, step->target, now, err);
	if (r < 0 || !now[0] || str_eq(now, "inactive") || str_eq(now, "failed"))
		return r;
	return ext_systemd_run(step->target, false, TIMEOUT_MS, err);
}

static int undo(const struct site *site, const struct step *step, const struct saved *saved,
	struct err *err)
{
	const char *blank = strchr(saved->text, ' ');
	size_t n = blank ? (size_t)(blank - saved->text) : 0;
	char boot[40], now[24];
	int r;

	journal_boot_id(site->root, boot);
	if (!blank || !str_eq(blank + 1, "active") ||
		(boot[0] && (strlen(boot) != n || strncmp(saved->text, boot, n) != 0)))
		return 0;
	r = state(site, step->target, now, err);
	if (r < 0 || str_eq(now, "active"))
		return r;
	return ext_systemd_run(step->target, true, TIMEOUT_MS, err);
}

static int reached(const struct site *site, const struct step *step, struct err *err)
{
	char now[24];
	int r = state(site, step->target, now, err);

	return r < 0 ? r : !now[0] || str_eq(now, "inactive") || str_eq(now, "failed");
}

const struct action action_unit = {
	.id = "unit",
	.save = save,
	.apply = apply,
	.undo = undo,
	.reached = reached,
};
