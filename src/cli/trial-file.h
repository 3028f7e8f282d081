/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_TRIAL_FILE_H
#define CLI_TRIAL_FILE_H

#include "base/root.h"
#include "model/trial.h"

/* The trial as the text of a file, to be free()d. */
int trial_file_text(const struct trial *t, char **ret, struct err *err);

/* -ENOENT without a text when there is none; -EINVAL for what makes no sense. */
int trial_file_read(const struct root *root, const char *path, struct trial *ret, struct err *err);

#endif
