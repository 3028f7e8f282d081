/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is known of the desktop before anybody looked, and who frees it?
 */
#include "model/session.h"

#include <stdlib.h>

void session_init(struct session *s)
{
	*s = (struct session) {
		.display_manager_enabled = TRI_UNKNOWN,
		.holders_seen = TRI_UNKNOWN,
	};
}

void session_done(struct session *s)
{
	free(s->holders);
	session_init(s);
}
