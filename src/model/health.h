/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MODEL_HEALTH_H
#define MODEL_HEALTH_H

#include <stddef.h>

#include "base/err.h"

/*
 * What works on a host, as sentences: "0000:01:00.0 has the driver igb", "there is a default
 * route", "NetworkManager.service runs". Two of them are compared after a boot with another
 * command line: what was there before and is not now, that boot broke.
 */
struct health {
	char **v; /* owned, sorted, each once */
	size_t n;
};

void health_done(struct health *h);
int health_add(struct health *h, struct err *err, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* The first sentence of before that is not in now; NULL: none. */
const char *health_missing(const struct health *before, const struct health *now);

#endif
