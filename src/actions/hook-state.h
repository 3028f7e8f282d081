/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ACTIONS_HOOK_STATE_H
#define ACTIONS_HOOK_STATE_H

#include <stdbool.h>

#include "actions/journal.h"
#include "base/err.h"
#include "base/root.h"
#include "model/step.h"

/*
 * What the hook keeps between its runs: what was there before guests wanted something of the
 * host, and what each guest wants of it. It is replaced as a whole, below /run, as none of it
 * outlives a boot; without guests there is no such file.
 *
 *	was<TAB>ACTION<TAB>TARGET<TAB>SAVED<NEWLINE>	the oldest first
 *	guest<TAB>NAME<TAB>preparing|ready|started<NEWLINE>
 *	wants<TAB>ACTION<TAB>TARGET<TAB>VALUE<NEWLINE>	of the guest above
 *	end<NEWLINE>
 */
#define HOOK_DIR   "run/virtfn"
#define HOOK_STATE HOOK_DIR "/hook"

enum hook_stage {
	HOOK_PREPARING, /* the hook works on it, or was killed there */
	HOOK_READY,
	HOOK_STARTED,
};

struct hook_guest {
	char *name; /* owned */
	enum hook_stage stage;
	struct steps wants; /* each action and target once */
};

struct hook_state {
	struct journal_entry *was; /* owned; the steps have no value */
	size_t n_was;
	struct hook_guest *guests; /* owned */
	size_t n_guests;
};

void hook_state_done(struct hook_state *s);

/* No file is an empty state. -EBADMSG for one that is not whole. */
int hook_state_read(const struct root *root, struct hook_state *ret, struct err *err);
int hook_state_write(const struct root *root, const struct hook_state *s, struct err *err);

/* The same of a text, which is changed. */
int hook_state_parse(char *text, struct hook_state *ret, struct err *err);

struct hook_guest *hook_state_guest(const struct hook_state *s, const char *name);

/* -ENOMEM */
int hook_state_add_guest(struct hook_state *s, const char *name, struct hook_guest **ret);
void hook_state_drop_guest(struct hook_state *s, struct hook_guest *guest);

struct journal_entry *hook_state_was(const struct hook_state *s, const struct step *step);
void hook_state_drop_was(struct hook_state *s, size_t i);

/* What a guest wants of it, or NULL. */
struct step *hook_guest_wants(const struct hook_guest *guest, const struct step *step);

/* The last guest but this one that wants it, or NULL. */
struct hook_guest *hook_state_wanted(
	const struct hook_state *s, const struct step *step, const struct hook_guest *but);

#endif
