/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PLAN_PLAN_WISH_H
#define PLAN_PLAN_WISH_H

#include "model/edit.h"
#include "model/host.h"
#include "model/need.h"
#include "model/wish-host.h"

/* What host.yaml says of the host itself, as needs whose from is the place in the file. */
int plan_wish_needs(
	const struct host *host, const struct wish_host *wish, struct needs *ret, struct err *err);

/*
 * Whether each device of it is there and can have so many VFs; -ENOENT and -ERANGE with the place.
 */
int plan_wish_check(const struct host *host, const struct wish_host *wish, struct err *err);

/*
 * What makes VFs that are wished for and are not there yet, without a reboot: the unit of
 * plan_persist() is started behind all else, or without systemd what that runs (program is virtfn's
 * own path then, else NULL). What stands in the way now becomes a note.
 */
int plan_wish_start(const struct host *host, const struct wish_host *wish, const char *program,
	struct edits *edits, struct err *err);

#endif
