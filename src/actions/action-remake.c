/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Run a program that makes something out of the files of the steps in front of it, such as
 * grub.cfg or an initramfs. Target: its name, for the reader; value: its argv. Going backwards,
 * it is action-remake-undo.c's turn.
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
	(void)site;
	(void)step;
	(void)saved;
	(void)err;
	return 0;
}

static int may_apply(const struct site *site, const struct step *step, struct err *err)
{
	return program_may_run(site, step, 0, err);
}

const struct action action_remake = {
	.id = "remake",
	.save = save,
	.apply = apply,
	.undo = undo,
	.may_apply = may_apply,
	.follows = true,
	.sort = ACTION_PROGRAM,
	.doing = "running",
	.value_is_argv = true,
};
