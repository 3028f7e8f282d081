/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MODEL_MDEV_H
#define MODEL_MDEV_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "model/pci.h"

#define MDEV_UUID 37

/*
 * A mediated device: a slice of a GPU by GVT-g, named by a UUID. It may be there, or only be
 * defined: mdevctl(8) makes those at boot for which etc/mdevctl.d/PARENT/UUID says so.
 */
struct mdev {
	char uuid[MDEV_UUID]; /* in lower case */
	struct pci_addr parent;
	char type[40]; /* as in struct pci_mdev_type; "" unknown, or only defined */
	bool there;
	int group;        /* IOMMU group; -1: none, or unknown */
	char *definition; /* that file's bytes; NULL: none, or it cannot be read; owned */
	size_t definition_size;
	struct pci_use *uses; /* owned */
	size_t n_uses;
};

#define MDEV_DEFINITION "etc/mdevctl.d/%s/%s" /* parent, UUID */

void mdev_done(struct mdev *m);

/* "C2D8A6F0-0000-4000-8000-000000000001", in lower case into ret; -EINVAL. */
int mdev_uuid_parse(const char *text, char ret[MDEV_UUID]);

/* A new one, of any value; -errno when the kernel has no random numbers. */
int mdev_uuid_new(char ret[MDEV_UUID], struct err *err);

/* What mdevctl 1.x writes for a device that it is to make at each boot; to be free()d. */
char *mdev_definition(const char *type);

#endif
