/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FORMATS_MODPROBE_CONF_H
#define FORMATS_MODPROBE_CONF_H

#include <stdbool.h>
#include <stddef.h>

#include "base/str.h"

/*
 * Files that tell of modules, line by line:
 *
 * - modprobe.d(5), as libkmod reads it (libkmod-config.c): a command, what it is about, the
 *   rest. "#" starts a comment at the start of a line only; a backslash at its end goes on.
 * - Lists: modules-load.d(5) and initramfs-tools' modules: a module, and its parameters.
 *   "#" and ";" start a comment line.
 * - Shell variables with lists of words, in dracut.conf(5) (add_drivers+=" a b ") and
 *   mkinitcpio.conf(5) (MODULES=(a b), over several lines too). Nothing is expanded.
 */
enum modprobe_conf_syntax {
	MODPROBE_CONF_COMMANDS,
	MODPROBE_CONF_LIST,
	MODPROBE_CONF_VARIABLES,
};

/* Starts as { .text, .size, .syntax }; needs modprobe_conf_done(). */
struct modprobe_conf {
	const char *text; /* borrowed; need not end with a 0 */
	size_t size;
	enum modprobe_conf_syntax syntax;

	/* Its own. */
	size_t off;
	unsigned line, first_line;
	struct str_buf current; /* the line that is read, joined */
	size_t word, name_len;  /* of a variable in it: where the next word starts */
};

/* The texts live until the next call. None of them holds a newline or a 0. */
struct modprobe_conf_entry {
	unsigned line;       /* from 1: where it starts */
	const char *command; /* "options"; of a list ""; of variables the variable's name */
	const char *module;  /* as it is written */
	const char *rest;    /* without white space around; "" for none */
};

/* 1 with the next entry, 0 at the end, -ENOMEM. What makes no sense is passed over. */
int modprobe_conf_next(struct modprobe_conf *c, struct modprobe_conf_entry *ret);

void modprobe_conf_done(struct modprobe_conf *c);

#endif
