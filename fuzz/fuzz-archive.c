/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Any bytes as an archive: its files come within the limits, each with its bytes or with why
 * it has none, and the same again the second time.
 */
#include "fuzz.h"

#include <errno.h>
#include <string.h>

#include "base/mem.h"
#include "ext/ext-archive.h"

static const struct archive_limits limits = { .file = 1 << 20, .entries = 200 };

/*
 * libarchive believes what a 7z says of its folders, up to gigabytes; the child that reads it
 * in virtfn has 2 GiB in all. The same here, where a sanitizer needs no real memory.
 */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "allocator_may_return_null=1:max_allocation_size_mb=64";
}

struct seen {
	size_t n;
	uint64_t sum;
};

static int member(void *arg, const char *name, struct bytes b, int r)
{
	struct seen *seen = arg;

	FUZZ_CHECK(name && b.size <= limits.file);
	FUZZ_CHECK(r == 0 || r == -EIO || r == -EACCES || r == -EFBIG);
	FUZZ_CHECK(b.size == 0 || b.data);
	FUZZ_CHECK(b.size == 0 || r == 0 || r == -EIO);
	for (size_t i = 0; i < b.size; i++)
		seen->sum = seen->sum * 31 + b.data[i];
	seen->sum += strlen(name);
	return ++seen->n == limits.entries / 2 ? -ECANCELED : 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct seen first = { 0 }, second = { 0 };
	struct archive_sink sink = { .arg = &first, .member = member };
	int r = ext_archive_each(bytes_of(data, size), &limits, &sink);

	FUZZ_CHECK(r == 0 || r == -EINVAL || r == -EIO || r == -EACCES || r == -EFBIG ||
		   r == -ECANCELED || r == -ENOMEM);
	FUZZ_CHECK(r != -EINVAL || first.n == 0);
	sink.arg = &second;
	FUZZ_CHECK(ext_archive_each(bytes_of(data, size), &limits, &sink) == r);
	FUZZ_CHECK(first.n == second.n && first.sum == second.sum);
	return 0;
}
