/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CHECKS_FIX_H
#define CHECKS_FIX_H

#include "checks/check.h"

/*
 * How to mend what a check found: commands for this distribution and this boot chain, or
 * the words of the firmware's menus; and, where "virtfn apply" can do it, the action. Each
 * may be called once a check; a second call adds lines.
 */

/* Any words or commands; each command on a line of its own. */
void fix_say(struct judge *j, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Adds or takes away arguments of the kernel: "intel_iommu=on". Needs a reboot, and says so. */
void fix_cmdline(struct judge *j, const char *argument);
void fix_cmdline_remove(struct judge *j, const char *argument);

/* "options MODULE PARAMETER=VALUE" in modprobe.d, and what must be rebuilt. */
void fix_module_option(struct judge *j, const char *module, const char *option);

/* Loads a module now, and at each boot. */
void fix_load_module(struct judge *j, const char *module);

/* Puts a module into the initramfs, to be loaded before the others. */
void fix_early_module(struct judge *j, const char *module);

/* Installs a package by this distribution's name and manager. */
void fix_package(struct judge *j, enum distro_package package);

/* A release of a driver that no distribution has. */
void fix_driver(struct judge *j, const char *name, const char *release);

/* One write: "echo VALUE | sudo tee FILE". */
void fix_write(struct judge *j, const char *file, const char *value);

/* Turns something on in the firmware's set-up, in the words that its vendors use. */
enum fix_firmware {
	FIX_FIRMWARE_VTD, /* IOMMU: VT-d, AMD-Vi */
	FIX_FIRMWARE_VTX, /* CPU virtualisation: VT-x, SVM */
	FIX_FIRMWARE_SRIOV,
	FIX_FIRMWARE_ABOVE_4G,
	FIX_FIRMWARE_REBAR,
	FIX_FIRMWARE_INTR_REMAP,
	FIX_FIRMWARE_APERTURE, /* of the iGPU */
	FIX_FIRMWARE_ACS,
	FIX_FIRMWARE_ARI,
	FIX_FIRMWARE_TPM,
	FIX_FIRMWARE_PRIMARY_DISPLAY,
	FIX_FIRMWARE_UPDATE,
};

void fix_firmware(struct judge *j, enum fix_firmware what);

/* A reboot is needed, with the reason. */
void fix_reboot(struct judge *j, const char *why);

#endif
