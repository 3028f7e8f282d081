/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_VM_GPU_H
#define CLI_VM_GPU_H

#include "cli/vm-desktop.h"

/*
 * --gpu: a VF, PF:auto, a whole GPU that was given away (with the other functions of its slot),
 * or the UUID of a mediated device, with ",display" for its picture. 1, or 0 as
 * vm_desktop_devices().
 */
int vm_gpu_add(const struct vm_device *v, const char *text, struct vm_desktop *d, struct err *err);

/* Whether a text is the UUID of a mediated device. */
bool vm_gpu_is_uuid(const char *text);

#endif
