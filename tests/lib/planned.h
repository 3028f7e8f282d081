/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef TESTS_LIB_PLANNED_H
#define TESTS_LIB_PLANNED_H

#include "model/step.h"

/* What a plan became is "action target value; ..."; "" is nothing. */
void assert_planned(const struct steps *s, const char *want);

#endif
