/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Are there cores enough for the host and a guest?
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

/* One for the host, two for a guest: Windows 11 wants two processors. */
#define WANTED 3

static void judge(struct judge *j)
{
	const struct cpu *cpu = &j->host->cpu;

	if (cpu->n_cores == 0) {
		judge_unknown(j, "how many cores there are could not be looked at");
		return;
	}
	judge_seen_printf(j, "/sys/devices/system/cpu", "%zu cores, %d logical CPUs", cpu->n_cores,
		cpu->n_pus);
	if (cpu->n_cores < WANTED) {
		judge_warning(j, "%zu cores are few for a host and a guest", cpu->n_cores);
		fix_say(j, "do not pin the guest's processors, so that host and guest share all "
			   "cores");
	} else {
		judge_ok(j, "%zu cores are there", cpu->n_cores);
	}
}

const struct check check_cpu_count = {
	.id = "cpu-count",
	.group = "cpu",
	.title = "There are cores enough",
	.why = "A guest with a GPU stutters when the host's own work, such as QEMU's, has no "
	       "core beside those of the guest.",
	.source = "host.md 6, guest.md 1.4",
	.judge = judge,
};
