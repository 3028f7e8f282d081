/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any text as refind_linux.conf: what is set is read back, in each line, and what is set back
 * gives the same bytes. The input is options, a 0, and the text.
 */
#include "fuzz.h"

#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "formats/refind-linux.h"

#define LINES 64

struct texts {
	char *v[LINES + 1];
};

static void texts_done(struct texts *t)
{
	for (size_t i = 0; i < LINES; i++)
		free(t->v[i]);
}

static size_t read_all(const char *text, struct texts *ret)
{
	struct refind_iter it = { .text = text };
	struct refind_line line;
	size_t n = 0, end = 0;

	while (n < LINES && refind_next(&it, &line)) {
		FUZZ_CHECK(line.off > end && line.off + line.len < strlen(text));
		FUZZ_CHECK(text[line.off - 1] == '"' && text[line.off + line.len] == '"');
		end = line.off + line.len;
		ret->v[n++] = refind_options(text, &line);
	}
	return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_free_ char *options = str_from_bytes(data, size);
	size_t used = options ? strlen(options) + 1 : size;
	_cleanup_free_ char *text = used < size ? str_from_bytes(data + used, size - used) : NULL;
	_cleanup_free_ char *same = NULL, *set = NULL, *back = NULL;
	_cleanup_(texts_done) struct texts old = { 0 }, wanted = { 0 }, now = { 0 };
	struct err err = { 0 };
	size_t n;
	int r;

	if (!text)
		return 0;
	n = read_all(text, &old);
	FUZZ_CHECK(refind_set(text, old.v, &same, &err) == 0 && strcmp(same, text) == 0);
	for (size_t i = 0; i < n; i++)
		wanted.v[i] = str_printf("%s", options);
	r = refind_set(text, wanted.v, &set, &err);
	FUZZ_CHECK(r >= 0 || (err.code == -r && !set));
	if (r < 0)
		return 0;
	FUZZ_CHECK(read_all(set, &now) == n);
	for (size_t i = 0; i < n; i++)
		FUZZ_CHECK(strcmp(now.v[i], options) == 0);
	FUZZ_CHECK(refind_set(set, old.v, &back, &err) == r && strcmp(back, text) == 0);
	return 0;
}
