/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EXT_EXT_NETLINK_H
#define EXT_EXT_NETLINK_H

#include "base/err.h"
#include "model/vf-settings.h"

/*
 * What the PF behind an interface enforces for its VF number vf, from 0. -ENODEV
 * when there is no such interface, -ENOENT when it has no such VF.
 */
int ext_netlink_vf_get(const char *netdev, unsigned vf, struct vf_settings *ret, struct err *err);

/* The same for the first n VFs in one question; ret has n members. */
int ext_netlink_vfs_get(const char *netdev, unsigned n, struct vf_settings *ret, struct err *err);

/* Sets those that are in settings->set, and nothing else. */
int ext_netlink_vf_set(
	const char *netdev, unsigned vf, const struct vf_settings *settings, struct err *err);

#endif
