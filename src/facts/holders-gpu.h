/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FACTS_HOLDERS_GPU_H
#define FACTS_HOLDERS_GPU_H

#include <stdbool.h>

#include "base/root.h"
#include "model/host.h"

/* Whether there is a GPU whose nodes could be held. Needs details. */
bool holders_gpu_any(const struct host *host);

/*
 * Notes that a process has this open, if it is a GPU's node: "/dev/dri/card0" and
 * "/dev/dri/renderD128", "/dev/nvidia0". Once for each process and node. -ENOMEM.
 */
int holders_gpu_add(
	const struct root *root, struct host *host, const char *pid, const char *target);

#endif
