/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is each diagnosis found in its line, and in no line that only looks like it?
 */
#include "formats/log-match.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
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
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
