/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ACTIONS_FILE_UNDO_H
#define ACTIONS_FILE_UNDO_H

#include "actions/action.h"

/*
 * For action-file.c. A file that holds what we wrote gets its old bytes, owner, mode and
 * attributes; one that others edited since keeps their edit and loses ours where these are
 * different lines; else -ESTALE, and it stays as it is.
 */
int file_undo(const struct site *site, const struct step *step, const struct saved *saved,
	struct err *err);
int file_may_undo(const struct site *site, const struct step *step, const struct saved *saved,
	struct err *err);

#endif
