/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef ACTIONS_QUOTA_FILES_H
#define ACTIONS_QUOTA_FILES_H

#include "base/err.h"
#include "base/root.h"
#include "model/vf-quota-files.h"

/* A VF of a GPU, or the GPU, and where its driver has what it gets. */
struct quota_place {
	const struct root *root; /* borrowed */
	char pf[24];             /* its address */
	char card[16];
	int vf; /* from 0; -1: the PF */
};

/* From "0000:00:02.0/3", "0000:00:02.0/pf", or the address alone. -ENODEV: it has no driver. */
int quota_place(
	const struct root *root, const char *target, struct quota_place *ret, struct err *err);

/* -EOPNOTSUPP: this driver has no such quota. */
int quota_read(
	const struct quota_place *p, enum vf_quota_field field, uint64_t *ret, struct err *err);

/* For each GT there is; nothing is written where it is so already. */
int quota_write(
	const struct quota_place *p, enum vf_quota_field field, uint64_t value, struct err *err);

/* The file by which the pools are shared out again; false: there is none. */
bool quota_auto_file(const struct quota_place *p, char path[VF_QUOTA_PATH], bool *ret_readable);

#endif
