/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Stands in front of the steps that change files, and does nothing: going backwards, when these
 * files are back, it runs the program that makes something out of them. Target: its name, for the
 * reader; value: its argv. Going forwards it is action-remake.c's turn.
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
	(void)site;
	(void)step;
	(void)err;
	return 0;
}

static int undo(const struct site *site, const struct step *step, const struct saved *saved,
	struct err *err)
{
	(void)saved;
	return program_run(site, step, 0, err);
}

static int may_apply(const struct site *site, const struct step *step, struct err *err)
{
	return program_may_run(site, step, 0, err);
}

static int may_undo(const struct site *site, const struct step *step, const struct saved *saved,
	struct err *err)
{
	(void)saved;
	return program_may_run(site, step, 0, err);
}

const struct action action_remake_undo = {
	.id = "remake-undo",
	.save = save,
	.apply = apply,
	.undo = undo,
	.may_apply = may_apply,
	.may_undo = may_undo,
	.follows = true,
	.value_is_argv = true,
};
