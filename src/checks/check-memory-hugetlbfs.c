/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Can libvirt reach the huge pages that are there?
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"
#include "checks/memory-words.h"

static void judge(struct judge *j)
{
	const struct memory *m = &j->host->memory;
	int64_t sum = memory_huge_sum(m);

	if (sum == 0)
		return;
	if (sum < 0 || m->hugetlbfs == TRI_UNKNOWN) {
		judge_unknown(j, "whether huge pages can be reached could not be looked at");
	} else if (m->hugetlbfs == TRI_YES) {
		judge_ok(j, "hugetlbfs is mounted");
		judge_seen(j, "/proc/mounts", "hugetlbfs");
	} else {
		judge_warning(j, "there are huge pages, but no hugetlbfs to reach them");
		judge_seen(j, "/proc/mounts", "no hugetlbfs");
		fix_say(j, "sudo systemctl enable --now dev-hugepages.mount");
		fix_say(j, "and restart libvirt: it reads the sizes when it starts");
	}
}

const struct check check_memory_hugetlbfs = {
	.id = "memory-hugetlbfs",
	.group = "memory",
	.title = "libvirt can reach huge pages",
	.why = "A guest with <hugepages/> does not start without it: \"hugetlbfs filesystem is "
	       "not mounted or disabled by administrator config\".",
	.source = "host.md 5.4, 6",
	.judge = judge,
};
