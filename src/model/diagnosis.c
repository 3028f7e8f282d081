/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What do lines of kernel logs mean? The rows are made of data/diagnoses.conf; which row
 * a line is, formats/log-match.c says.
 */
#include "model/diagnosis.h"

#include "base/str.h"
#include "model/diagnosis-rows.h"

const struct diagnosis *diagnosis_find(const char *id)
{
	for (size_t i = 0; i < n_diagnoses; i++)
		if (str_eq(diagnoses[i].id, id))
			return &diagnoses[i];
	return NULL;
}
