/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Did something go wrong in the running kernel already? Marks of out-of-tree or unsigned
 * modules are no fault and not told.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

#include <inttypes.h>

static const struct {
	int bit;
	const char *words;
} marks[] = {
	{ 7, "it had an oops" },
	{ 5, "it found a broken memory page" },
	{ 4, "the processor reported a hardware error" },
	{ 14, "a processor was stuck" },
	{ 1, "a module was forced in" },
};

static void judge(struct judge *j)
{
	int64_t tainted = j->host->kernel.tainted;
	const char *words = NULL;

	if (tainted < 0) {
		judge_unknown(j, "whether the kernel is tainted could not be read");
		return;
	}
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]) && !words; i++)
		if (tainted & (1LL << marks[i].bit))
			words = marks[i].words;
	if (!words) {
		judge_ok(j, "nothing went wrong in the running kernel");
		return;
	}
	judge_warning(j, "something went wrong in the running kernel: %s", words);
	judge_seen_printf(j, "/proc/sys/kernel/tainted", "%" PRId64, tainted);
	fix_say(j, "look at dmesg, and reboot before trusting what else is seen here");
}

const struct check check_kernel_taint = {
	.id = "kernel-taint",
	.group = "kernel",
	.title = "Nothing went wrong in the running kernel",
	.why = "After an oops or a hardware error, drivers may hold locks for ever: writing "
	       "sriov_numvfs or binding a driver can then hang without an error.",
	.source = "Documentation/admin-guide/tainted-kernels.rst",
	.judge = judge,
};
