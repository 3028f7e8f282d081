/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FACTS_CPU_CORES_H
#define FACTS_CPU_CORES_H

#include "base/root.h"
#include "model/cpu.h"

/*
 * Two ways to the cores of struct cpu, with the counts that follow from them. Both leave it
 * as it was when they fail; -ENOMEM is a failure for the caller too.
 */

/* The text of ext/ext-hwloc.h, from wherever; -EINVAL when it is not one. */
int cpu_cores_parse(const char *text, struct cpu *cpu);

/*
 * sysfs, where nobody asked hwloc. -ENOENT when it has no processors, -ENODATA when it does
 * not tell threads from cores.
 */
int cpu_cores_from_sysfs(const struct root *root, struct cpu *cpu);

/*
 * Sorts n cores, at least one, and takes them over unless there is no memory. Kinds and L3
 * caches are numbered anew, from 0 without gaps, in the order of the numbers that they have.
 */
int cpu_cores_take(struct cpu *cpu, struct cpu_core *cores, size_t n);

/* "0-3,8" into v: how many, or -EINVAL; -ERANGE when there are more than max. */
int cpu_list_parse(const char *text, int *v, size_t max);

#define CPU_CORES_PU_MAX 16384

#endif
