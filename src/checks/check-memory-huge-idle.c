/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is much memory set aside as huge pages that nobody uses?
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"
#include "checks/memory-words.h"

/* Bytes of this size that are allotted, free, and promised to nobody; -1 unknown. */
static int64_t idle(const struct memory_huge *h, enum memory_size size)
{
	int64_t promised = h->reserved > 0 ? h->reserved : 0;

	if (h->total < 0 || h->free < 0)
		return -1;
	if (h->free <= promised || h->free > INT64_MAX / 4 / memory_huge_bytes(size))
		return 0;
	return (h->free - promised) * memory_huge_bytes(size);
}

static void judge(struct judge *j)
{
	const struct memory *m = &j->host->memory;
	int64_t sum = -1;

	for (int i = 0; i < MEMORY_HUGE_SIZES; i++) {
		int64_t bytes = idle(&m->huge[i], i);

		if (bytes < 0)
			continue;
		sum = (sum < 0 ? 0 : sum) + bytes;
		if (bytes > 0)
			judge_seen_printf(j, memory_huge_folder(i), "%lld of %lld free",
				(long long)m->huge[i].free, (long long)m->huge[i].total);
	}
	if (sum < 0 || m->total <= 0) {
		judge_unknown(j, "which huge pages there are could not be looked at");
	} else if (sum > m->total / 10) {
		judge_warning(j, "%lld.%d GiB are set aside as huge pages that nobody uses",
			MEMORY_GIB_ARGS(sum));
		fix_say(j, "fine for a guest that is off now; else give them back:");
		for (int i = 0; i < MEMORY_HUGE_SIZES; i++)
			if (m->huge[i].free > 0)
				fix_say(j, "echo 0 | sudo tee %s/nr_hugepages",
					memory_huge_folder(i));
	} else {
		judge_ok(j, "no large part of memory lies idle in huge pages");
	}
}

const struct check check_memory_huge_idle = {
	.id = "memory-huge-idle",
	.group = "memory",
	.title = "Huge pages are in use",
	.why = "Memory in huge pages is of no use to the host, nor to a guest without "
	       "<hugepages/>.",
	.source = "host.md 6",
	.judge = judge,
};
