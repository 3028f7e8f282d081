/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How does the kernel stay as it is, for a driver that knows it and not the next one? Only where
 * host.yaml asks for it: security updates of the kernel do not come either.
 */
#include "plan/plan-hold.h"

#include <errno.h>

#include "base/mem.h"
#include "base/str.h"
#include "distro/pacman-ignore.h"

#define WHY                                                                                       \
	"no newer kernel is installed, with security updates neither, until this is taken back: " \
	"host.yaml asks for it"

#define ARGV_MAX 64

static int by_command(const struct plan_hold *in, struct edits *edits, struct err *err)
{
	const struct package_manager *m = in->host->distro->manager;
	const char *argv[ARGV_MAX + 1] = { 0 }, *undo[ARGV_MAX + 1] = { 0 };
	size_t n = 0, n_undo = 0;

	if (!in->free_names[0])
		return 0;
	for (size_t i = 0; m->hold[i] && n < ARGV_MAX; i++)
		argv[n++] = m->hold[i];
	for (size_t i = 0; m->unhold[i] && n_undo < ARGV_MAX; i++)
		undo[n_undo++] = m->unhold[i];
	for (size_t i = 0; in->free_names[i]; i++) {
		if (n == ARGV_MAX || n_undo == ARGV_MAX)
			return err_set(err, E2BIG, "there are too many kernels to be held");
		argv[n++] = in->free_names[i];
		undo[n_undo++] = in->free_names[i];
	}
	return edits_command(edits, argv, undo, WHY, err);
}

static int by_pacman(const struct plan_hold *in, struct edits *edits, struct err *err)
{
	const struct edit_file *f = edits_find(edits, PLAN_HOLD_PACMAN);
	_cleanup_free_ char *text = NULL;
	int r;

	if (!f || !f->text)
		return edits_note(edits, err,
			"put IgnorePkg = %s into /etc/pacman.conf yourself: it could not be read",
			in->names[0]);
	r = pacman_ignore(f->text, in->names, &text, err);
	if (r == -EOPNOTSUPP)
		return edits_note(edits, err,
			"put IgnorePkg = %s into /etc/pacman.conf yourself: it has no [options]",
			in->names[0]);
	return r <= 0 ? r : edits_set(edits, PLAN_HOLD_PACMAN, text, WHY, err);
}

int plan_hold(const struct plan_hold *in, struct edits *edits, struct err *err)
{
	const struct distro *d = in->host->distro;

	if (!d)
		return edits_note(edits, err,
			"keep the kernel from being updated yourself: this distribution is none "
			"that virtfn knows");
	if (d->hold)
		return edits_note(edits, err,
			"keep the kernel as it is yourself: on %s no package is held\n%s", d->title,
			d->hold);
	if (!in->names[0])
		return edits_note(edits, err,
			"keep the kernel from being updated yourself: no package that brings one "
			"was found installed");
	if (d->manager && d->manager->hold_by == PACKAGE_HOLD_PACMAN)
		return by_pacman(in, edits, err);
	if (d->manager && d->manager->hold)
		return by_command(in, edits, err);
	return edits_note(edits, err,
		"keep the kernel from being updated yourself: virtfn cannot do it here");
}
