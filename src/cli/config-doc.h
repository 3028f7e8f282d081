/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_CONFIG_DOC_H
#define CLI_CONFIG_DOC_H

#include "base/root.h"
#include "cli/command.h"
#include "model/wish-host.h"

/* All keys of a wish that have a value; they are called as in host.yaml. */
void config_doc_fill(struct doc *map, const struct wish_host *wish);

/* The problems: lines "FILE:LINE:COLUMN: what; what to do", or a list for JSON. */
void config_doc_problems(const struct call *call, const struct conf_problems *problems);

/* The wish of the root, or of the files that were named. Problems are not failures. */
int config_doc_read(const struct call *call, struct wish_host *ret, struct conf_problems *problems,
	struct err *err);

#endif
