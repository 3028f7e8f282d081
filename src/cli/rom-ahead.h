/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_ROM_AHEAD_H
#define CLI_ROM_AHEAD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/bytes.h"

struct ext_pool;

/*
 * Unpacking the LZMA sections of an image before the walk comes to them, in threads: that is
 * most of the time it takes, and each is on its own. All zero: nothing is done ahead.
 */
struct rom_ahead {
	struct ext_pool *pool;
	struct rom_piece *pieces; /* in the order of the image; they do not move */
	size_t n, passed;
};

/* Starts the threads, while that is still allowed; without them all is as before. */
void rom_ahead_start(struct rom_ahead *a);
void rom_ahead_stop(struct rom_ahead *a);

/* These bytes will be walked over now, and are there until rom_ahead_left(). */
void rom_ahead_enter(struct rom_ahead *a, struct bytes b);
void rom_ahead_left(struct rom_ahead *a);

/*
 * The result for a section that was begun ahead: true with *ret_r, and for 0 with *ret, which
 * is the caller's. False when it was not.
 */
bool rom_ahead_take(struct rom_ahead *a, struct bytes in, bool x86, struct bytes *ret, int *ret_r);

#endif
