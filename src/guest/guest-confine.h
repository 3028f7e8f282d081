/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef GUEST_GUEST_CONFINE_H
#define GUEST_GUEST_CONFINE_H

#include <stdbool.h>

/*
 * Where libvirt's AppArmor profiles let guests have files. Paths are absolute, without links; what
 * a host's own abstractions allow besides is not looked at.
 */

/* An option ROM: libvirt makes no rule for it, but its base abstraction names some folders. */
bool guest_confine_rom(const char *path);

/* A disk: libvirt makes a rule, but its helper refuses guests with one in a system's folder. */
bool guest_confine_disk(const char *path);

#endif
