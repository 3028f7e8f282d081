/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ACTIONS_JOURNAL_H
#define ACTIONS_JOURNAL_H

#include <stdbool.h>

#include "actions/action.h"
#include "base/root.h"
#include "base/str.h"
#include "model/step.h"

/*
 * What was there before each step, on disk before the step is done: an append-only
 * file per generation. VFs do not outlive a boot, so theirs is kept below /run.
 *
 *	about<TAB>UNIX TIME<TAB>BOOT ID<TAB>TEXT<NEWLINE>	persistent ones only
 *	step<TAB>ACTION<TAB>TARGET<TAB>VALUE<TAB>SAVED<NEWLINE>
 *	end<TAB>done|undone<NEWLINE>
 *	undo<TAB>UNIX TIME<NEWLINE>				taking it back has begun
 *
 * Texts are escaped as %XX. A line without its newline was never synced, so its
 * step never began: it does not count.
 */
#define JOURNAL_RUNTIME    "run/virtfn/journal"
#define JOURNAL_PERSISTENT "var/lib/virtfn/journal"

struct journal {
	int fd;
	char path[128];
};

struct journal_entry {
	struct step step;
	struct saved saved;
};

enum generation_state {
	GENERATION_UNFINISHED, /* it was cut off */
	GENERATION_DONE,
	GENERATION_UNDOING, /* taking it back was cut off */
	GENERATION_UNDONE,
};

/* What the file of one generation says. */
struct generation {
	unsigned number;
	enum generation_state state;
	long long when; /* unix time; 0: not said */
	char boot[40];  /* the id of the boot; "" not said */
	char about[200];
	struct journal_entry *v; /* owned */
	size_t n;
};

struct generations {
	struct generation *v; /* owned; the oldest first */
	size_t n;
};

void journal_done(struct journal *j);
void generation_done(struct generation *g);
void generations_done(struct generations *g);

const char *generation_state_text(enum generation_state state);

/*
 * Starts the next generation below dir. Old ones are dropped but for the newest 20; of those in
 * JOURNAL_PERSISTENT nothing is dropped: see prune.h.
 */
int journal_start(const struct root *root, const char *dir, struct journal *ret, struct err *err);

/* Opens one that is there, to add to it. */
int journal_open(const struct root *root, const char *dir, unsigned number, struct journal *ret,
	struct err *err);

/* Each adds a line and syncs it. */
int journal_about(struct journal *j, const struct root *root, const char *about, struct err *err);
int journal_step(
	struct journal *j, const struct step *step, const struct saved *saved, struct err *err);
int journal_undo(struct journal *j, struct err *err);
int journal_end(struct journal *j, bool undone, struct err *err);

/*
 * How texts are in a line: what is neither a letter, a digit nor one of "/.:_-=,+" as %XX. Back
 * again, changing part; false when it is NULL or longer than to has room for.
 */
void journal_escape(struct str_buf *b, const char *text);
bool journal_unescape(char *to, size_t size, char *part);

/* The number in the path of a generation; 0 for what is none. */
unsigned journal_number(const char *path);

/* -ENOENT when there is none of this number. */
int journal_read(const struct root *root, const char *dir, unsigned number, struct generation *ret,
	struct err *err);

/* All of them; none when there is no such folder. */
int journal_list(
	const struct root *root, const char *dir, struct generations *ret, struct err *err);

/* What this boot is called; "" when it could not be read. */
void journal_boot_id(const struct root *root, char ret[40]);

#endif
