/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef PLAN_PLAN_NEEDS_H
#define PLAN_PLAN_NEEDS_H

#include <stdbool.h>

#include "model/finding.h"
#include "model/need.h"

/*
 * What findings ask for: of each that blocks (or, with warnings, is a warning too) and that no
 * other one explains, its action, or its fix in words where only a person can do it.
 */
int plan_needs(const struct finding *findings, size_t n, bool warnings, struct needs *ret,
	struct err *err);

#endif
