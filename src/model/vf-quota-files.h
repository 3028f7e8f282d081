/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MODEL_VF_QUOTA_FILES_H
#define MODEL_VF_QUOTA_FILES_H

#include <stdbool.h>

#include "model/vf-quota.h"

/* Whose quota it is. */
struct vf_quota_who {
	const char *pf;   /* "0000:00:02.0"; borrowed */
	const char *card; /* the PF's DRM card, "card0", "" for none; borrowed */
	int vf;           /* from 0; -1: the PF itself */
};

/* How to look whether a path (without a leading slash) is there. */
struct vf_quota_look {
	bool (*there)(void *arg, const char *path);
	void *arg;
};

#define VF_QUOTA_PATH 160

/*
 * The file of a quota: with i915 below prelim_iov/, with xe below sriov_admin/ (6.19), else in
 * debugfs. Some are there for each GT: nth counts them from 0, and all want the same value.
 */
bool vf_quota_file(const struct vf_quota_who *who, enum vf_quota_field field, unsigned nth,
	const struct vf_quota_look *look, char path[VF_QUOTA_PATH]);

/*
 * The file by which a PF shares out its pools by itself again: *ret_readable says whether it
 * also tells if it does now (1, 0).
 */
bool vf_quota_auto_file(const struct vf_quota_who *who, const struct vf_quota_look *look,
	char path[VF_QUOTA_PATH], bool *ret_readable);

/* A value as this file takes it: some want a word where others want a number. */
void vf_quota_file_value(
	const char *path, enum vf_quota_field field, uint64_t value, char text[VF_QUOTA_VALUE]);

#endif
