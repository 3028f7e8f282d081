/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * May the caller's own guests pin their memory?
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"
#include "checks/memory-words.h"

static void judge(struct judge *j)
{
	enum libvirt_mode libvirt = j->host->stack.libvirt;
	int64_t limit = j->host->memory.memlock;

	if (libvirt == LIBVIRT_MONOLITHIC || libvirt == LIBVIRT_MODULAR) {
		judge_ok(j, "libvirt raises the limit of locked memory for guests of the system");
	} else if (limit < 0 || libvirt == LIBVIRT_UNKNOWN) {
		judge_unknown(j, "the limit of locked memory could not be looked at");
	} else if (limit >= MEMORY_GIB) {
		judge_ok(j, "guests of your own may pin memory");
	} else {
		judge_warning(j,
			"guests of your own may lock %lld KiB, and VFIO pins all their memory",
			(long long)(limit / 1024));
		judge_seen_printf(j, "RLIMIT_MEMLOCK", "%lld", (long long)limit);
		fix_say(j, "echo \"$USER - memlock unlimited\" | sudo tee "
			   "/etc/security/limits.d/virtfn.conf");
		fix_say(j, "and log in again; or start guests by libvirt as guests of the system");
	}
}

const struct check check_memory_memlock = {
	.id = "memory-memlock",
	.group = "memory",
	.title = "Guests may pin their memory",
	.why = "Who starts QEMU himself, or in a container, needs a limit of locked memory above "
	       "the guest's memory: \"vfio_pin_pages_remote: RLIMIT_MEMLOCK exceeded\".",
	.source = "host.md 4.3, diagnoses.md 32",
	.judge = judge,
};
