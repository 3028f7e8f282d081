/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_DOCTOR_DOC_H
#define CLI_DOCTOR_DOC_H

#include "cli/command.h"
#include "model/finding.h"

/* How many findings there are of each verdict; what is folded under a worse one counts not. */
struct doctor_count {
	size_t blocks, warnings, unknown, ok, not_applicable;
};

/* Of one device, "" for those of no device; NULL for all. */
struct doctor_count doctor_doc_count(const struct finding *v, size_t n, const char *device);

/*
 * Puts findings into the document: what matters, worst first, with what follows from it
 * below; what could not be looked at and what is fine as lists of their own, which people
 * see with -v only. folded_under says which index of v explains another.
 */
int doctor_doc_findings(struct call *call, const struct finding *v, size_t n, struct err *err);

/* "2 things block", "1 thing blocks it"; "nothing blocks" */
void doctor_doc_words(size_t blocks, const char *what, char *text, size_t size);

#endif
