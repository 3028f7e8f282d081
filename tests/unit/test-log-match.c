/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is each diagnosis found in its line, and in no line that only looks like it?
 */
#include "formats/log-match.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "formats/log-pattern.h"
#include "lib/tests.h"
#include "model/diagnosis.h"

static const char *id_of(const char *text, struct log_match *m)
{
	return log_match(text, strlen(text), m) ? diagnoses[m->row].id : "none";
}

static void test_every_row(void **state)
{
	struct log_match m;

	(void)state;
	for (size_t i = 0; i < n_diagnoses; i++) {
		assert_string_equal(id_of(diagnoses[i].example, &m), diagnoses[i].id);
		if (str_eq(id_of(diagnoses[i].near, &m), diagnoses[i].id))
			fail_msg("%s: the near miss is a hit", diagnoses[i].id);
	}
}

/* As other kernels and people write it. */
static void test_every_row_in_capitals(void **state)
{
	struct log_match m;

	(void)state;
	for (size_t i = 0; i < n_diagnoses; i++) {
		struct str_buf b = { 0 };
		char *text;

		for (const char *p = diagnoses[i].example; *p; p++) {
			char c = *p >= 'a' && *p <= 'z' ? (char)(*p - 32) : *p;

			str_buf_add_n(&b, &c, 1);
			str_buf_add(&b, c == ' ' && p[1] ? "  \t" : "");
		}
		text = str_buf_take(&b);
		assert_non_null(text);
		assert_string_equal(id_of(text, &m), diagnoses[i].id);
		free(text);
	}
}

static void test_enough_rows(void **state)
{
	size_t bad = 0;

	(void)state;
	for (size_t i = 0; i < n_diagnoses; i++)
		bad += diagnoses[i].verdict >= VERDICT_WARNING;
	assert_true(bad >= 110);
}

static void capture_is(const struct log_match *m, unsigned i, const char *want)
{
	assert_non_null(m->captures[i].p);
	assert_int_equal(m->captures[i].n, strlen(want));
	assert_memory_equal(m->captures[i].p, want, strlen(want));
}

static void test_captures(void **state)
{
	struct log_match m;

	(void)state;
	assert_string_equal(id_of("igb: can't enable 12 VFs (bus 0a out of range of [bus 01])", &m),
		"bus-range");
	capture_is(&m, 0, "12");
	capture_is(&m, 1, "0a");
	capture_is(&m, 2, "[bus 01]");
	assert_null(m.captures[3].p);
	assert_string_equal(
		id_of("iommu: Default domain type: Translated", &m), "iommu-default-domain");
	capture_is(&m, 0, "Translated");
	assert_string_equal(
		id_of("vfio-pci 0000:01:00.0: VF 0000:01:10.0 bound to driver igbvf while PF bound "
		      "to driver vfio-pci",
			&m),
		"vfio-vf-other-driver");
	capture_is(&m, 0, "0000:01:10.0");
}

/* The longer text wins; a pattern is no part of a word. */
static void test_which(void **state)
{
	struct log_match m;

	(void)state;
	assert_string_equal(id_of("No VFs could be associated with this PF!", &m), "i915-no-vfs");
	assert_string_equal(id_of("0 VFs could be associated with this PF", &m), "i915-pf-vfs");
	assert_string_equal(id_of("a: Failed to enable 2 VFs (-EIO)", &m), "i915-vfs-failed");
	assert_string_equal(id_of("a: PF: Failed to enable 2 VFs (-EIO)", &m), "xe-vfs-failed");
	assert_string_equal(id_of("xIOV Disabled", &m), "none");
	assert_string_equal(id_of("SR-IOV Disabled", &m), "none");
	assert_string_equal(id_of("IOV Disabledx", &m), "none");
	assert_string_equal(id_of("", &m), "none");
	assert_string_equal(id_of("Enabled", &m), "none");
}

static void address_is(const char *text, const char *want)
{
	struct log_slice s = log_match_address(text, strlen(text));

	if (!want) {
		assert_null(s.p);
		return;
	}
	assert_int_equal(s.n, strlen(want));
	assert_memory_equal(s.p, want, s.n);
}

static void test_address(void **state)
{
	(void)state;
	address_is("igb 0000:01:00.0: VF 0000:01:10.0", "0000:01:00.0");
	address_is("0000:01:00.7", "0000:01:00.7");
	address_is("pci 10001:81:00.0: x", "10001:81:00.0");
	address_is("i915-0000:00:02.0:ffmpeg", "0000:00:02.0");
	address_is("0000:01:00.8", NULL);
	address_is("x0000:01:00.0", NULL);
	address_is("0000:01:00.0a", NULL);
	address_is("01:00.0", NULL);
	address_is("0000:01:00.", NULL);
	address_is("", NULL);
}

/* Nothing is read behind the end, wherever that is. */
static void test_every_length(void **state)
{
	struct log_match m;

	(void)state;
	for (size_t i = 0; i < n_diagnoses; i++) {
		size_t len = strlen(diagnoses[i].example);

		for (size_t n = 0; n < len; n += 1 + i % 3) {
			char *exact = malloc(n ? n : 1);

			assert_non_null(exact);
			memcpy(exact, diagnoses[i].example, n);
			(void)log_match(exact, n, &m);
			(void)log_match_address(exact, n);
			free(exact);
		}
	}
}

static unsigned any(unsigned below)
{
	static uint32_t state = 20261121;

	state = state * 1664525u + 1013904223u;
	return (state >> 8) % below;
}

/* What a placeholder of a pattern may hold, or not. */
static const char *held(void)
{
	static const char *const texts[] = { "7", "-16", "0x1f", "c0ffee", "igb", "a b", "",
		"0000:01:00.0", "01:00.7", "[mem size 0x2000]", ")" };

	return texts[any(sizeof(texts) / sizeof(texts[0]))];
}

/* A pattern from one letter to another, some letters spoilt. */
static void add_piece(struct str_buf *b, const char *text, bool spoil)
{
	size_t n = strlen(text), from = any(3) ? 0 : any((unsigned)n);
	size_t to = any(3) ? n : from + any((unsigned)(n - from) + 1);

	for (size_t i = from; i < to; i++) {
		char c = text[i];

		if (c >= 'a' && c <= 'z' && any(6) == 0)
			c = (char)(c - 32);
		if (spoil && any(20) == 0)
			c = (char)(1 + any(255));
		if (c > 0 && c <= 5)
			str_buf_add(b, held());
		else if (!spoil || any(20) > 0)
			str_buf_add_n(b, &c, 1);
		if (c == ' ' && any(8) == 0)
			str_buf_add(b, any(2) ? " " : "\t \r");
	}
}

static char *any_text(void)
{
	static const char *const between[] = { " ", "", ": ", "i915 0000:00:02.0: ", "[drm] ",
		" device status error ", "\xc3\xa4", "." };
	struct str_buf b = { 0 };

	for (unsigned i = any(4); i < 4; i++) {
		str_buf_add(&b, between[any(sizeof(between) / sizeof(between[0]))]);
		add_piece(&b, log_patterns[any((unsigned)n_log_patterns)].text, any(2) > 0);
	}
	return str_buf_take(&b);
}

static unsigned weight_in(const struct log_pattern *p, const char *text, size_t len)
{
	struct log_match m;

	return log_pattern_fits(p, text, len, &m) ? p->weight : 0;
}

/* Each pattern tried on the whole text: the most text that fits, and whether row has as much. */
static unsigned best_weight(const char *text, size_t len, size_t row, bool *ret_row)
{
	unsigned best = 0;

	*ret_row = false;
	for (size_t i = 0; i < n_log_patterns; i++) {
		unsigned weight = weight_in(&log_patterns[i], text, len);

		if (weight > best)
			*ret_row = false;
		best = weight > best ? weight : best;
		*ret_row |= weight == best && log_patterns[i].row == row;
	}
	return best;
}

/* What is passed over, and what the automaton finds: as if each pattern were tried. */
static void test_as_the_slow_way(void **state)
{
	unsigned hits = 0, misses = 0;

	(void)state;
	for (unsigned i = 0; i < 12000; i++) {
		char *text = any_text();
		struct log_match m = { .row = n_diagnoses };
		size_t len;
		bool hit, same;

		assert_non_null(text);
		len = strlen(text);
		hit = log_match(text, len, &m);
		if ((best_weight(text, len, m.row, &same) > 0) != hit || same != hit)
			fail_msg(
				"%s: another answer: %s", hit ? diagnoses[m.row].id : "none", text);
		hits += hit;
		misses += !hit;
		free(text);
	}
	assert_true(hits > 2000 && misses > 2000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_row),
		cmocka_unit_test(test_every_row_in_capitals),
		cmocka_unit_test(test_enough_rows),
		cmocka_unit_test(test_captures),
		cmocka_unit_test(test_which),
		cmocka_unit_test(test_address),
		cmocka_unit_test(test_every_length),
		cmocka_unit_test(test_as_the_slow_way),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
