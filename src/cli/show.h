/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_SHOW_H
#define CLI_SHOW_H

#include "base/doc.h"
#include "base/err.h"
#include "cli/command.h"

/* A document on standard output as the user wants it. 0 also when its reader left early. */
int show_doc(const struct globals *g, const struct doc *doc, struct err *err);

#endif
