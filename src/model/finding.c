/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is the word for a verdict, and who frees a finding? Judging is for checks/.
 */
#include "model/finding.h"

#include <stdlib.h>

const char *verdict_word(enum verdict v)
{
	switch (v) {
	case VERDICT_OK:
		return "ok";
	case VERDICT_NOT_APPLICABLE:
		return "not applicable";
	case VERDICT_WARNING:
		return "warning";
	case VERDICT_BLOCKS:
		return "blocks";
	case VERDICT_UNKNOWN:
		break;
	}
	return "unknown";
}

void finding_done(struct finding *f)
{
	free(f->title);
	free(f->evidence);
	free(f->fix);
	free(f->action);
	*f = (struct finding) { 0 };
}
