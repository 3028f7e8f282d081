/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which VF is at an address? The kernel knows both numbers without VFs, too; some devices have
 * others once VFs are on.
 */
#include "facts/vf-geometry.h"

#include <stdint.h>
#include <stdlib.h>

#define ATTRIBUTE 32

static int number(const struct dir *dir, const char *name)
{
	char text[ATTRIBUTE], *end;
	long v;

	if (dir_read(dir, name, text, sizeof(text)) <= 0)
		return 0;
	v = strtol(text, &end, 10);
	return *end || v < 0 || v > UINT16_MAX ? 0 : (int)v;
}

void vf_geometry_read(const struct root *root, const struct pci_dev *pf, struct vf_geometry *ret)
{
	struct dir dir = { .fd = -1 };
	struct err not_there;

	*ret = (struct vf_geometry) { 0 };
	if (root_dir(root, &dir, &not_there, "sys/bus/pci/devices/%s", pf->name) < 0)
		return;
	ret->offset = number(&dir, "sriov_offset");
	ret->stride = number(&dir, "sriov_stride");
	dir_done(&dir);
}

static int routing_id(struct pci_addr a)
{
	return a.bus << 8 | a.slot << 3 | a.func;
}

int vf_geometry_index(const struct vf_geometry *g, const struct pci_dev *pf, struct pci_addr addr)
{
	int distance = routing_id(addr) - routing_id(pf->addr) - g->offset;

	if (g->offset <= 0 || g->stride <= 0 || addr.domain != pf->addr.domain || distance < 0 ||
		distance % g->stride != 0)
		return -1;
	return distance / g->stride;
}
