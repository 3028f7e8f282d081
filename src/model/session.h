/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MODEL_SESSION_H
#define MODEL_SESSION_H

#include <stddef.h>

#include "model/pci.h"
#include "model/tri.h"

enum session_type {
	SESSION_UNKNOWN,
	SESSION_NONE,
	SESSION_WAYLAND,
	SESSION_X11,
	SESSION_TTY, /* text only */
};

/* A process that has a GPU's device node open. */
struct session_holder {
	struct pci_addr gpu;
	int pid;
	char comm[20];
	char node[32]; /* "/dev/dri/card0", "/dev/dri/renderD128", "/dev/nvidia0" */
};

/* Who sits in front of the host, and on which GPU. */
struct session {
	enum session_type type;   /* of the active graphical session */
	char display_manager[40]; /* "gdm"; "" none or unknown */
	enum tri display_manager_enabled;
	char compositor[24]; /* "gnome-shell", "kwin_wayland", "Xorg"; "" none or unknown */
	struct session_holder *holders; /* owned */
	size_t n_holders;
	enum tri holders_seen; /* all processes could be looked at (root) */
};

void session_init(struct session *s); /* all unknown */
void session_done(struct session *s);

#endif
