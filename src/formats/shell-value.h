/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FORMATS_SHELL_VALUE_H
#define FORMATS_SHELL_VALUE_H

#include <stddef.h>

#include "base/err.h"
#include "base/str.h"

/*
 * A value as the shell writes it, taken apart to letters and where each of them comes from. For
 * formats/shell-edit.c and formats/shell-list.c.
 */
struct shell_letter {
	char c;
	char quote;      /* '\'', '"', or 0 outside of quotes */
	size_t off, end; /* its bytes in the text, with a backslash in front */
};

struct shell_value {
	struct shell_letter *v; /* owned */
	size_t n;
};

void shell_value_done(struct shell_value *value);

/* The value in text[off .. off + len). -EOPNOTSUPP: see formats/shell-edit.h. */
int shell_value_read(
	const char *text, size_t off, size_t len, struct shell_value *ret, struct err *err);

/* Its letters, to be free()d; NULL without memory. */
char *shell_value_text(const struct shell_value *value);

/* Puts value, with what it needs of quotes, behind b: quote is where b stands. */
void shell_value_write(struct str_buf *b, const char *value, size_t n, char quote);

#endif
