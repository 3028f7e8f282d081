/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef GUEST_GUEST_CAPS_H
#define GUEST_GUEST_CAPS_H

#include "base/err.h"
#include "model/guest-desktop.h"
#include "model/tri.h"

/* Enlightenments that are of use to Windows with a device, in the order of a domain. */
enum guest_hyperv {
	GUEST_HYPERV_RELAXED,
	GUEST_HYPERV_VAPIC,
	GUEST_HYPERV_SPINLOCKS,
	GUEST_HYPERV_VPINDEX,
	GUEST_HYPERV_RUNTIME,
	GUEST_HYPERV_SYNIC,
	GUEST_HYPERV_STIMER,
	GUEST_HYPERV_FREQUENCIES,
	GUEST_HYPERV_TLBFLUSH,
	GUEST_HYPERV_IPI,
	GUEST_HYPERV_XMM_INPUT,
	GUEST_HYPERV_N,
};

extern const char *const guest_hyperv_names[GUEST_HYPERV_N];

/* What libvirt and QEMU offer a guest here. */
struct guest_caps {
	int libvirt; /* 11003000: 11.3.0; 0 unknown. Set by the caller. */
	enum tri kvm, uefi, secure_boot, tpm, spice, vnc;
	enum tri hyperv_seen; /* it says which enlightenments there are */
	unsigned hyperv;      /* GUEST_HYPERV_BITs */
};

/* Nothing is known. */
void guest_caps_init(struct guest_caps *caps);

/* libvirt's domain capabilities; -EINVAL when the text is no such thing. */
int guest_caps_read(const char *xml, struct guest_caps *ret, struct err *err);

/* The enlightenments to use: of those that are offered, the ones whose own needs are met. */
unsigned guest_caps_hyperv(const struct guest_caps *caps);

#endif
