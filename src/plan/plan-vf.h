/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PLAN_PLAN_VF_H
#define PLAN_PLAN_VF_H

#include "model/host.h"
#include "model/step.h"
#include "model/vf-settings.h"
#include "model/wish-host.h"
#include "model/wish.h"

/*
 * From a wish about VFs to steps. No steps: the host is as wished already. A wish
 * that cannot be met, or that would take something from somebody, is refused here,
 * before anything is changed: -EBUSY says who holds what, -ERANGE how many there
 * can be. *ret needs steps_done() also after a failure.
 */
int plan_vf_create(const struct host *host, const struct pci_dev *pf, const struct wish_vf *wish,
	struct steps *ret, struct err *err);
int plan_vf_destroy(
	const struct host *host, const struct pci_dev *pf, struct steps *ret, struct err *err);

/* The same for a device of host.yaml with mode: sriov; VFs that nobody uses are replaced. */
int plan_vf_wish(const struct host *host, const struct pci_dev *pf, const struct wish_device *wish,
	struct steps *ret, struct err *err);

/* driver as in struct wish_vf. */
int plan_vf_bind(const struct host *host, const struct pci_dev *vf, const char *driver,
	struct steps *ret, struct err *err);
int plan_vf_set(const struct host *host, const struct pci_dev *vf,
	const struct vf_settings *settings, struct steps *ret, struct err *err);

/* Only the quotas of the wish; -EBUSY when the VF is in use and they are not the scheduler's. */
int plan_vf_set_quota(const struct host *host, const struct pci_dev *vf, const struct wish_vf *wish,
	struct steps *ret, struct err *err);

/* Who holds something, as the words behind "it is in use: ". */
void plan_use_text(const struct pci_use *use, char *text, size_t size);

#endif
