/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any text as a boot loader entry: fields are inside it and in order; what is set is read back,
 * twice is once, and everything else keeps its bytes. The input is a value, a 0, and the text.
 */
#include "fuzz.h"

#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "formats/bls-entry.h"

static void check_fields(const char *text)
{
	struct bls_iter it = { .text = text };
	size_t size = strlen(text), end = 0;
	struct bls_field f;

	while (bls_next(&it, &f)) {
		FUZZ_CHECK(f.line >= end && f.end > f.line && f.end <= size);
		FUZZ_CHECK(f.key >= text + f.line && f.key_len > 0 && f.key[0] != '#');
		FUZZ_CHECK(f.off > (size_t)(f.key - text) + f.key_len && f.off + f.len <= f.end);
		FUZZ_CHECK(strcspn(text + f.off, "\r\n") >= f.len);
		end = f.end;
	}
}

/* Without the lines of the key, and without line ends: those of neighbours may become one. */
static char *others(const char *text)
{
	struct bls_iter it = { .text = text };
	struct str_buf b = { 0 };
	struct bls_field f;

	while (bls_next(&it, &f))
		if (f.key_len != 7 || memcmp(f.key, "options", 7) != 0) {
			str_buf_add_n(&b, text + f.line, strcspn(text + f.line, "\r\n"));
			str_buf_add(&b, "\n");
		}
	return str_buf_take(&b);
}

static void check_back(const char *text, const char *set, size_t n)
{
	static const char *const none[] = { NULL };
	_cleanup_free_ char *back = NULL;
	struct err err = { 0 };
	int r;

	if (n > 0)
		return;
	r = bls_set(set, "options", none, &back, &err);
	FUZZ_CHECK(r == 0 || r == 1);
	FUZZ_CHECK(strcmp(back, text) == 0);
}

static void check_set(const char *text, const char *value)
{
	_cleanup_(bls_values_freep) char **old = bls_values(text, "options");
	_cleanup_(bls_values_freep) char **now = NULL;
	_cleanup_free_ char *set = NULL, *again = NULL, *before = NULL, *after = NULL;
	size_t n = 0;
	struct err err = { 0 };
	const char *values[] = { value, NULL };
	int r = bls_set(text, "options", values, &set, &err);

	while (old && old[n])
		n++;
	FUZZ_CHECK(r >= 0 || (err.code == -r && !set));
	if (r < 0)
		return;
	FUZZ_CHECK(r == 1 || strcmp(text, set) == 0);
	check_fields(set);
	now = bls_values(set, "options");
	FUZZ_CHECK(now && now[0] && strcmp(now[0], value) == 0);
	FUZZ_CHECK(bls_set(set, "options", values, &again, &err) == 0);
	FUZZ_CHECK(strcmp(set, again) == 0);
	before = others(text);
	after = others(set);
	FUZZ_CHECK(strcmp(before, after) == 0);
	check_back(text, set, n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_free_ char *value = str_from_bytes(data, size);
	size_t used = value ? strlen(value) + 1 : size;
	_cleanup_free_ char *text = used < size ? str_from_bytes(data + used, size - used) : NULL;
	size_t n = value ? strlen(value) : 0;

	if (!text)
		return 0;
	check_fields(text);
	/* Blanks around a value are none of its bytes, and quotes around it may be the line's. */
	if (n > 0 && !strchr(" \t", value[0]) && !strchr(" \t", value[n - 1]))
		check_set(text, value);
	return 0;
}
