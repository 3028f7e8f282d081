/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MODEL_DIAGNOSIS_H
#define MODEL_DIAGNOSIS_H

#include <stddef.h>
#include <stdint.h>

#include "model/finding.h"

/* A row of data/diagnoses.conf, which says what the fields mean. */
struct diagnosis {
	const char *id;
	const char *group;
	const char *meaning; /* {1} is what the first placeholder held */
	const char *cause;   /* or NULL, as fix */
	const char *fix;
	const char *source;
	const char *example, *near;
	const char *check; /* id of the check that knows better on the host itself, or NULL */
	enum verdict verdict;
	const uint16_t *caused_by; /* rows that explain this one; ends with DIAGNOSIS_END */
	const uint16_t *settles;   /* rows that are solved when this one comes later */
};

#define DIAGNOSIS_END 0xffff

extern const struct diagnosis diagnoses[];
extern const size_t n_diagnoses;

/* NULL when there is no such row. */
const struct diagnosis *diagnosis_find(const char *id);

#endif
