/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CHECKS_LOG_FINDINGS_H
#define CHECKS_LOG_FINDINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "model/diagnosis.h"
#include "model/finding.h"

/*
 * Judges a log: lines that are diagnoses go in, in their order, and findings come out.
 *
 * - The same diagnosis of the same device is one finding with a count.
 * - What only follows from a line before it (the PCI core's before the driver's) is
 *   folded under that one, which is then as bad as the worst that it explains.
 * - What is solved later in the log, or was in a boot before the last one, is ok.
 */
#define LOG_HIT_PARTS 4

struct log_part {
	const char *p; /* not 0-terminated; NULL: none */
	size_t n;
};

struct log_hit {
	size_t row;  /* of diagnoses[] */
	size_t line; /* from 1, growing */
	struct log_part text;
	struct log_part device; /* address, or none */
	struct log_part parts[LOG_HIT_PARTS];
};

struct log_seen;
struct log_state;

/* Starts as zero; needs log_findings_done(). */
struct log_findings {
	struct finding *v; /* in the order of the log; after judging, worst first */
	struct log_state *state;
	struct log_seen *seen;
	size_t n, n_state, n_seen;
	unsigned *heads; /* of the lists in seen, by hash */
	unsigned boots;  /* starts of a kernel that were seen */

	/* Known once judged; what is folded does not count. */
	size_t n_blocks, n_warnings;
	size_t n_earlier; /* of boots before the last, that would be bad now */
	size_t left_out;  /* hits for which there was no room */
};

void log_findings_done(struct log_findings *f);

/* Only missing memory is a failure. */
int log_findings_add(struct log_findings *f, const struct log_hit *hit, struct err *err);

/* Once, at the end: verdicts, order, counts. A folded finding stands behind its cause. */
int log_findings_judge(struct log_findings *f, struct err *err);

#endif
