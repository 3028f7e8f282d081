/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ACTIONS_FILE_STATE_H
#define ACTIONS_FILE_STATE_H

#include <stdbool.h>

#include "actions/action.h"
#include "actions/store.h"
#include "base/root-file.h"

/* A file as it is, or that there is none. */
struct file_state {
	struct root_file file; /* text NULL: there is none */
};

void file_state_done(struct file_state *s);
int file_state_read(
	const struct root *root, const char *path, struct file_state *ret, struct err *err);

/* The bytes of a step; data NULL: no file. */
bool file_state_is(const struct file_state *s, const struct step_bytes *b);

/* What the journal keeps of a file: its contents are in the store. "-" stands for no file. */
struct file_kept {
	char before[STORE_HASH], after[STORE_HASH];
	char xattrs[STORE_HASH]; /* "-": it had none */
	unsigned mode, uid, gid;
	unsigned folders; /* how many folders above it were missing */
};

int file_kept_parse(const char *text, struct file_kept *ret, struct err *err);
int file_kept_format(const struct file_kept *k, struct saved *ret, struct err *err);

/* "-", or the hash of the bytes, which are put into the store. */
int file_kept_put(const struct root *root, const char *data, size_t size, char ret[STORE_HASH],
	struct err *err);

/* What a hash stands for. */
int file_kept_get(
	const struct root *root, const char *hash, struct file_state *ret, struct err *err);

/* Owner, mode and attributes as they were; needs root_meta_done(). */
int file_kept_meta(
	const struct root *root, const struct file_kept *k, struct root_meta *ret, struct err *err);

#endif
