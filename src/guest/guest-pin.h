/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef GUEST_GUEST_PIN_H
#define GUEST_GUEST_PIN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "model/cpu.h"

/* Which processors somebody wants for a guest. */
struct guest_pin_wish {
	unsigned vcpus; /* 0: what is left for it, or half of that */
	bool half;
	bool exclusive; /* the host keeps off them: one processor for each vCPU */
	int node;       /* NUMA node of its device; -1 none or unknown */
};

/* A guest's processors on the host's. Sets are lists as "2-5,8"; needs guest_pin_done(). */
struct guest_pin {
	unsigned vcpus; /* sockets * dies * cores * threads */
	unsigned sockets, dies, cores, threads;
	char **vcpu;    /* vcpus of them: where each may run; owned */
	char *all;      /* all processors of the cores that are taken; owned */
	char *emulator; /* for the emulator and the I/O threads: never one of those; owned */
	int kind;       /* of the cores, as in struct cpu_core */
	int node;       /* of the first core */
	bool spans;     /* they are on several nodes */
	bool far_off;   /* not all of them are on the device's node */
};

void guest_pin_done(struct guest_pin *pin);

/*
 * Whole cores of the most powerful kind, on the device's NUMA node and behind one L3 cache
 * if they fit there. The core of the first processor stays with the host, or, where there are
 * less powerful cores for it, is taken last. An odd number of vCPUs on cores with several
 * threads gets a core each. -EINVAL, with what there is, when they do not fit; -ENODATA
 * when the cores are not known.
 */
int guest_pin(const struct cpu *cpu, const struct guest_pin_wish *wish, struct guest_pin *ret,
	struct err *err);

#endif
