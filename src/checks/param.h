/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CHECKS_PARAM_H
#define CHECKS_PARAM_H

#include <stdbool.h>

#include "checks/check.h"

/*
 * Questions about arguments of the kernel and options of its modules, for checks: what was
 * given, where, and how it is taken back. What is in force is in kernel_module_param().
 */

/* False when the command line could not be read, and then "unknown" is said. */
bool param_read(struct judge *j);

/* The last argument of this name with this word in its comma list, or NULL. */
const struct kernel_param *param_with(const struct kernel *k, const char *name, const char *word);

/* Likewise the last with a word that starts so; *ret_word is where. */
const struct kernel_param *param_starting(
	const struct kernel *k, const char *name, const char *start, const char **ret_word);

/*
 * An argument as evidence, and how it goes away: the whole of it, or only this word of its
 * comma list.
 */
void param_drop(struct judge *j, const struct kernel_param *p, const char *word);

/* An option of a module as somebody set it; texts are cut short rather than grown. */
struct param_option {
	char value[200];                  /* "" for none, which the kernel reads as "yes" */
	const struct kernel_param *param; /* it is on the command line, or NULL */
	const struct kernel_conf *conf;   /* it is in a file, or NULL */
};

/*
 * Whether an option is set: on the command line, which wins, or by modprobe.d. Unknown when
 * it was not seen and not all places could be looked at.
 */
enum tri param_option(
	const struct kernel *k, const char *module, const char *option, struct param_option *ret);

/* True when the option is set; if not, says "ok" or "unknown". */
bool param_option_set(
	struct judge *j, const char *module, const char *option, struct param_option *ret);

/* The place as evidence. */
void param_option_seen(struct judge *j, const struct param_option *o);

/* The place as evidence, and how the option goes away. */
void param_option_drop(struct judge *j, const struct param_option *o);

/* A word of a modprobe.d line, "name=value" or "name"; texts are cut short. */
struct param_word {
	char name[64], value[200];
};

/* The next word of *text, which moves on; false at the end. */
bool param_next_word(const char **text, struct param_word *ret);

/* The kernel is a distribution's that carries no patches for ACS and RMRR. */
bool param_stock_kernel(const struct kernel *k);

/*
 * vfio-pci takes the boot framebuffer off a card by itself (Linux 6.0, class VGA only), so
 * that arguments that prevent the framebuffer are not needed.
 */
enum tri param_framebuffer_leaves(const struct host *host);

/* As the kernel reads a bool: "", "1", "Y", "on". */
bool param_true(const char *value);

#endif
