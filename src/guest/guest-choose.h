/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef GUEST_GUEST_CHOOSE_H
#define GUEST_GUEST_CHOOSE_H

#include "base/err.h"
#include "guest/guest-caps.h"
#include "guest/guest-frame.h"
#include "guest/guest-pin.h"
#include "model/guest-desktop.h"
#include "model/host.h"
#include "model/vm-needs.h"

/* What the user said of a guest with a desktop; 0 (ANY): nothing. Texts are borrowed. */
struct guest_wish {
	enum guest_system os;
	enum guest_profile profile;
	enum guest_view view;
	enum guest_pages pages;
	enum guest_net net;
	const char *network;
	uint64_t memory; /* bytes */
	unsigned vcpus;
	struct guest_frame frame; /* width 0: nothing */
	enum guest_shared shared;
	const char *kvmfr_owner; /* the guest that has /dev/kvmfr0; NULL: none */
	bool hook;               /* libvirt calls virtfn: it can make huge pages */
	bool kernel;             /* a kernel is booted directly: no firmware */
	bool bios;
	bool battery;
	/* Its devices. */
	enum guest_gpu gpu;
	bool gpu_outputs; /* it can have monitors */
	bool no_reset;    /* one of them cannot be reset */
	bool net_vf;      /* one of them is a network's */
	size_t n_devices; /* of the host, which reach its memory themselves */
	int node;         /* NUMA node of the GPU, else of the first device; -1 */
	const char *mdev; /* UUID */
	bool mdev_display;
};

/* A decision and its reason, for the user. */
struct guest_setting {
	const char *what; /* "memory" */
	char value[96];
	char why[240];
};

#define GUEST_SETTINGS 20

/* All that is decided; needs guest_choice_done(). Do not copy: desktop points into it. */
struct guest_choice {
	struct guest_desktop desktop;
	struct guest_pin pin;
	struct vm_needs needs; /* of the host, for its hook */
	uint64_t memory;
	unsigned vcpus;
	struct guest_setting settings[GUEST_SETTINGS];
	size_t n_settings;
};

void guest_choice_done(struct guest_choice *c);

/*
 * Decides what was left open, by what the host has. Pure. -EINVAL where the wish cannot be had:
 * what is missing, and what to do.
 */
int guest_choose(const struct guest_wish *wish, const struct host *host,
	const struct guest_caps *caps, struct guest_choice *ret, struct err *err);

#endif
