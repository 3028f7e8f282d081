/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any text as a kernel log: what is read and matched lies inside it, each line is read
 * once, a match is one again on the same text alone and is what trying each pattern
 * gives, and findings add up.
 */
#include "fuzz.h"

#include <stdbool.h>
#include <string.h>

#include "base/mem.h"
#include "checks/log-findings.h"
#include "formats/kmsg.h"
#include "formats/log-match.h"
#include "formats/log-pattern.h"

static bool inside(const char *p, size_t n, const char *whole, size_t size)
{
	return p >= whole && n <= size && (size_t)(p - whole) <= size - n;
}

static void check_record(const struct kmsg *k, const struct kmsg_record *rec)
{
	FUZZ_CHECK(rec->level >= -1 && rec->level <= 7);
	FUZZ_CHECK(rec->usec >= -1);
	FUZZ_CHECK(rec->len <= KMSG_TEXT_MAX);
	FUZZ_CHECK(inside(rec->text, rec->len, k->data, k->size) ||
		   inside(rec->text, rec->len, k->clean, sizeof(k->clean)));
	FUZZ_CHECK(!memchr(rec->text, '\n', rec->len));
	FUZZ_CHECK(rec->len == 0 || (rec->text[0] != ' ' && rec->text[rec->len - 1] != ' '));
}

/* The slow way: no line is passed over, no pattern left out. */
static void check_all_patterns(const char *text, size_t len, bool hit, size_t row)
{
	unsigned best = 0, of_row = 0;

	for (size_t i = 0; i < n_log_patterns; i++) {
		const struct log_pattern *p = &log_patterns[i];
		struct log_match m;

		if (p->weight < best || !log_pattern_fits(p, text, len, &m))
			continue;
		best = p->weight;
		of_row = p->row == row ? p->weight : of_row;
	}
	FUZZ_CHECK(hit == (best > 0));
	FUZZ_CHECK(!hit || of_row == best);
}

/* An exact copy, so that a read behind the end is seen. */
static bool match(const struct kmsg_record *rec, struct log_match *ret)
{
	_cleanup_free_ char *exact = malloc(rec->len ? rec->len : 1);
	struct log_match m = { 0 };
	struct log_slice address;
	bool hit;

	FUZZ_CHECK(exact);
	memcpy(exact, rec->text, rec->len);
	address = log_match_address(exact, rec->len);
	FUZZ_CHECK(!address.p || inside(address.p, address.n, exact, rec->len));
	FUZZ_CHECK(!address.p || (address.n >= 12 && address.n <= 16));
	hit = log_match(exact, rec->len, &m);
	FUZZ_CHECK(!hit || m.row < n_diagnoses);
	for (unsigned i = 0; i < LOG_CAPTURES; i++)
		FUZZ_CHECK(!m.captures[i].p ||
			   inside(m.captures[i].p, m.captures[i].n, exact, rec->len));
	FUZZ_CHECK(log_match(rec->text, rec->len, ret) == hit);
	FUZZ_CHECK(!hit || ret->row == m.row);
	check_all_patterns(exact, rec->len, hit, m.row);
	return hit;
}

static void check_findings(struct log_findings *f, size_t hits)
{
	size_t count = f->left_out, bad = 0;
	struct err err;

	FUZZ_CHECK(log_findings_judge(f, &err) == 0);
	for (size_t i = 0; i < f->n; i++) {
		size_t cause = f->v[i].folded_under;

		count += f->v[i].count;
		FUZZ_CHECK(f->v[i].title && f->v[i].evidence && f->v[i].line > 0);
		FUZZ_CHECK(cause == FINDING_NONE ||
			   (cause < i && f->v[cause].folded_under == FINDING_NONE));
		FUZZ_CHECK(cause == FINDING_NONE || f->v[cause].verdict >= f->v[i].verdict);
		bad += cause == FINDING_NONE && f->v[i].verdict >= VERDICT_WARNING;
	}
	FUZZ_CHECK(count == hits);
	FUZZ_CHECK(bad == f->n_blocks + f->n_warnings);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_(log_findings_done) struct log_findings f = { 0 };
	static struct kmsg k;
	struct kmsg_record rec;
	size_t hits = 0, line = 0, newlines = 0;

	kmsg_open(&k, data, size);
	while (kmsg_next(&k, &rec)) {
		struct log_hit hit = { .line = rec.line, .text = { rec.text, rec.len } };
		struct log_match m = { 0 };
		struct log_slice address = log_match_address(rec.text, rec.len);
		struct err err;

		FUZZ_CHECK(rec.line > line);
		line = rec.line;
		check_record(&k, &rec);
		if (!match(&rec, &m))
			continue;
		hits++;
		hit.row = m.row;
		hit.device = (struct log_part) { address.p, address.n };
		for (size_t i = 0; i < LOG_HIT_PARTS; i++)
			hit.parts[i] = (struct log_part) { m.captures[i].p, m.captures[i].n };
		FUZZ_CHECK(log_findings_add(&f, &hit, &err) == 0);
	}
	for (size_t i = 0; i < size; i++)
		newlines += data[i] == '\n';
	FUZZ_CHECK(line <= newlines + 1);
	check_findings(&f, hits);
	return 0;
}
