/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Run a program; undo runs its opposite, if there is one. Target: its name, for the reader;
 * value: one or two argv (model/step-value.h). The opposite must cope with a program that never
 * ran or stopped half way.
 */
#include "actions/program.h"

static int save(
	const struct site *site, const struct step *step, struct saved *ret, struct err *err)
{
	(void)site;
	(void)step;
	return saved_set(ret, "", err);
}

static int apply(const struct site *site, const struct step *step, struct err *err)
{
	return program_run(site, step, 0, err);
}

static int undo(const struct site *site, const struct step *step, const struct saved *saved,
	struct err *err)
{
	(void)saved;
	return program_run(site, step, 1, err);
}

static int may_apply(const struct site *site, const struct step *step, struct err *err)
{
	int r = program_may_run(site, step, 0, err);

	return r < 0 ? r : program_may_run(site, step, 1, err);
}

static int may_undo(const struct site *site, const struct step *step, const struct saved *saved,
	struct err *err)
{
	(void)saved;
	return program_may_run(site, step, 1, err);
}

const struct action action_command = {
	.id = "command",
	.save = save,
	.apply = apply,
	.undo = undo,
	.may_apply = may_apply,
	.may_undo = may_undo,
	.sort = ACTION_PROGRAM,
	.doing = "running",
	.value_is_argv = true,
};
