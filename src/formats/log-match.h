/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FORMATS_LOG_MATCH_H
#define FORMATS_LOG_MATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Which row of data/diagnoses.conf is a line? All patterns are looked for at once, by
 * tables that scripts/gen-diagnoses.py made. Capitals and the number of blanks do not
 * count; a pattern stands between words; of several the one with most text wins.
 */
#define LOG_CAPTURES 4

struct log_slice {
	const char *p; /* in the text; NULL: there is none */
	size_t n;
};

struct log_match {
	size_t row;                              /* as in model/diagnosis.h */
	struct log_slice captures[LOG_CAPTURES]; /* what the placeholders held */
};

/* False when no row is this text; ret is left alone then. */
bool log_match(const char *text, size_t len, struct log_match *ret);

/* The first whole PCI address (0000:01:00.0) in the text, or one of NULL. */
struct log_slice log_match_address(const char *text, size_t len);

#endif
