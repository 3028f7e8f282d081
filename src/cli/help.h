/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_HELP_H
#define CLI_HELP_H

#include "cli/command.h"

/* The help text of a command, or of the whole program for NULL; to be free()d. */
char *help_text(const struct command *command);

/* All rows as a document, for the generators of man pages and completions. */
void help_dump(struct doc *doc);

#endif
