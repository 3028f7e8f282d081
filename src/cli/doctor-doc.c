/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How are findings shown? The same for those of checks and those of a log.
 */
#include "cli/doctor-doc.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

static bool folded(const struct finding *f)
{
	return f->folded_under != FINDING_NONE;
}

struct doctor_count doctor_doc_count(const struct finding *v, size_t n, const char *device)
{
	struct doctor_count c = { 0 };

	for (size_t i = 0; i < n; i++) {
		if ((device && !str_eq(v[i].device, device)) || folded(&v[i]))
			continue;
		c.blocks += v[i].verdict == VERDICT_BLOCKS;
		c.warnings += v[i].verdict == VERDICT_WARNING;
		c.unknown += v[i].verdict == VERDICT_UNKNOWN;
		c.ok += v[i].verdict == VERDICT_OK;
		c.not_applicable += v[i].verdict == VERDICT_NOT_APPLICABLE;
	}
	return c;
}

void doctor_doc_words(size_t blocks, const char *what, char *text, size_t size)
{
	if (blocks == 0)
		(void)snprintf(text, size, "nothing blocks%s", what);
	else
		(void)snprintf(text, size, "%zu thing%s%s", blocks,
			blocks == 1 ? " blocks" : "s block", what);
}

static void set(struct doc *map, const char *key, const char *text)
{
	if (text && text[0])
		doc_str(map, key, text);
}

/* Words that a line starts with when it is to be pasted into a shell. */
static bool is_command(const char *line)
{
	static const char *const words[] = { "sudo ", "echo ", "virtfn ", "printf ", "cat " };

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (strncmp(line, words[i], strlen(words[i])) == 0)
			return true;
	return false;
}

/* A text of several lines as a list of them. */
static void add_lines(struct doc *map, const char *key, const char *text)
{
	struct doc *list;

	if (!text || !text[0])
		return;
	list = doc_list(map, key);
	while (*text) {
		size_t len = strcspn(text, "\n");
		_cleanup_free_ char *line = str_from_bytes(text, len);

		if (line && is_command(line))
			doc_add_command(list, line);
		else
			doc_add_str(list, line ? line : "");
		text += len + (text[len] == '\n');
	}
}

/* The line as it is for programs; with where it stands and how often for people. */
static void add_evidence(struct doc *map, const struct finding *f, bool json)
{
	if (f->line == 0) {
		add_lines(map, "seen", f->evidence);
	} else if (json) {
		doc_int(map, "line", (long long)f->line);
		doc_int(map, "count", (long long)f->count);
		doc_str(map, "evidence", f->evidence);
	} else if (f->count > 1) {
		doc_printf(
			map, "line", "%zu (%zu times in all): %s", f->line, f->count, f->evidence);
	} else {
		doc_printf(map, "line", "%zu: %s", f->line, f->evidence);
	}
}

static struct doc *add_finding(struct doc *list, const struct finding *f, bool json)
{
	struct doc *map = doc_add_map(list);

	doc_str(map, "verdict", verdict_word(f->verdict));
	set(map, "device", f->device);
	doc_str(map, "title", f->title);
	add_evidence(map, f, json);
	return map;
}

static void add_advice(struct doc *map, const struct finding *f, bool json)
{
	/* Why a check matters is for --explain; the cause of a line in a log is news. */
	if (json || f->line > 0)
		set(map, "cause", f->cause);
	add_lines(map, "fix", f->fix);
	if (json)
		add_lines(map, "actions", f->action);
	doc_str(map, "id", f->id);
	if (json)
		doc_str(map, "source", f->source);
}

struct place {
	size_t index, root;
	enum verdict verdict; /* of the root */
};

static int by_weight(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->verdict != y->verdict)
		return x->verdict > y->verdict ? -1 : 1;
	if (x->root != y->root)
		return x->root < y->root ? -1 : 1;
	if ((x->index == x->root) != (y->index == y->root))
		return x->index == x->root ? -1 : 1;
	return x->index < y->index ? -1 : x->index > y->index;
}

/* NULL without memory. */
static struct place *sort(const struct finding *v, size_t n)
{
	struct place *places = calloc(n + 1, sizeof(*places));

	for (size_t i = 0; i < n && places; i++) {
		size_t root = folded(&v[i]) ? v[i].folded_under : i;

		places[i] = (struct place) { i, root, v[root].verdict };
	}
	if (places)
		qsort(places, n, sizeof(*places), by_weight);
	return places;
}

/* What matters, with what follows from it below. */
static void add_bad(struct call *call, const struct finding *v, const struct place *p, size_t n)
{
	bool json = call->globals->json;
	struct doc *list = doc_list(call->doc, "findings");
	struct doc *map = NULL, *follows = NULL;

	for (size_t i = 0; i < n; i++) {
		const struct finding *f = &v[p[i].index];

		if (p[i].verdict < VERDICT_WARNING)
			continue;
		if (p[i].index == p[i].root) {
			map = add_finding(list, f, json);
			add_advice(map, f, json);
			follows = NULL;
		} else if (f->verdict >= VERDICT_UNKNOWN) {
			follows = follows ? follows : doc_list(map, "follows");
			doc_str(add_finding(follows, f, json), "id", f->id);
		}
	}
}

/* Those of these verdicts that matter less, one line each. */
static void add_rest(
	struct call *call, const char *key, const struct finding *v, size_t n, enum verdict verdict)
{
	struct doc *list = NULL;

	for (size_t i = 0; i < n; i++) {
		const struct finding *f = &v[i];

		if (f->verdict != verdict || (folded(f) && v[f->folded_under].verdict > verdict))
			continue;
		list = list ? list : doc_list(call->doc, key);
		doc_str(add_finding(list, f, call->globals->json), "id", f->id);
	}
}

int doctor_doc_findings(struct call *call, const struct finding *v, size_t n, struct err *err)
{
	_cleanup_free_ struct place *places = sort(v, n);
	bool more = call->globals->json || call->globals->verbose;

	if (!places)
		return err_oom(err);
	add_bad(call, v, places, n);
	if (more)
		add_rest(call, "unknown", v, n, VERDICT_UNKNOWN);
	if (call->globals->verbose)
		add_rest(call, "fine", v, n, VERDICT_OK);
	return 0;
}
