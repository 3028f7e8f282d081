/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which lines change? The greedy algorithm of Myers (Algorithmica 1, 1986) between what both
 * texts have in common at their start and end. Texts that differ in more lines than anybody reads
 * are shown as replaced.
 */
#include "base/diff.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

#define CONTEXT   3
#define EDITS_MAX 1000 /* remembers one row of 2 * EDITS_MAX numbers for each */

struct line {
	const char *s;
	size_t len; /* with its newline, if it has one */
};

struct lines {
	struct line *v; /* owned */
	size_t n;
};

struct diff {
	struct lines a, b;
	bool *gone, *new; /* per line of a and of b; owned */
	int **trace;      /* the furthest points before each number of edits; owned */
	int n_trace;
};

static void diff_done(struct diff *d)
{
	for (int i = 0; i < d->n_trace; i++)
		free(d->trace[i]);
	free(d->trace);
	free(d->gone);
	free(d->new);
	free(d->a.v);
	free(d->b.v);
}

static int split(const struct diff_text *text, struct lines *ret)
{
	const char *s = text->data, *end = s ? s + text->size : NULL;

	while (s < end) {
		const char *newline = memchr(s, '\n', (size_t)(end - s));
		const char *next = newline ? newline + 1 : end;
		struct line *l = mem_append(&ret->v, &ret->n, sizeof(*l));

		if (!l)
			return -1;
		*l = (struct line) { s, (size_t)(next - s) };
		s = next;
	}
	return 0;
}

static bool same(const struct diff *d, size_t i, size_t j)
{
	const struct line *a = &d->a.v[i], *b = &d->b.v[j];

	return a->len == b->len && memcmp(a->s, b->s, a->len) == 0;
}

/* A part of both texts: a from, to; b from, to. */
struct range {
	size_t a, a_end, b, b_end;
};

static void mark_all(struct diff *d, const struct range *r)
{
	for (size_t i = r->a; i < r->a_end; i++)
		d->gone[i] = true;
	for (size_t j = r->b; j < r->b_end; j++)
		d->new[j] = true;
}

/* Whether the best way to diagonal k comes from k + 1, by a line of b alone. */
static bool comes_down(const int *v, int k, int edits)
{
	return k == -edits || (k != edits && v[k - 1] < v[k + 1]);
}

/* The way back through the trace, marking what is on it. */
static void walk_back(struct diff *d, const struct range *r, int edits)
{
	int x = (int)(r->a_end - r->a), y = (int)(r->b_end - r->b);

	for (; edits > 0; edits--) {
		const int *v = d->trace[edits] + EDITS_MAX + 1;
		int k = x - y;
		bool down = comes_down(v, k, edits);

		k += down ? 1 : -1;
		x = v[k];
		y = x - k;
		if (down)
			d->new[r->b + (size_t)y] = true;
		else
			d->gone[r->a + (size_t)x] = true;
	}
}

/* One more edit: 1 when the end is reached, 0 when not, -1 without memory. */
static int step(struct diff *d, const struct range *r, int *v, int edits)
{
	int n = (int)(r->a_end - r->a), m = (int)(r->b_end - r->b);
	size_t size = (2 * EDITS_MAX + 3) * sizeof(*v);

	d->trace[edits] = malloc(size);
	if (!d->trace[edits])
		return -1;
	d->n_trace = edits + 1;
	memcpy(d->trace[edits], v - EDITS_MAX - 1, size);
	for (int k = -edits; k <= edits; k += 2) {
		int x = comes_down(v, k, edits) ? v[k + 1] : v[k - 1] + 1;

		while (x < n && x - k < m && x - k >= 0 &&
			same(d, r->a + (size_t)x, r->b + (size_t)(x - k)))
			x++;
		v[k] = x;
		if (x >= n && x - k >= m)
			return 1;
	}
	return 0;
}

static int compare(struct diff *d, const struct range *r)
{
	_cleanup_free_ int *all = calloc(2 * EDITS_MAX + 3, sizeof(*all));
	int *v = all + EDITS_MAX + 1;

	d->trace = calloc(EDITS_MAX + 1, sizeof(*d->trace));
	if (!all || !d->trace)
		return -1;
	for (int edits = 0; edits <= EDITS_MAX; edits++) {
		int found = step(d, r, v, edits);

		if (found < 0)
			return -1;
		if (found) {
			walk_back(d, r, edits);
			return 0;
		}
	}
	mark_all(d, r);
	return 0;
}

static void add_line(struct str_buf *out, char mark, const struct line *l)
{
	str_buf_add_n(out, &mark, 1);
	str_buf_add_n(out, l->s, l->len);
	if (l->len == 0 || l->s[l->len - 1] != '\n')
		str_buf_add(out, "\n\\ No newline at end of file\n");
}

static bool at_change(const struct diff *d, size_t i, size_t j)
{
	return (i < d->a.n && d->gone[i]) || (j < d->b.n && d->new[j]);
}

static bool at_end(const struct diff *d, size_t i, size_t j)
{
	return i >= d->a.n && j >= d->b.n;
}

/* Where the hunk that starts at r->a, r->b ends: behind it are 2 * CONTEXT equal lines or none. */
static void find_end(const struct diff *d, struct range *r)
{
	size_t i = r->a, j = r->b, equal = 0;

	while (!at_end(d, i, j) && equal <= 2 * CONTEXT) {
		bool change = at_change(d, i, j);
		bool gone = i < d->a.n && d->gone[i];

		equal = change ? 0 : equal + 1;
		if (!change || gone)
			i++;
		if (!change || !gone)
			j++;
	}
	if (equal > CONTEXT) {
		i -= equal - CONTEXT;
		j -= equal - CONTEXT;
	}
	r->a_end = i;
	r->b_end = j;
}

/* "12,3": a count of 1 is left out, and an empty part is named by the line before it. */
static void add_span(struct str_buf *out, char mark, size_t from, size_t to)
{
	str_buf_printf(out, "%c%zu", mark, to > from ? from + 1 : from);
	if (to - from != 1)
		str_buf_printf(out, ",%zu", to - from);
}

static void add_hunk(struct str_buf *out, const struct diff *d, const struct range *r)
{
	size_t i = r->a, j = r->b;

	str_buf_add(out, "@@ ");
	add_span(out, '-', r->a, r->a_end);
	str_buf_add(out, " ");
	add_span(out, '+', r->b, r->b_end);
	str_buf_add(out, " @@\n");
	while (i < r->a_end || j < r->b_end) {
		if (i < r->a_end && d->gone[i]) {
			add_line(out, '-', &d->a.v[i++]);
		} else if (j < r->b_end && d->new[j]) {
			add_line(out, '+', &d->b.v[j++]);
		} else {
			add_line(out, ' ', &d->a.v[i++]);
			j++;
		}
	}
}

static void add_hunks(struct str_buf *out, const struct diff *d)
{
	struct range r = { 0 };

	for (;;) {
		size_t i = r.a_end, j = r.b_end, back;

		while (!at_end(d, i, j) && !at_change(d, i, j)) {
			i++;
			j++;
		}
		if (at_end(d, i, j))
			return;
		back = i - r.a_end < CONTEXT ? i - r.a_end : CONTEXT;
		r.a = i - back;
		r.b = j - back;
		find_end(d, &r);
		add_hunk(out, d, &r);
	}
}

static void trim(const struct diff *d, struct range *ret)
{
	struct range r = { .a_end = d->a.n, .b_end = d->b.n };

	while (r.a < r.a_end && r.b < r.b_end && same(d, r.a, r.b)) {
		r.a++;
		r.b++;
	}
	while (r.a < r.a_end && r.b < r.b_end && same(d, r.a_end - 1, r.b_end - 1)) {
		r.a_end--;
		r.b_end--;
	}
	*ret = r;
}

/* d is to be given back, whatever happens. */
static int find(const struct diff_text *old, const struct diff_text *now, struct diff *d)
{
	struct range r;

	if (split(old, &d->a) < 0 || split(now, &d->b) < 0)
		return -ENOMEM;
	d->gone = calloc(d->a.n + 1, sizeof(*d->gone));
	d->new = calloc(d->b.n + 1, sizeof(*d->new));
	if (!d->gone || !d->new)
		return -ENOMEM;
	trim(d, &r);
	return compare(d, &r) < 0 ? -ENOMEM : 0;
}

int diff_unified(const struct diff_text *old, const struct diff_text *now, const char *path,
	char **ret, struct err *err)
{
	_cleanup_(diff_done) struct diff d = { 0 };
	struct str_buf out = { 0 };

	if (find(old, now, &d) < 0)
		return err_oom(err);
	str_buf_add(&out, "");
	if (old->size != now->size || !old->data != !now->data ||
		(old->data && memcmp(old->data, now->data, old->size) != 0))
		str_buf_printf(&out, "--- %s%s\n+++ %s%s\n", old->data ? "a/" : "/dev/null",
			old->data ? path : "", now->data ? "b/" : "/dev/null",
			now->data ? path : "");
	add_hunks(&out, &d);
	*ret = str_buf_take(&out);
	return *ret ? 0 : err_oom(err);
}

void diff_hunks_done(struct diff_hunks *h)
{
	free(h->v);
	*h = (struct diff_hunks) { 0 };
}

/* One run of changed lines from line i of a and line j of b on, which both go past it. */
static int next_hunk(const struct diff *d, size_t *i, size_t *j, struct diff_hunks *h)
{
	struct diff_hunk *k = mem_append(&h->v, &h->n, sizeof(*k));

	if (!k)
		return -ENOMEM;
	k->text.data = *j < d->b.n ? d->b.v[*j].s : NULL;
	while (at_change(d, *i, *j)) {
		if (*i < d->a.n && d->gone[*i])
			k->size += d->a.v[(*i)++].len;
		else
			k->text.size += d->b.v[(*j)++].len;
	}
	return 0;
}

int diff_hunks(const struct diff_text *old, const struct diff_text *now, struct diff_hunks *ret,
	struct err *err)
{
	_cleanup_(diff_hunks_done) struct diff_hunks h = { 0 };
	_cleanup_(diff_done) struct diff d = { 0 };
	size_t i = 0, j = 0, at = 0;

	if (find(old, now, &d) < 0)
		return err_oom(err);
	while (!at_end(&d, i, j)) {
		if (at_change(&d, i, j)) {
			if (next_hunk(&d, &i, &j, &h) < 0)
				return err_oom(err);
			h.v[h.n - 1].at = at;
			at += h.v[h.n - 1].size;
		} else {
			at += d.a.v[i++].len;
			j++;
		}
	}
	*ret = h;
	h = (struct diff_hunks) { 0 };
	return 0;
}
