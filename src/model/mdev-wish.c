/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What are the mediated devices called that host.yaml wishes for? Names that somebody else gave
 * are in mdev.c.
 */
#include "model/mdev-wish.h"

#include <stdio.h>
#include <string.h>

void mdev_uuid_wished(struct pci_addr parent, unsigned n, char ret[MDEV_UUID])
{
	(void)snprintf(ret, MDEV_UUID, MDEV_WISHED "%04x%02x%02x%04x", parent.domain & 0xffff,
		parent.bus, (unsigned)(parent.slot << 3 | parent.func) & 0xff, n & 0xffff);
}

bool mdev_uuid_is_wished(const char *uuid)
{
	return strncmp(uuid, MDEV_WISHED, sizeof(MDEV_WISHED) - 1) == 0;
}

bool mdev_defines(const struct mdev *m, const char *type)
{
	char quoted[48];

	(void)snprintf(quoted, sizeof(quoted), "\"%s\"", type);
	return m->definition && strstr(m->definition, quoted);
}
