/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef GUEST_GUEST_EDIT_H
#define GUEST_GUEST_EDIT_H

#include "base/err.h"
#include "model/guest.h"

/* What is added to a domain; all is borrowed. */
struct guest_addition {
	const struct guest_device *devices;
	size_t n_devices;
	const char *mdev; /* UUID; NULL none */
	bool mdev_display;
};

/* A domain's XML with these devices added and the rest as it was; to be free()d. */
int guest_edit_add(const char *xml, const struct guest_addition *add, char **ret, struct err *err);

/*
 * Without this function (of a VF, if known, with its PF and number, for it is not needed any more,
 * either), or the mediated device of this UUID. -ENOENT: the domain has none.
 */
int guest_edit_remove(const char *xml, const struct guest_device *device, const char *mdev,
	char **ret, struct err *err);

#endif
