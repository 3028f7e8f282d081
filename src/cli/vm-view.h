/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_VM_VIEW_H
#define CLI_VM_VIEW_H

#include "cli/command.h"
#include "cli/vm-work.h"
#include "guest/guest-view.h"

/* What the user said about it. */
struct vm_view_ask {
	const char *name;    /* of the guest */
	const char *address; /* "192.0.2.7", "192.0.2.7:3390", "[fe80::1]:3390"; NULL: find it */
	const char *user;    /* NULL: not said */
	bool all;            /* look at what a better way makes unneeded, too */
	enum view_way only;  /* VIEW_WAYS: any */
};

/* What was found, and what it borrows from. Needs vm_view_done(). */
struct vm_view {
	struct view_facts facts;
	struct guest_screen screen;
	struct names addresses;
	char *address;
	bool rdp_skipped; /* nobody needed to know */
};

void vm_view_done(struct vm_view *v);

/* Looks at the guest, at this computer's programs and at its nodes. Changes nothing. */
int vm_view_look(struct call *call, struct virt *virt, const struct vm_view_ask *ask,
	struct vm_view *ret, struct err *err);

/* "192.0.2.7:3390" taken apart: -EINVAL when it is no address. *ret_host is to be free()d. */
int vm_view_address(const char *text, char **ret_host, unsigned *ret_port, struct err *err);

/* Whether something takes a connection there within ms. */
bool vm_view_answers(const char *host, unsigned port, int ms);

#endif
