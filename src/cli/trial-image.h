/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_TRIAL_IMAGE_H
#define CLI_TRIAL_IMAGE_H

#include "base/root.h"
#include "boot/boot.h"
#include "cli/host-plan.h"

/* Whether a plan makes the initramfs again because what is in it changes. */
bool trial_image_wanted(const struct host_plan *p);

/*
 * Has what the plan makes of /etc written below TRIAL_ETC, where the trial's initramfs is made
 * from it: the default's may be made again meanwhile, and out of the files that it was made of.
 */
int trial_image_stage(
	const struct root *root, const struct host_plan *p, struct edits *edits, struct err *err);

/* Gives the trial an initramfs of its own. */
void trial_image_ask(const struct host_plan *p, struct boot_trial *trial);

/* -EOPNOTSUPP when what the images are to be like is not there as a file. */
int trial_image_check(const struct root *root, const struct edits *edits, struct err *err);

#endif
