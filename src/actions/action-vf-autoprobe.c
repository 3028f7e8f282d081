/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Say whether host drivers take new VFs of a PF. Target: the PF's address; value: 0
 * or 1. It lasts until the PF is enumerated again.
 */
#include "actions/action.h"

#include <errno.h>

#include "base/mem.h"
#include "base/str.h"

#define ATTRIBUTE "sys/bus/pci/devices/%s/sriov_drivers_autoprobe"

static int save(
	const struct site *site, const struct step *step, struct saved *ret, struct err *err)
{
	_cleanup_free_ char *old = NULL;
	int r;

	r = root_read(site->root, &old, err, ATTRIBUTE, step->target);
	if (r < 0)
		return err_wrap(err, "cannot see whether drivers take new VFs of %s", step->target);
	return saved_set(ret, old, err);
}

static int set(const struct root *root, const char *target, const char *value, struct err *err)
{
	_cleanup_free_ char *now = NULL;
	struct err ignored;

	if (root_read(root, &now, &ignored, ATTRIBUTE, target) == 0 && str_eq(now, value))
		return 0;
	if (root_write(root, value, err, ATTRIBUTE, target) < 0)
		return err_wrap(err, "cannot %s drivers from taking new VFs of %s",
			str_eq(value, "0") ? "keep" : "free", target);
	return 0;
}

static int apply(const struct site *site, const struct step *step, struct err *err)
{
	return set(site->root, step->target, step->value, err);
}

static int undo(const struct site *site, const struct step *step, const struct saved *saved,
	struct err *err)
{
	return set(site->root, step->target, saved->text, err);
}

const struct action action_vf_autoprobe = {
	.id = "vf-autoprobe",
	.save = save,
	.apply = apply,
	.undo = undo,
};
