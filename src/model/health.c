/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What works on a host, to be compared. Looking is facts/health work.
 */
#include "model/health.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void health_done(struct health *h)
{
	for (size_t i = 0; i < h->n; i++)
		free(h->v[i]);
	free(h->v);
	*h = (struct health) { 0 };
}

/* Where a sentence is, or where it belongs. */
static size_t place(const struct health *h, const char *text)
{
	size_t i = 0;

	while (i < h->n && strcmp(h->v[i], text) < 0)
		i++;
	return i;
}

static bool is_at(const struct health *h, size_t i, const char *text)
{
	return i < h->n && strcmp(h->v[i], text) == 0;
}

int health_add(struct health *h, struct err *err, const char *fmt, ...)
{
	char *text = NULL;
	va_list args;
	size_t at;
	int r;

	va_start(args, fmt);
	r = vasprintf(&text, fmt, args);
	va_end(args);
	if (r < 0)
		return err_oom(err);
	at = place(h, text);
	if (is_at(h, at, text)) {
		free(text);
		return 0;
	}
	if (!mem_append(&h->v, &h->n, sizeof(*h->v))) {
		free(text);
		return err_oom(err);
	}
	memmove(h->v + at + 1, h->v + at, (h->n - 1 - at) * sizeof(*h->v));
	h->v[at] = text;
	return 0;
}

const char *health_missing(const struct health *before, const struct health *now)
{
	for (size_t i = 0; i < before->n; i++)
		if (!is_at(now, place(now, before->v[i]), before->v[i]))
			return before->v[i];
	return NULL;
}
