/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Load the module of a PCI driver. Target: the driver as it is called below
 * /sys/bus/pci/drivers; value: the module. A module that was loaded stays: others
 * may use it by now.
 */
#include "actions/action.h"

#include "ext/ext-kmod.h"

static int save(
	const struct site *site, const struct step *step, struct saved *ret, struct err *err)
{
	(void)site;
	(void)step;
	return saved_set(ret, "", err);
}

static int apply(const struct site *site, const struct step *step, struct err *err)
{
	if (root_exists(site->root, "sys/bus/pci/drivers/%s", step->target))
		return 0;
	return ext_kmod_load(step->value, err);
}

static int undo(const struct site *site, const struct step *step, const struct saved *saved,
	struct err *err)
{
	(void)site;
	(void)step;
	(void)saved;
	(void)err;
	return 0;
}

const struct action action_module = {
	.id = "module",
	.save = save,
	.apply = apply,
	.undo = undo,
};
