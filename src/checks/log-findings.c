/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which lines of a log are causes, which only follow, and which no longer matter? What
 * a line means is in model/diagnosis.c; who found it is no business of this room.
 */
#include "checks/log-findings.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

#define HEADS        4096
#define SEEN_MAX     20000 /* hostile logs: no more devices than that */
#define EVIDENCE_MAX 600
/* A line without a device follows from one that stands this close before it. */
#define NEAR_LINES 10

/* One diagnosis of one device. */
struct log_seen {
	size_t row;
	char device[16];
	size_t last_line;
	size_t last;        /* the finding that got the last line */
	size_t top, folded; /* findings of this boot, or FINDING_NONE */
	unsigned boot;
	unsigned next; /* in its list, plus one; 0 ends it */
};

struct log_state {
	unsigned boot;
	bool settled;
	bool over; /* settled, or of an earlier boot; it or what explains it */
	size_t root;
};

void log_findings_done(struct log_findings *f)
{
	for (size_t i = 0; i < f->n; i++)
		finding_done(&f->v[i]);
	free(f->v);
	free(f->state);
	free(f->seen);
	free(f->heads);
	*f = (struct log_findings) { 0 };
}

static unsigned hash(size_t row, const char *device)
{
	uint32_t h = 2166136261u ^ (uint32_t)row;

	for (; *device; device++)
		h = (h ^ (unsigned char)*device) * 16777619u;
	return (h ^ h >> 15) % HEADS;
}

/* NULL when it was not seen in this boot. */
static struct log_seen *seen_find(const struct log_findings *f, size_t row, const char *device)
{
	unsigned i = f->heads ? f->heads[hash(row, device)] : 0;

	while (i) {
		struct log_seen *s = &f->seen[i - 1];

		if (s->row == row && str_eq(s->device, device))
			return s->boot == f->boots ? s : NULL;
		i = s->next;
	}
	return NULL;
}

/* The latest one of any device. */
static struct log_seen *seen_latest(const struct log_findings *f, size_t row)
{
	struct log_seen *latest = NULL;

	for (size_t i = 0; i < f->n_seen; i++) {
		struct log_seen *s = &f->seen[i];

		if (s->row == row && s->boot == f->boots &&
			(!latest || s->last_line > latest->last_line))
			latest = s;
	}
	return latest;
}

static struct log_seen *seen_new(struct log_findings *f, size_t row, const char *device)
{
	unsigned *head;
	struct log_seen *s;

	if (!f->heads)
		f->heads = calloc(HEADS, sizeof(*f->heads));
	s = f->heads ? mem_append(&f->seen, &f->n_seen, sizeof(*s)) : NULL;
	if (!s)
		return NULL;
	head = &f->heads[hash(row, device)];
	*s = (struct log_seen) {
		.row = row,
		.top = FINDING_NONE,
		.folded = FINDING_NONE,
		.last = FINDING_NONE,
		.boot = f->boots,
		.next = *head,
	};
	(void)snprintf(s->device, sizeof(s->device), "%s", device);
	*head = (unsigned)f->n_seen;
	return s;
}

/* The finding that explains one of this row: the nearest before it, not used up by the last. */
static size_t find_cause(
	const struct log_findings *f, const struct log_hit *hit, const char *device, size_t since)
{
	const struct log_seen *best = NULL;

	for (const uint16_t *row = diagnoses[hit->row].caused_by; *row != DIAGNOSIS_END; row++) {
		const struct log_seen *s = seen_find(f, *row, device);

		if (!s)
			s = device[0] ? seen_find(f, *row, "") : seen_latest(f, *row);
		if (!s || (s->device[0] && s->last_line <= since))
			continue;
		if (!device[0] && s->device[0] && hit->line - s->last_line > NEAR_LINES)
			continue;
		if (!best || s->last_line > best->last_line)
			best = s;
	}
	return best ? best->last : FINDING_NONE;
}

/* A meaning with its {1} filled in. NULL without memory. */
static char *title_of(const struct log_hit *hit)
{
	const char *p = diagnoses[hit->row].meaning;
	struct str_buf b = { 0 };

	while (*p) {
		unsigned number = p[0] == '{' && p[1] && p[2] == '}' ? (unsigned)(p[1] - '1') : 99;

		if (number < LOG_HIT_PARTS) {
			if (hit->parts[number].p)
				str_buf_add_n(&b, hit->parts[number].p, hit->parts[number].n);
			p += 3;
		} else {
			str_buf_add_n(&b, p++, 1);
		}
	}
	return str_buf_take(&b);
}

static int finding_new(struct log_findings *f, const struct log_hit *hit, const char *device,
	size_t cause, struct err *err)
{
	const struct diagnosis *d = &diagnoses[hit->row];
	struct log_state *state = mem_append(&f->state, &f->n_state, sizeof(*state));
	struct finding *v = state ? mem_append(&f->v, &f->n, sizeof(*v)) : NULL;

	if (!v)
		return err_oom(err);
	state->boot = f->boots;
	*v = (struct finding) {
		.id = d->id,
		.verdict = d->verdict,
		.title = title_of(hit),
		.evidence = str_from_bytes(
			hit->text.p, hit->text.n < EVIDENCE_MAX ? hit->text.n : EVIDENCE_MAX),
		.line = hit->line,
		.cause = d->cause,
		.fix = d->fix ? strdup(d->fix) : NULL,
		.source = d->source,
		.folded_under = cause,
	};
	(void)snprintf(v->device, sizeof(v->device), "%s", device);
	return v->title && v->evidence && (v->fix || !d->fix) ? 0 : err_oom(err);
}

static void settle(struct log_findings *f, size_t row, const char *device)
{
	for (const uint16_t *other = diagnoses[row].settles; *other != DIAGNOSIS_END; other++) {
		const struct log_seen *s = seen_find(f, *other, device);

		if (s && s->top != FINDING_NONE)
			f->state[s->top].settled = true;
		if (s && s->folded != FINDING_NONE)
			f->state[s->folded].settled = true;
	}
}

/* Seen before in this log, or a new one; NULL without memory. */
static struct log_seen *seen_get(struct log_findings *f, size_t row, const char *device)
{
	unsigned i = f->heads ? f->heads[hash(row, device)] : 0;

	while (i && !(f->seen[i - 1].row == row && str_eq(f->seen[i - 1].device, device)))
		i = f->seen[i - 1].next;
	if (i == 0)
		return seen_new(f, row, device);
	if (f->seen[i - 1].boot != f->boots) {
		f->seen[i - 1].boot = f->boots;
		f->seen[i - 1].top = FINDING_NONE;
		f->seen[i - 1].folded = FINDING_NONE;
	}
	return &f->seen[i - 1];
}

int log_findings_add(struct log_findings *f, const struct log_hit *hit, struct err *err)
{
	char device[16] = "";
	struct log_seen *s;
	size_t cause, *slot;

	if (str_eq(diagnoses[hit->row].id, "boot"))
		f->boots++;
	if (hit->device.p && hit->device.n < sizeof(device))
		memcpy(device, hit->device.p, hit->device.n);
	if (f->n_seen >= SEEN_MAX && !seen_find(f, hit->row, device)) {
		f->left_out++;
		return 0;
	}
	s = seen_get(f, hit->row, device);
	if (!s)
		return err_oom(err);
	cause = find_cause(f, hit, device, s->last_line);
	slot = cause == FINDING_NONE ? &s->top : &s->folded;
	if (*slot == FINDING_NONE) {
		if (finding_new(f, hit, device, cause, err) < 0)
			return -ENOMEM;
		*slot = f->n - 1;
	}
	f->v[*slot].count++;
	f->state[*slot].settled = false;
	s->last = *slot;
	s->last_line = hit->line;
	settle(f, hit->row, device);
	return 0;
}

static int say_over(struct finding *v, const char *why, struct err *err)
{
	char *title = str_printf("%s (%s)", v->title, why);

	if (!title)
		return err_oom(err);
	free(v->title);
	v->title = title;
	v->verdict = VERDICT_OK;
	return 0;
}

/* A cause stands before what it explains: upwards for what is over, downwards for how bad. */
static int judge(struct log_findings *f, struct err *err)
{
	for (size_t i = 0; i < f->n; i++) {
		size_t cause = f->v[i].folded_under;
		struct log_state *s = &f->state[i];
		bool earlier = s->boot != f->boots, bad = f->v[i].verdict >= VERDICT_WARNING;

		s->root = cause == FINDING_NONE ? i : f->state[cause].root;
		s->over = earlier || s->settled || (cause != FINDING_NONE && f->state[cause].over);
		f->n_earlier += earlier && bad && !s->settled && s->root == i;
		if (bad && s->over &&
			say_over(&f->v[i],
				earlier ? "in an earlier boot" : "solved later in this log",
				err) < 0)
			return -ENOMEM;
	}
	for (size_t i = f->n; i-- > 0;) {
		struct finding *root = &f->v[f->state[i].root];

		if (f->v[i].verdict > root->verdict)
			root->verdict = f->v[i].verdict;
	}
	return 0;
}

struct place {
	size_t index, root, line;
	enum verdict verdict; /* of the root */
};

static int by_weight(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->verdict != y->verdict)
		return x->verdict > y->verdict ? -1 : 1;
	if (x->line != y->line)
		return x->line < y->line ? -1 : 1;
	return x->index < y->index ? -1 : x->index > y->index;
}

static int order(struct log_findings *f, struct err *err)
{
	_cleanup_free_ struct place *places = calloc(f->n + 1, sizeof(*places));
	struct finding *sorted = calloc(f->n + 1, sizeof(*sorted));
	size_t root = 0;

	if (!places || !sorted) {
		free(sorted);
		return err_oom(err);
	}
	for (size_t i = 0; i < f->n; i++) {
		const struct finding *v = &f->v[f->state[i].root];

		places[i] = (struct place) { i, f->state[i].root, v->line, v->verdict };
	}
	qsort(places, f->n, sizeof(*places), by_weight);
	for (size_t i = 0; i < f->n; i++) {
		sorted[i] = f->v[places[i].index];
		if (places[i].index == places[i].root)
			root = i;
		sorted[i].folded_under = root == i ? FINDING_NONE : root;
		f->n_blocks += root == i && sorted[i].verdict == VERDICT_BLOCKS;
		f->n_warnings += root == i && sorted[i].verdict == VERDICT_WARNING;
	}
	free(f->v);
	f->v = sorted;
	return 0;
}

int log_findings_judge(struct log_findings *f, struct err *err)
{
	int r = judge(f, err);

	return r < 0 ? r : order(f, err);
}
