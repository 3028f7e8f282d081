/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef GUEST_GUEST_BATTERY_H
#define GUEST_GUEST_BATTERY_H

#include <stddef.h>
#include <stdint.h>

/*
 * An ACPI table (SSDT) with a battery that is always full, for "qemu -acpitable file=": drivers of
 * mobile NVIDIA GPUs end with Code 43 on a laptop without one. It is where QEMU may read it.
 */
#define GUEST_BATTERY_FILE "usr/share/vgabios/virtfn-battery.aml"
#define GUEST_BATTERY_MOST 256

/* How long it is; at most GUEST_BATTERY_MOST. */
size_t guest_battery_table(uint8_t table[GUEST_BATTERY_MOST]);

#endif
