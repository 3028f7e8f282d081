/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is a driver through with its probe?
 */
#include "facts/driver-ready.h"

#include "base/mem.h"
#include "base/str.h"

#define CLASS_NETWORK 0x02

/* udev names an interface anew, soon after it appears; without udev nobody does. */
static bool has_its_name(const struct root *root, const char *netdev)
{
	_cleanup_free_ char *index = NULL;
	struct err ignored;

	if (!root_exists(root, "run/udev/control"))
		return true;
	if (root_read(root, &index, &ignored, "sys/class/net/%s/ifindex", netdev) < 0)
		return false;
	return root_exists(root, "run/udev/data/n%s", str_strip(index));
}

bool driver_ready(const struct root *root, const struct pci_dev *d)
{
	if (!d->driver[0])
		return false;
	if (d->class >> 16 == CLASS_NETWORK)
		return d->netdev[0] && has_its_name(root, d->netdev);
	if (str_eq(d->driver, "i915") || str_eq(d->driver, "xe"))
		return root_exists(root, "sys/bus/pci/devices/%s/drm", d->name);
	return true;
}
