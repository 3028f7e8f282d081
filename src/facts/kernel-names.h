/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FACTS_KERNEL_NAMES_H
#define FACTS_KERNEL_NAMES_H

#include <stdbool.h>
#include <stddef.h>

/* A module that matters here. */
struct kernel_name {
	const char *name;   /* with '_' */
	const char *symbol; /* its option, without CONFIG_; NULL: none, or not always */
	bool params;        /* its parameters are of interest */
};

extern const struct kernel_name kernel_names[]; /* sorted by name */
extern const size_t n_kernel_names;

#define KERNEL_NAME_MAX 32 /* as in struct kernel_module; the kernel has 56 */

/* The name with '_' for '-'; false when it is empty or too long for one that matters. */
bool kernel_name_set(char ret[KERNEL_NAME_MAX], const char *text, size_t len);

/* NULL when it does not matter. '-' and '_' are alike. */
const struct kernel_name *kernel_name_find(const char *text, size_t len);

#endif
