/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FORMATS_KERNEL_LINES_H
#define FORMATS_KERNEL_LINES_H

#include <stddef.h>

#include "base/bytes.h"
#include "base/err.h"

/*
 * The kernel command lines in what a boot loader reads. Left out are entries that nobody boots by
 * default and that do not get new arguments: recovery and rescue entries, other systems
 * (os-prober), what a user wrote by hand beside the generated ones, snapshots, trial entries of
 * virtfn itself, and lines that hold an unexpanded $kernelopts.
 */
enum kernel_lines_kind {
	KERNEL_LINES_GRUB,   /* grub.cfg: linux, linuxefi, linux16 */
	KERNEL_LINES_BLS,    /* "options" of a Boot Loader Specification entry, joined */
	KERNEL_LINES_LIMINE, /* limine.conf: "cmdline:" */
	KERNEL_LINES_UKI,    /* the first section .cmdline of a PE image */
	KERNEL_LINES_TEXT,   /* the whole text but for lines that start with '#' */
	KERNEL_LINES_REFIND, /* refind_linux.conf: "title" "options" */
};

struct kernel_line {
	char *text;    /* as the kernel gets it; owned */
	char *title;   /* of the entry; "" not known; owned */
	unsigned line; /* from 1; 0 where there are no lines */
};

struct kernel_lines {
	struct kernel_line *v; /* owned */
	size_t n;
};

void kernel_lines_done(struct kernel_lines *lines);

/* -EINVAL for a UKI that is no PE image or has no .cmdline; -ENOMEM. Other texts are never wrong.
 */
int kernel_lines_find(
	enum kernel_lines_kind kind, struct bytes data, struct kernel_lines *ret, struct err *err);

#endif
