/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Steps of a plan as one line of text, for tests of plans.
 */
#include "lib/planned.h"

#include <stddef.h>

#include "base/mem.h"
#include "base/str.h"
#include "lib/tests.h"

void assert_planned(const struct steps *s, const char *want)
{
	struct str_buf b = { 0 };
	_cleanup_free_ char *text = NULL;

	for (size_t i = 0; i < s->n; i++)
		str_buf_printf(&b, "%s%s %s %s", i ? "; " : "", s->v[i].action, s->v[i].target,
			s->v[i].value);
	text = str_buf_take(&b);
	assert_non_null(text);
	assert_string_equal(text, want);
}
