/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FORMATS_LOG_PATTERN_H
#define FORMATS_LOG_PATTERN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "formats/log-match.h"

/* One "match" of data/diagnoses.conf; several may lead to the same row. */
struct log_pattern {
	const char *text; /* small letters, single blanks, placeholders as bytes 1 to 5 */
	uint16_t row;
	uint16_t weight; /* letters of it that are no placeholder */
	bool start, end; /* only at the start or the end of the text */
};

extern const struct log_pattern log_patterns[];
extern const size_t n_log_patterns;

/* Whether the pattern is in the text; ret is left alone when it is not. */
bool log_pattern_fits(
	const struct log_pattern *p, const char *text, size_t len, struct log_match *ret);

#endif
