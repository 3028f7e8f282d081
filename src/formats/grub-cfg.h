/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FORMATS_GRUB_CFG_H
#define FORMATS_GRUB_CFG_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/*
 * The menu of a grub.cfg as grub-mkconfig writes it: "menuentry" and "submenu" with title, options
 * and a body in braces. GRUB's language is close to the shell's; it is not run, so entries in an
 * "if" count like others.
 */
struct grub_entry {
	char *title, *id; /* owned; id is NULL when there is none */
	bool submenu;
	size_t parent;    /* 1 + the number of the submenu it is in; 0: the menu itself */
	size_t body, len; /* between the braces, in the text */
};

struct grub_cfg {
	struct grub_entry *v; /* owned; in the order of the text */
	size_t n;
};

void grub_cfg_done(struct grub_cfg *cfg);

/* -EINVAL with the line: a quote or a brace is not closed. */
int grub_cfg_read(const char *text, struct grub_cfg *ret, struct err *err);

/*
 * What stands behind "set default=" for a boot that nobody asked for, to be free()d: "0",
 * "1>2", an id, a title, or the saved entry of the environment (NULL or "": the first). -ENOENT:
 * nothing does.
 */
int grub_cfg_default(const char *text, const char *saved, char **ret, struct err *err);

/*
 * The entry of this name: numbers, ids or titles, with '>' between those of submenus ("a>b"). A
 * submenu stands for its first entry. NULL: none.
 */
const struct grub_entry *grub_cfg_find(const struct grub_cfg *cfg, const char *name);

/* A line of a body: "linux", and what stands behind it. */
struct grub_command {
	size_t off, len;   /* the line without its end */
	size_t name_len;   /* of the command, which starts behind blanks ... */
	size_t name, rest; /* ... here, and its arguments here, up to off + len */
};

/* The next line of a body that is one; *at starts as 0. False: no more. */
bool grub_cfg_next_command(
	const char *text, const struct grub_entry *e, size_t *at, struct grub_command *ret);

/* "linux" stands for linux16 and linuxefi too, and "initrd" likewise. */
bool grub_command_is(const char *text, const struct grub_command *c, const char *name);

#endif
