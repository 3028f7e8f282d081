/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is there memory for a guest? VFIO pins all of it at the start.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"
#include "checks/memory-words.h"

static void judge(struct judge *j)
{
	const struct memory *m = &j->host->memory;
	int64_t guest = (j->guests & GUEST_OS_LINUX ? 1 : 4) * MEMORY_GIB;

	if (m->total < 0 || m->available < 0) {
		judge_unknown(j, "how much memory is free could not be looked at");
		return;
	}
	judge_seen_printf(j, "/proc/meminfo", "MemTotal %lld.%d GiB, MemAvailable %lld.%d GiB",
		MEMORY_GIB_ARGS(m->total), MEMORY_GIB_ARGS(m->available));
	/* And one GiB for QEMU and the device's own mappings. */
	if (m->total < guest + MEMORY_GIB) {
		judge_warning(j, "%lld.%d GiB of memory are too few for a host and a guest",
			MEMORY_GIB_ARGS(m->total));
		fix_say(j, "add memory");
	} else if (m->available < guest + MEMORY_GIB && memory_huge_sum(m) < guest) {
		judge_warning(j, "%lld.%d GiB are free: a guest of %lld GiB does not start now",
			MEMORY_GIB_ARGS(m->available), (long long)(guest / MEMORY_GIB));
		fix_say(j, "end what uses memory before the guest starts, or give the guest less");
	} else {
		judge_ok(j, "%lld.%d GiB of memory are free", MEMORY_GIB_ARGS(m->available));
	}
}

const struct check check_memory_enough = {
	.id = "memory-enough",
	.group = "memory",
	.title = "There is memory for a guest",
	.why = "All memory of a guest with a device is pinned when it starts: nothing of it can "
	       "be swapped, shared or given back. Windows 11 wants 4 GiB.",
	.source = "host.md 6, guest.md 1.4",
	.judge = judge,
};
