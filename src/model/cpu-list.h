/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MODEL_CPU_LIST_H
#define MODEL_CPU_LIST_H

#include <sched.h>

/* The kernel's lists of logical CPUs, "0-3,8": sets of the C library, CPUs 0 to 1023. */
#define CPU_LIST_TEXT 4096

/* "" is the empty set. -EINVAL for what is no such list, -ERANGE for a CPU that does not fit. */
int cpu_list_read(const char *text, cpu_set_t *ret);

/* Ascending, neighbours together; "" for the empty set. */
void cpu_list_format(const cpu_set_t *set, char text[CPU_LIST_TEXT]);

#endif
