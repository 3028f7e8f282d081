/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef GUEST_GUEST_VIEW_H
#define GUEST_GUEST_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "guest/guest-screen.h"
#include "model/tri.h"

/* The ways to see a guest's desktop, the best first. */
enum view_way {
	VIEW_LOOKING_GLASS,
	VIEW_RDP,
	VIEW_SPICE, /* or VNC: the display that libvirt gives the guest */
	VIEW_WAYS,
};

/* "looking-glass", "rdp", "spice": as the user says and as JSON has it. */
extern const char *const view_words[VIEW_WAYS + 1];

enum view_node {
	VIEW_NODE_UNKNOWN,
	VIEW_NODE_NONE,
	VIEW_NODE_CHAR,
	VIEW_NODE_FILE,
};

/* What was found out about a guest and about this computer. All borrowed; NULL: not there. */
struct view_facts {
	const struct guest_screen *screen;
	const char *uri;   /* of libvirt */
	bool running;      /* the guest */
	bool remote;       /* it runs on another computer */
	bool may_ask;      /* a password can be asked for here */
	bool has_password; /* one for RDP is known */
	/* Programs, by the name that starts them. */
	const char *looking_glass, *freerdp, *remmina, *remote_viewer, *virt_viewer;
	enum view_node node;  /* where the memory of Looking Glass should be */
	uint64_t node_size;   /* bytes; 0: not known */
	enum tri node_usable; /* we may read and write it */
	const char *address;  /* of the guest; NULL: not known */
	unsigned port;        /* of RDP */
	enum tri rdp;         /* something answers there */
	const char *user;     /* for RDP; NULL: the client asks */
	enum tri h264;        /* that FreeRDP was built with it */
};

/* One way: can it be taken, and if not, why not. */
struct view_choice {
	bool possible;
	char why[240]; /* "" when possible; else one line without full stop */
};

/* Judges all ways and returns the best one that is possible, or VIEW_WAYS. */
enum view_way view_choose(const struct view_facts *f, struct view_choice ret[VIEW_WAYS]);

/* A command, each part of it owned; NULL behind the last. */
struct view_command {
	char **argv;
	size_t n;
	bool reads_password; /* of RDP: a line on standard input */
	bool failed;         /* while it is built: no memory */
	bool needs_file;     /* remote-viewer is to be given a .vv file as its last part */
};

void view_command_done(struct view_command *c);

/* How a possible way is taken. No password is ever in it. */
int view_command(
	const struct view_facts *f, enum view_way way, struct view_command *ret, struct err *err);

/* As one line that a shell would read as this command; to be free()d, NULL without memory. */
char *view_command_text(const struct view_command *c);

#endif
