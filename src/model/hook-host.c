/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The host as its hook sees it. Who reads it is facts/hook-look.c.
 */
#include "model/hook-host.h"

#include <stdlib.h>

void hook_host_done(struct hook_host *h)
{
	free(h->policies);
	free(h->groups);
	h->policies = NULL;
	h->groups = NULL;
	h->n_policies = h->n_groups = 0;
}
