/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Two changes of one text at once, or that they cannot go together. Lines next to each other may
 * be changed by either side: a settings file has one setting a line.
 */
#include "base/merge3.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#include "base/mem.h"

static bool same(const struct diff_hunk *h, const struct diff_hunk *g)
{
	return h->at == g->at && h->size == g->size && h->text.size == g->text.size &&
	       (h->text.size == 0 || memcmp(h->text.data, g->text.data, h->text.size) == 0);
}

static bool clash(const struct diff_hunk *h, const struct diff_hunk *g)
{
	if (h->size == 0 && g->size == 0)
		return h->at == g->at;
	return h->at < g->at + g->size && g->at < h->at + h->size;
}

/* Only the last line of a text may lack its newline: nothing can be put behind such a line. */
static int add(struct str_buf *out, const char *data, size_t size)
{
	if (size == 0)
		return 0;
	if (out->len > 0 && out->text[out->len - 1] != '\n')
		return -EBUSY;
	str_buf_add_n(out, data, size);
	return out->failed ? -ENOMEM : 0;
}

/* Which hunk comes first; what only adds lines stands in front of what changes the next one. */
static bool comes_first(const struct diff_hunk *h, const struct diff_hunk *g)
{
	if (!h || !g)
		return h != NULL;
	return h->at != g->at ? h->at < g->at : h->size <= g->size;
}

static int walk(const struct diff_text *base, const struct diff_hunks *x,
	const struct diff_hunks *y, struct str_buf *out)
{
	size_t at = 0, i = 0, j = 0;
	int r = 0;

	while (r == 0 && (i < x->n || j < y->n)) {
		const struct diff_hunk *h = i < x->n ? &x->v[i] : NULL;
		const struct diff_hunk *g = j < y->n ? &y->v[j] : NULL;
		bool both = h && g && same(h, g), mine = both || comes_first(h, g);
		const struct diff_hunk *k = mine ? h : g;

		if (h && g && !both && clash(h, g))
			return -EBUSY;
		r = add(out, base->data + at, k->at - at);
		if (r == 0)
			r = add(out, k->text.data, k->text.size);
		at = k->at + k->size;
		i += mine;
		j += both || !mine;
	}
	return r < 0 ? r : add(out, base->data + at, base->size - at);
}

int merge3(const struct merge3 *m, struct str_buf *ret, struct err *err)
{
	_cleanup_(diff_hunks_done) struct diff_hunks x = { 0 }, y = { 0 };
	struct str_buf out = { 0 };
	int r = diff_hunks(&m->base, &m->mine, &x, err);

	if (r == 0)
		r = diff_hunks(&m->base, &m->theirs, &y, err);
	if (r < 0)
		return r;
	r = walk(&m->base, &x, &y, &out);
	if (r < 0) {
		str_buf_done(&out);
		return r == -EBUSY ? err_set(err, EBUSY, "both changed the same lines")
				   : err_oom(err);
	}
	*ret = out;
	return 0;
}
