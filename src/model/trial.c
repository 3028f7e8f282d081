/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A kernel command line on trial. Keeping it in a file is cli/trial-file.c's work.
 */
#include "model/trial.h"

#include <stdlib.h>

void trial_done(struct trial *t)
{
	free(t->id);
	free(t->boot);
	free(t->made);
	free(t->arguments);
	free(t->outcome);
	free(t->reason);
	health_done(&t->health);
	*t = (struct trial) { 0 };
}
