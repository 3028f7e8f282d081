/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs the sources of facts, made from the rows in meson.build: a facts_x is
 * defined in facts-x.c.
 */
#include "facts/facts.h"

#include <stddef.h>

#include "base/mem.h"

#define ROW(name) extern const struct facts facts_##name;
#include "facts/facts-rows.h"
#undef ROW

const struct facts *const facts_rows[] = {
#define ROW(name) &facts_##name,
#include "facts/facts-rows.h"
#undef ROW
	NULL,
};

int facts_read(const struct root *root, unsigned scope, struct host *ret, struct err *err)
{
	_cleanup_(host_done) struct host host;

	host_init(&host);
	host.brief = scope & FACTS_BRIEF;
	host.doctor = scope & FACTS_HOST;
	for (size_t i = 0; facts_rows[i]; i++) {
		int r = facts_rows[i]->read(root, scope, &host, err);

		if (r < 0)
			return r;
	}
	*ret = host;
	host = (struct host) { 0 };
	return 0;
}
