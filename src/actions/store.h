/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ACTIONS_STORE_H
#define ACTIONS_STORE_H

#include "base/bytes.h"
#include "base/err.h"
#include "base/root.h"

/*
 * Whole contents of files, each under the SHA-256 of its bytes: what undo puts back. Root's
 * alone. An object is written beside its place, synced and renamed, so one that is there is whole.
 */
#define STORE_DIR  "var/lib/virtfn/files"
#define STORE_HASH 65 /* 64 hexadecimal digits and a 0 */

/* Keeps the bytes; those that are there already are not written again. */
int store_put(const struct root *root, struct bytes data, char ret[STORE_HASH], struct err *err);

/* -ENOENT when there is no such object; -EBADMSG when its bytes are not what its name says. */
int store_get(const struct root *root, const char *hash, struct root_file *ret, struct err *err);

/* The name of these bytes, without keeping them. */
int store_hash(struct bytes data, char ret[STORE_HASH], struct err *err);

/* Removes each object that keep() does not want to keep, and what is no object. */
int store_sweep(const struct root *root, bool (*keep)(void *arg, const char *hash), void *arg,
	struct err *err);

#endif
