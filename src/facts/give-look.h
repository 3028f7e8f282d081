/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FACTS_GIVE_LOOK_H
#define FACTS_GIVE_LOOK_H

#include "base/root.h"
#include "model/give.h"

/*
 * Looks for what giving these functions away needs beyond the snapshot: who has their nodes open,
 * which consoles are drawn on them, which driver of vfio is made for them. It only reads; *ret
 * needs give_seen_done() on success.
 */
int give_look(const struct root *root, const struct give_set *set, struct give_seen *ret,
	struct err *err);

#endif
