/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_CAPTURE_WORK_H
#define CLI_CAPTURE_WORK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/memtree.h"
#include "base/root.h"
#include "formats/redact.h"

/* What a capture holds, as it may be given away. */
struct capture {
	struct memtree tree;
	unsigned replaced[REDACT_KINDS];
	size_t n_denied;   /* what could not be read */
	bool has_log;      /* the kernel log is in it */
	bool common_names; /* the host's name, or a user's, is a word that was left where it stands
			    */
};

/* Reads all facts of this root once, keeps what was read, and takes out whose it is. */
int capture_take(const struct root *root, struct capture *ret, struct err *err);
void capture_done(struct capture *c);

#endif
