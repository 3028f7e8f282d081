/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MODEL_MDEV_WISH_H
#define MODEL_MDEV_WISH_H

#include <stdbool.h>

#include "model/mdev.h"

/*
 * The name of the n-th mediated device that host.yaml wishes for, and whether a name is such a
 * one: the same wish has the same names, in each plan and at each boot. Version 8 (RFC 9562,
 * section 5.8): "virtfn" in ASCII, then the GPU's address and n.
 */
#define MDEV_WISHED "76697274-666e-8000-8000-"

void mdev_uuid_wished(struct pci_addr parent, unsigned n, char ret[MDEV_UUID]);
bool mdev_uuid_is_wished(const char *uuid);

/* Whether mdevctl's definition of it is for that type. */
bool mdev_defines(const struct mdev *m, const char *type);

#endif
