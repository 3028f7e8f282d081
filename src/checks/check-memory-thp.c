/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does a guest get its memory in large pages, one way or the other?
 */
#include "base/str.h"
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"
#include "checks/memory-words.h"

#define FILE_THP "/sys/kernel/mm/transparent_hugepage/enabled"

static void judge(struct judge *j)
{
	const struct memory *m = &j->host->memory;

	if (memory_huge_sum(m) > 0) {
		judge_ok(j, "there are huge pages for guests");
	} else if (!m->thp[0]) {
		judge_unknown(j, "whether the kernel makes large pages could not be looked at");
	} else if (!str_eq(m->thp, "never")) {
		judge_ok(j, "guests get large pages by themselves (%s)", m->thp);
		judge_seen(j, FILE_THP, m->thp);
	} else {
		judge_warning(j, "a guest gets its memory in pages of 4 KiB only");
		judge_seen(j, FILE_THP, m->thp);
		fix_write(j, FILE_THP, "madvise");
		if (kernel_param_has(&j->host->kernel, "transparent_hugepage", "never") == TRI_YES)
			fix_cmdline_remove(j, "transparent_hugepage=never");
	}
}

const struct check check_memory_thp = {
	.id = "memory-thp",
	.group = "memory",
	.title = "Guests get large pages",
	.why = "Small pages make a guest slower, and pinning all its memory for VFIO takes far "
	       "longer at each start.",
	.source = "host.md 6",
	.judge = judge,
};
