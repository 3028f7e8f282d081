/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What plan and apply are both asked, as a wish.
 */
#include "cli/plan-opts.h"

struct host_plan_wish plan_opts_wish(const struct plan_opts *o)
{
	return (struct host_plan_wish) {
		.device = o->device,
		.mode = host_plan_mode(o->mode),
		.guests = host_plan_guest(o->guest),
		.arguments = o->arguments,
		.warnings = o->warnings,
		.vfs = o->vfs,
		.driver = o->driver,
		.persist = o->persist,
	};
}

bool plan_opts_given(const struct plan_opts *o)
{
	return o->device || o->mode || o->guest || o->arguments || o->driver || o->persist ||
	       o->vfs.given || o->warnings;
}
