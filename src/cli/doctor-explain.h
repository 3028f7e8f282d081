/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_DOCTOR_EXPLAIN_H
#define CLI_DOCTOR_EXPLAIN_H

#include "cli/command.h"

/* The page of one check or diagnosis; -ENOENT with a "did you mean". "all" is every page. */
int doctor_explain(struct call *call, const char *id, struct err *err);

#endif
