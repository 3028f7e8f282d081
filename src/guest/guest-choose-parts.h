/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef GUEST_GUEST_CHOOSE_PARTS_H
#define GUEST_GUEST_CHOOSE_PARTS_H

#include "guest/guest-choose.h"

/* What the files of guest_choose() share. */

/* A new row; never NULL: there is room for all. */
struct guest_setting *guest_choice_add(struct guest_choice *c, const char *what);

/* Whether there is firmware for guests with Secure Boot and keys. */
enum tri guest_choice_keys(const struct host *host);

/* How much memory, and in which pages. */
int guest_choose_memory(const struct guest_wish *w, const struct host *host, struct guest_choice *c,
	struct err *err);

/* How its picture comes to the user: screen, sound, input, shared memory. */
int guest_choose_view(const struct guest_wish *w, const struct host *host,
	const struct guest_caps *caps, struct guest_choice *c, struct err *err);

/* Where the memory is that Looking Glass shares, and how much. */
int guest_choose_frame(const struct guest_wish *w, const struct host *host, struct guest_choice *c,
	struct err *err);

/* What the hook does for it: pages and cores that are its own. After all else. */
void guest_choose_needs(const struct host *host, struct guest_choice *c);

#endif
