/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DISTRO_PACKAGE_MANAGER_H
#define DISTRO_PACKAGE_MANAGER_H

#include "model/boot-chain.h"

extern const struct package_manager package_manager_apt, package_manager_pacman,
	package_manager_dnf, package_manager_zypper, package_manager_rpm_ostree;

#endif
