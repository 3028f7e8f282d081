/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MODEL_GIVE_H
#define MODEL_GIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/openers.h"
#include "model/host.h"

/* Functions of one slot that go to a guest together, by number. Borrowed from a host. */
#define GIVE_FUNCTIONS 8

struct give_set {
	const struct pci_dev *v[GIVE_FUNCTIONS];
	size_t n;
};

/* What matters for giving them away and is in no snapshot. */
#define GIVE_CONSOLES     4
#define GIVE_FRAMEBUFFERS 4

struct give_driver {
	char driver[40], module[40];
};

struct give_seen {
	struct openers openers;           /* of all of them */
	char consoles[GIVE_CONSOLES][16]; /* "vtcon1": the kernel's console is drawn there */
	size_t n_consoles;
	char framebuffers[GIVE_FRAMEBUFFERS][40]; /* the firmware's, as platform devices */
	size_t n_framebuffers;
	struct give_driver drivers[GIVE_FUNCTIONS]; /* of vfio, the best for each */
	char manager[24]; /* display-manager.service: "active"; "" unknown or none */
};

void give_seen_done(struct give_seen *s);

/* How the user wants it. */
struct give_wish {
	const char *driver; /* NULL: the best */
	bool headless;      /* the host may be left without a screen or a network card */
	bool stop_manager;
	bool bar_given, bar_number_given;
	unsigned bar;
	uint64_t bar_mib;
};

#endif
