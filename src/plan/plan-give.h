/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PLAN_PLAN_GIVE_H
#define PLAN_PLAN_GIVE_H

#include "base/str.h"
#include "model/give.h"
#include "model/host.h"
#include "model/step.h"

/*
 * A whole device, for a guest. The host was read with FACTS_ALL | FACTS_HOST.
 *
 * The functions of the slot that go together: all of a GPU's; of others those in the same IOMMU
 * group, and all when only a reset of the whole bus resets the device.
 */
void plan_give_set(const struct host *host, const struct pci_dev *dev, struct give_set *ret);

struct give {
	const struct host *host;
	const struct pci_dev *dev; /* as the user named it */
	const struct give_set *set;
	const struct give_seen *seen;
	const struct give_wish *wish;
};

/*
 * No steps: all is with vfio already. Refused before anything is changed: -EBUSY says who has it
 * and what to do, -EOPNOTSUPP what cannot be given, -EINVAL a wish that makes no sense. *ret needs
 * steps_done() also after a failure.
 */
int plan_give(const struct give *g, struct steps *ret, struct err *err);

/* What the user should know besides, a line each; "" for nothing. */
void plan_give_notes(const struct give *g, struct str_buf *ret);

/*
 * Back to the host's drivers, for functions that something else than virtfn gave to vfio; and
 * whether that is refused, in any case: -EBUSY with who holds one.
 */
int plan_take(const struct give_set *set, struct steps *ret, struct err *err);
int plan_take_refuse(const struct give_set *set, struct err *err);

#endif
