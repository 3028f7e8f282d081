/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Do huge pages leave enough for the host itself?
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"
#include "checks/memory-words.h"

static void judge(struct judge *j)
{
	const struct memory *m = &j->host->memory;
	int64_t sum = memory_huge_sum(m);

	if (m->total < 0 || sum < 0) {
		judge_unknown(j, "what huge pages leave to the host could not be looked at");
		return;
	}
	judge_seen_printf(j, "/sys/kernel/mm/hugepages", "%lld.%d of %lld.%d GiB in huge pages",
		MEMORY_GIB_ARGS(sum), MEMORY_GIB_ARGS(m->total));
	if (sum > 0 && m->total - sum < 2 * MEMORY_GIB) {
		int64_t left = m->total > sum ? m->total - sum : 0;

		judge_warning(j, "huge pages leave %lld.%d GiB to the host", MEMORY_GIB_ARGS(left));
		fix_say(j, "allot fewer: the host kills programs when it runs out of other memory");
	} else {
		judge_ok(j, "huge pages leave the host enough");
	}
}

const struct check check_memory_host_left = {
	.id = "memory-host-left",
	.group = "memory",
	.title = "Huge pages leave the host enough",
	.why = "Memory in huge pages is lost to everything else on the host, QEMU's own needs "
	       "too.",
	.source = "host.md 6",
	.judge = judge,
};
