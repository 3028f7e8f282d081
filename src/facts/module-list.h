/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FACTS_MODULE_LIST_H
#define FACTS_MODULE_LIST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/root.h"

/* One of depmod's lists of an installed kernel, and who wants to know. */
struct module_list {
	const char *release;
	const char *name; /* "modules.dep", "modules.builtin" */
	bool running;     /* the release is that of the running kernel */
	/* For each line about a module that matters: its index in kernel_names, its file below the
	 * kernel's folder (not 0-terminated). Negative ends it. */
	int (*take)(void *arg, size_t number, const char *file, size_t len);
	void *arg;
};

/* 0, -ENOENT: there is no such list, or why it could not be read; or what take() said. */
int module_list_read(const struct root *root, const struct module_list *list);

#endif
