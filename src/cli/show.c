/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How does the user want to see a document, and when? At the end, as a rule; what must be read
 * before a question, at once.
 */
#include "cli/show.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/str.h"
#include "cli/render.h"

static bool want_color(const struct globals *g)
{
	const char *no = getenv("NO_COLOR");
	const char *term = getenv("TERM");

	if (g->color && !str_eq(g->color, "auto"))
		return str_eq(g->color, "always");
	if (no && no[0])
		return false;
	return isatty(STDOUT_FILENO) && term && !str_eq(term, "dumb");
}

int show_doc(const struct globals *g, const struct doc *doc, struct err *err)
{
	struct render render = {
		.out = stdout,
		.notes = stderr,
		.columns = g->columns,
		.raw = g->raw,
		.noheadings = g->noheadings,
		.color = want_color(g),
		.terminal = isatty(STDOUT_FILENO),
	};
	int r;

	r = g->json ? render_json(doc, stdout, err) : render_text(doc, &render, err);
	if (r >= 0 && fflush(stdout) == EOF)
		r = err_sys(err, errno, "cannot write the output");
	/* The reader of a pipe may leave early: "virtfn list | head". */
	return r < 0 && err->code == EPIPE ? 0 : r;
}

int call_show(struct call *call, struct err *err)
{
	int r;

	if (call->globals->json)
		return 0;
	r = show_doc(call->globals, call->doc, err);
	doc_clear(call->doc);
	return r;
}
