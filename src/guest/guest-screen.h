/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef GUEST_GUEST_SCREEN_H
#define GUEST_GUEST_SCREEN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

enum guest_display {
	GUEST_DISPLAY_NONE,
	GUEST_DISPLAY_SPICE,
	GUEST_DISPLAY_VNC,
};

/* How a guest's desktop can be seen, as its domain says. Needs guest_screen_done(). */
struct guest_screen {
	char *name;
	/* Of Looking Glass: "/dev/kvmfr0" or "/dev/shm/NAME"; NULL: none. */
	char *shm;
	uint64_t shm_size; /* bytes; 0: it does not say */
	enum guest_display display;
	char *host;              /* where the display listens; NULL: it does not say */
	unsigned port, tls_port; /* 0: none, or not yet given away */
	char *socket;            /* instead of a port; NULL: none */
	char *password;          /* NULL: none, or not shown to us */
	bool no_video;           /* no emulated card: a display shows nothing */
	bool agent;              /* a channel for the guest agent */
};

void guest_screen_done(struct guest_screen *s);

/* Of a domain's XML. -EINVAL when it is none. */
int guest_screen_read(const char *xml, struct guest_screen *ret, struct err *err);

/* Whether this is the node of the module kvmfr, not a file of shared memory. */
bool guest_screen_is_kvmfr(const struct guest_screen *s);

#endif
