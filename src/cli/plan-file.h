/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_PLAN_FILE_H
#define CLI_PLAN_FILE_H

#include "base/err.h"
#include "base/root.h"
#include "cli/host-plan.h"
#include "model/need.h"
#include "model/step.h"

/*
 * A plan kept in a file ("virtfn plan -o FILE"), so that exactly what was shown is applied: JSON
 * with the steps, the bytes of files as they were and as they shall be, and the machine it was
 * made for. Only root may read it: files may hold what is not for everybody.
 */
struct plan_file {
	struct steps steps; /* owned */
	struct needs needs; /* owned; the kernel arguments among them, which can be tried first */
	char *reboot;       /* owned; why one is needed afterwards; NULL: it is not */
	char *made;         /* owned; when, as text */
};

void plan_file_done(struct plan_file *p);

/* Such a file's text, to be free()d. */
int plan_file_text(
	const struct root *root, const struct host_plan *plan, char **ret, struct err *err);

/* Replaces nothing: -EEXIST when there is such a file. */
int plan_file_write(
	const struct root *root, const char *path, const struct host_plan *plan, struct err *err);

/* -ESTALE when it was made for another machine; -EINVAL for what is no such file. */
int plan_file_read(
	const struct root *root, const char *path, struct plan_file *ret, struct err *err);

/* The same for one that virtfn itself keeps on the host, a path without the leading slash. */
int plan_file_kept(
	const struct root *root, const char *path, struct plan_file *ret, struct err *err);

#endif
