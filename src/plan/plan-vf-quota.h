/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PLAN_PLAN_VF_QUOTA_H
#define PLAN_PLAN_VF_QUOTA_H

#include "model/host.h"
#include "model/step.h"
#include "model/wish.h"

/* The part of plan-vf.c that is about GPUs. All add to *ret, which may have steps already. */

/* -EOPNOTSUPP: this driver has no such quota; -EINVAL: no VF can have it. */
int plan_quota_check(const struct pci_dev *pf, const struct vf_quota *vf,
	const struct vf_quota *self, struct err *err);

/* Around a change of the count: what is left of quotas goes, and who shares out is kept. */
int plan_quota_before_count(
	const struct pci_dev *pf, const struct wish_vf *wish, struct steps *ret, struct err *err);

/* Whose quotas they are. */
struct quota_of {
	const struct pci_dev *pf;
	unsigned n;               /* of the VF */
	const struct pci_dev *vf; /* NULL: it is made before */
};

/* The PF's own settings, and those of a VF. */
int plan_quota_pf(
	const struct pci_dev *pf, const struct vf_quota *self, struct steps *ret, struct err *err);
int plan_quota_vf(const struct quota_of *of, const struct vf_quota *wanted, struct steps *ret,
	struct err *err);

/* Behind the step that removes all VFs: the driver shares out by itself again. */
int plan_quota_after_destroy(const struct pci_dev *pf, struct steps *ret, struct err *err);

#endif
