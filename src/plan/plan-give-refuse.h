/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PLAN_PLAN_GIVE_REFUSE_H
#define PLAN_PLAN_GIVE_REFUSE_H

#include "plan/plan-give.h"

/* What no guest can have, whoever uses it: -EINVAL, -EOPNOTSUPP. */
int plan_give_refuse_kind(const struct give *g, struct err *err);

/* Who has it now, or needs it: -EBUSY. -EIO: that could not be looked at. */
int plan_give_refuse_use(const struct give *g, struct err *err);

/* A guest or a process holds this function through vfio: -EBUSY. what is "take back". */
int plan_give_refuse_held(const struct pci_dev *d, const char *what, struct err *err);

#endif
