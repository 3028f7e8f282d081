/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The dynamic loader: libraries that only some calls need, and some hosts do not have.
 */
#include "ext/ext-load.h"

#include <dlfcn.h>
#include <errno.h>
#include <stddef.h>
#include <string.h>

static int not_there(const struct load_library *l, int code, const char *why, struct err *err)
{
	(void)err_set(err, code, "%s: %s", l->cannot, why);
	return l->advice ? err_hint(err, "%s", l->advice) : -code;
}

int load_library(struct load_library *l, struct err *err)
{
	int code = l->code ? l->code : ENOTSUP;
	void *handle = l->handle;

	if (handle)
		return 0;
	for (size_t i = 0; l->files[i] && !handle; i++)
		handle = dlopen(l->files[i], RTLD_NOW | RTLD_LOCAL);
	if (!handle)
		return not_there(l, code, dlerror(), err);
	for (const struct load_symbol *s = l->symbols; s->name; s++) {
		void *symbol = dlsym(handle, s->name);

		if (!symbol) {
			(void)dlclose(handle);
			return err_set(err, code, "%s: this %s has no %s; update it", l->cannot,
				l->title, s->name);
		}
		/* A pointer to a function is none to void, where it matters to nobody. */
		memcpy(s->slot, &symbol, sizeof(symbol));
	}
	l->handle = handle;
	return 0;
}
