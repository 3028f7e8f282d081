/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef EXT_EXT_LOAD_H
#define EXT_EXT_LOAD_H

#include "base/err.h"

/* A function or a variable of a library, and the pointer that gets its address. */
struct load_symbol {
	const char *name;
	void *slot;
};

/* For a list of names, SYMBOLS(X): members of a struct "lib", and the rows that fill it. */
#define LOAD_POINTER(name) __typeof__(name) *name;
#define LOAD_SYMBOL(name)  { #name, &lib.name },

/* A library that is opened at its first use, and stays open. */
struct load_library {
	const char *files[3]; /* names that it has; the first that is there; ends with NULL */
	const struct load_symbol *symbols; /* ends with one without a name */
	const char *title;                 /* "zlib" */
	const char *cannot;                /* "cannot unpack": what is not done without it */
	const char *advice;                /* "install zlib"; NULL: nothing to be said */
	int code;                          /* of the failure; 0: ENOTSUP */
	void *handle;                      /* NULL until it was opened with all its symbols */
};

/* Nothing is to be done the second time. Fails when it is not there, or lacks a symbol. */
int load_library(struct load_library *l, struct err *err);

#endif
