/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How much memory is there, in which pages, and how much may the caller lock? A guest that
 * holds a device has all of its memory locked.
 */
#include "facts/facts.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/mem.h"
#include "base/str.h"

#define MEMLOCK ".virtfn/memlock"
#define MOUNTS  "proc/mounts"

static int64_t number(const char *text, uint64_t max)
{
	uint64_t v;

	return str_to_u64(text, 10, max, &v) == 0 ? (int64_t)v : -1;
}

/* "MemTotal:       32653432 kB" */
static void meminfo_line(struct memory *m, char *line)
{
	char *rest = NULL;
	const char *key = strtok_r(line, " ", &rest), *value = strtok_r(NULL, " ", &rest);
	const char *unit = strtok_r(NULL, " ", &rest);
	int64_t v;

	if (!key || !value || !unit || !str_eq(unit, "kB"))
		return;
	v = number(value, INT64_MAX / 1024);
	if (v >= 0)
		v *= 1024;
	if (str_eq(key, "MemTotal:"))
		m->total = v;
	else if (str_eq(key, "MemAvailable:"))
		m->available = v;
	else if (str_eq(key, "SwapTotal:"))
		m->swap_total = v;
}

static void read_meminfo(const struct root *root, struct memory *m)
{
	_cleanup_free_ char *text = NULL;
	struct err ignored;
	char *rest = NULL;

	if (root_read(root, &text, &ignored, "proc/meminfo") < 0)
		return;
	for (char *p = strtok_r(text, "\n", &rest); p; p = strtok_r(NULL, "\n", &rest))
		meminfo_line(m, p);
}

/* "always [madvise] never": the one in brackets. */
static void read_thp(const struct root *root, struct memory *m)
{
	_cleanup_free_ char *text = NULL;
	struct err ignored;
	const char *open, *close;

	if (root_read(root, &text, &ignored, "sys/kernel/mm/transparent_hugepage/enabled") < 0)
		return;
	open = strchr(text, '[');
	close = open ? strchr(open, ']') : NULL;
	if (close && (size_t)(close - open) <= sizeof(m->thp))
		(void)snprintf(m->thp, sizeof(m->thp), "%.*s", (int)(close - open - 1), open + 1);
}

static int64_t read_pages(const struct dir *dir, const char *name)
{
	char text[32];

	return dir_read(dir, name, text, sizeof(text)) > 0 ? number(text, INT64_MAX) : -1;
}

static void read_huge(const struct root *root, struct memory *m)
{
	static const char *const folders[MEMORY_HUGE_SIZES] = {
		[MEMORY_HUGE_2M] = "hugepages-2048kB",
		[MEMORY_HUGE_1G] = "hugepages-1048576kB",
	};

	for (int i = 0; i < MEMORY_HUGE_SIZES; i++) {
		_cleanup_(dir_done) struct dir dir = { .fd = -1 };
		struct err ignored;

		if (root_dir(root, &dir, &ignored, "sys/kernel/mm/hugepages/%s", folders[i]) < 0)
			continue;
		m->huge[i].total = read_pages(&dir, "nr_hugepages");
		m->huge[i].free = read_pages(&dir, "free_hugepages");
		m->huge[i].reserved = read_pages(&dir, "resv_hugepages");
	}
}

/*
 * "hugetlbfs /dev/hugepages hugetlbfs rw,relatime 0 0": blanks in names are escaped. What else
 * is mounted, from where and for whom is not for a capture.
 */
static void read_hugetlbfs(const struct root *root, struct memory *m)
{
	const struct root quiet = root_quiet(root);
	_cleanup_free_ char *text = NULL;
	struct err ignored;
	char *rest = NULL;

	if (root_read(&quiet, &text, &ignored, MOUNTS) < 0)
		return;
	m->hugetlbfs = TRI_NO;
	for (char *p = strtok_r(text, "\n", &rest); p; p = strtok_r(NULL, "\n", &rest)) {
		char *word = NULL;

		(void)strtok_r(p, " ", &word);
		(void)strtok_r(NULL, " ", &word);
		if (str_eq(strtok_r(NULL, " ", &word), "hugetlbfs"))
			m->hugetlbfs = TRI_YES;
	}
	root_offer(root, MOUNTS,
		m->hugetlbfs == TRI_YES ? "hugetlbfs /dev/hugepages hugetlbfs rw 0 0\n" : "");
}

static void read_memlock(const struct root *root, struct memory *m)
{
	_cleanup_free_ char *text = NULL;
	struct err ignored;
	struct rlimit limit;
	char own[32];

	if (root->host) {
		if (getrlimit(RLIMIT_MEMLOCK, &limit) < 0)
			return;
		m->memlock = limit.rlim_cur > INT64_MAX ? INT64_MAX : (int64_t)limit.rlim_cur;
		(void)snprintf(own, sizeof(own), "%" PRId64, m->memlock);
		root_offer(root, MEMLOCK, m->memlock == INT64_MAX ? "unlimited" : own);
	} else if (root_read(root, &text, &ignored, MEMLOCK) == 0) {
		m->memlock = str_eq(text, "unlimited") ? INT64_MAX : number(text, INT64_MAX);
	}
}

static int read_memory(const struct root *root, unsigned scope, struct host *host, struct err *err)
{
	struct memory *m = &host->memory;

	(void)err;
	if (!(scope & FACTS_HOST))
		return 0;
	read_meminfo(root, m);
	read_thp(root, m);
	read_huge(root, m);
	read_hugetlbfs(root, m);
	read_memlock(root, m);
	return 0;
}

const struct facts facts_memory = {
	.id = "memory",
	.read = read_memory,
};
