/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MODEL_HOOK_HOST_H
#define MODEL_HOOK_HOST_H

#include <sched.h>
#include <stdbool.h>
#include <stddef.h>

/* What the hook has to know of its host beside the devices; little, as it has no time. */
struct hook_policy {
	char name[24];       /* "policy0", below /sys/devices/system/cpu/cpufreq */
	char governors[192]; /* those it has, "performance powersave"; "": not said */
	bool epp;            /* energy_performance_preference is there */
};

struct hook_group {
	char name[64]; /* "user.slice" */
};

struct hook_host {
	cpu_set_t online;             /* empty: unknown */
	struct hook_policy *policies; /* owned; none: no frequency scaling here */
	size_t n_policies;
	struct hook_group
		*groups; /* owned; of the host's own processes; none: no way to hold them */
	size_t n_groups;
};

void hook_host_done(struct hook_host *h);

#endif
