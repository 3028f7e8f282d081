/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CLI_HOST_WISH_H
#define CLI_HOST_WISH_H

#include "base/root.h"
#include "model/host.h"
#include "model/wish-host.h"

/* VFs that were asked for without a file. */
struct host_wish_ask {
	const char *device;  /* as typed */
	unsigned vfs;        /* 0: none */
	const char *driver;  /* NULL: the default */
	const char *persist; /* "systemd", "link"; NULL: the default */
};

/* What host.yaml says, and what is to be added to it; all owned. */
struct host_wish {
	struct wish_host wish;
	struct wish_host extra; /* texts of wish that came with the ask, and what it replaced */
	char *path; /* of the file that is to be written, without the leading slash; or NULL */
	char *text; /* what it shall hold */
};

void host_wish_done(struct host_wish *w);

/*
 * Reads the files, and adds the ask as if it stood in host.d/ADDRESS.yaml already. Mistakes in them
 * are -EINVAL with the place of the first. *ret needs its done() also after a failure.
 */
int host_wish_read(const struct root *root, const struct host *host,
	const struct host_wish_ask *ask, struct host_wish *ret, struct err *err);

#endif
