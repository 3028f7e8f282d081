/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FACTS_DRIVER_READY_H
#define FACTS_DRIVER_READY_H

#include <stdbool.h>

#include "base/root.h"
#include "model/pci.h"

/*
 * Whether the driver of a function has come so far that VFs can be made: sysfs names it before its
 * probe is through. A network card has its interface then, with the name that udev gives it; a GPU
 * of Intel's has its DRM device.
 */
bool driver_ready(const struct root *root, const struct pci_dev *d);

#endif
