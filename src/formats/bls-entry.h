/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FORMATS_BLS_ENTRY_H
#define FORMATS_BLS_ENTRY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/*
 * An entry of the Boot Loader Specification (type 1), as systemd-boot reads it (src/boot/efi,
 * line_get_key_value()): a line is a key, blanks, and a value; blanks around it do not count, nor
 * do lines that start with '#' or have no value; "\r" ends a line, too. A value that starts and
 * ends with '"' is what stands between (GRUB keeps the quotes). Keys may be there several times:
 * options lines are joined with a blank. A text is 0-terminated.
 */
struct bls_field {
	const char *key; /* borrowed, not 0-terminated */
	size_t key_len;
	size_t off, len;  /* the value's bytes in the text, without quotes around it */
	bool quoted;      /* it had quotes around it */
	size_t line, end; /* the whole line, with its end */
};

/* Starts as { .text = text }. */
struct bls_iter {
	const char *text;
	size_t off;
};

bool bls_next(struct bls_iter *it, struct bls_field *ret);
bool bls_next_of(struct bls_iter *it, const char *key, struct bls_field *ret);

/* The values of a key in their order, to be free()d as a list that NULL ends; NULL: no memory. */
char **bls_values(const char *text, const char *key);
void bls_values_free(char **values);
void bls_values_freep(char ***values);

/* Whether the entry has this key. */
bool bls_has(const char *text, const char *key);

/*
 * Gives the lines of a key these values, one each, in their order; the list ends with NULL. A
 * line whose value is "", or that none is left for, goes; values that have no line yet get one
 * at the end, where "" takes it away again, byte for byte. All other bytes stay, line ends too. 1
 * for a change, 0 when all is so already (*ret is a copy), to be free()d; -EINVAL for a value
 * that is no line.
 */
int bls_set(
	const char *text, const char *key, const char *const *values, char **ret, struct err *err);

#endif
