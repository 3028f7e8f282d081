/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef FACTS_WISH_FILES_H
#define FACTS_WISH_FILES_H

#include "base/root.h"
#include "model/wish-host.h"

/*
 * Reads WISH_FILE and then WISH_FOLDER/NAME.yaml, by name, merged and checked. What is wrong in
 * them is in problems; then *ret is what could be understood and is not to be acted on. 0 with
 * n_files 0 when there is none. Both need their done() also after a failure, which is: a file
 * that is there cannot be read (-EACCES), no memory, no libyaml.
 */
int wish_read(const struct root *root, struct wish_host *ret, struct conf_problems *problems,
	struct err *err);

/* Adds one file's bytes; name as shown. wish_host_check() is to be called behind the last. */
int wish_read_text(struct wish_host *wish, const char *name, const struct root_file *file,
	struct conf_problems *problems, struct err *err);

/* The first problem as an error (-EINVAL), and how many others there are; 0 without any. */
int wish_refuse(const struct conf_problems *problems, struct err *err);

#endif
