/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MODEL_NEED_H
#define MODEL_NEED_H

#include <stddef.h>

#include "base/err.h"

/* What a host has to have or to be, for good. */
enum need_kind {
	NEED_ARGUMENT,       /* of the kernel's command line: "intel_iommu=on" */
	NEED_ARGUMENT_GONE,  /* the same, not there */
	NEED_MODULE_OPTION,  /* "i915 enable_guc=3" */
	NEED_MODULE_LOAD,    /* a module that is loaded at boot: "vfio_pci" */
	NEED_MODULE_BLOCKED, /* a module that its aliases shall not load: "nouveau" */
	NEED_MODULE_EARLY,   /* a module that the initramfs loads first */
	NEED_PACKAGE,        /* names with blanks between */
	NEED_DRIVER,         /* "i915-sriov-dkms 2026.05.06": a release */
	NEED_ATTRIBUTE,      /* "/sys/... VALUE", until the next boot */
	NEED_PERSON,         /* only a person can do it: words, several lines */
};

struct need {
	enum need_kind kind;
	char *what; /* owned */
	char *why;  /* owned: one line without full stop: what is wrong without it */
	char *from; /* owned: a finding's id, or the place in a file: who wants it */
};

struct needs {
	struct need *v; /* owned; the same need is there once, the first who wants it is named */
	size_t n;
};

void needs_done(struct needs *n);
int needs_add(struct needs *n, const struct need *need, struct err *err);

/* How many of this kind there are. */
size_t needs_count(const struct needs *n, enum need_kind kind);

/* What is needed of this kind, borrowed, as a list that ends with NULL; to be free()d. */
const char **needs_list(const struct needs *n, enum need_kind kind);

#endif
