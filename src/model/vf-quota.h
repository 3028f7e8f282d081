/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MODEL_VF_QUOTA_H
#define MODEL_VF_QUOTA_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

/* What of a GPU one VF gets, as the drivers i915 (of i915-sriov-dkms) and xe call it. */
enum vf_quota_field {
	VF_QUOTA_EXEC_QUANTUM,    /* ms it may run at a stretch; 0: no limit */
	VF_QUOTA_PREEMPT_TIMEOUT, /* us until it is stopped by force; 0: never */
	VF_QUOTA_SCHED_PRIORITY,  /* enum vf_quota_priority */
	VF_QUOTA_GGTT,            /* bytes of the GPU's own address space */
	VF_QUOTA_VRAM,            /* bytes; only of cards */
	VF_QUOTA_CONTEXTS,
	VF_QUOTA_DOORBELLS,
	VF_QUOTA_FIELDS,
};

enum vf_quota_priority {
	VF_QUOTA_PRIORITY_LOW,
	VF_QUOTA_PRIORITY_NORMAL,
	VF_QUOTA_PRIORITY_HIGH, /* only of the PF */
};

#define VF_QUOTA_BIT(field) (1u << (field))

/* Settings of the scheduler; the others are taken out of a pool that all share. */
#define VF_QUOTA_SCHEDULER                                                              \
	(VF_QUOTA_BIT(VF_QUOTA_EXEC_QUANTUM) | VF_QUOTA_BIT(VF_QUOTA_PREEMPT_TIMEOUT) | \
		VF_QUOTA_BIT(VF_QUOTA_SCHED_PRIORITY))
#define VF_QUOTA_ALL (VF_QUOTA_BIT(VF_QUOTA_FIELDS) - 1)

struct vf_quota {
	unsigned set; /* VF_QUOTA_BITs that hold; the others are not known, or not wanted */
	uint64_t v[VF_QUOTA_FIELDS];
};

/* "exec_quantum_ms", "ggtt": of texts, of columns and of JSON. */
const char *vf_quota_name(enum vf_quota_field field);

/* A field's highest value that any driver takes. */
uint64_t vf_quota_max(enum vf_quota_field field);

void vf_quota_put(struct vf_quota *q, enum vf_quota_field field, uint64_t value);

#define VF_QUOTA_TEXT  256
#define VF_QUOTA_VALUE 24

/* "25", "normal". */
void vf_quota_value_format(enum vf_quota_field field, uint64_t value, char text[VF_QUOTA_VALUE]);

/*
 * The reverse, also of what the drivers' files say: "low [normal] high", and 1 for normal.
 * Bytes may have a unit: "512M". -EINVAL, -ERANGE.
 */
int vf_quota_value_parse(enum vf_quota_field field, const char *text, uint64_t *ret);

/* "exec_quantum_ms=25,ggtt=1073741824"; "" for nothing set. */
void vf_quota_format(const struct vf_quota *q, char text[VF_QUOTA_TEXT]);

/* The reverse; -EINVAL or -ERANGE with the word that is wrong. */
int vf_quota_parse(const char *text, struct vf_quota *ret, struct err *err);

/*
 * Settings of the scheduler for VFs and for their PF that belong together. There is no law for
 * the numbers: 25 ms and 500000 us are what Intel's public set-up scripts give to VFs,
 * and who is preferred gets twice that, who is not a fifth of it.
 */
struct vf_quota_profile {
	const char *name;
	struct vf_quota vf, pf;
};

#define VF_QUOTA_PROFILES "balanced|guest-first|host-first"

/* NULL when there is none of that name. */
const struct vf_quota_profile *vf_quota_profile(const char *name);

/* Whether the PF has what one of the profiles gave it. */
bool vf_quota_is_profile(const struct vf_quota *pf);

#endif
