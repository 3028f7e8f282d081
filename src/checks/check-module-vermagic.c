/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Were the modules that matter built for the kernel that runs? Others are refused with "Exec
 * format error".
 */
#include <string.h>

#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

/* The first word of vermagic is the release. */
static bool is_for(const char *vermagic, const char *release)
{
	size_t n = strcspn(vermagic, " ");

	return n == strlen(release) && strncmp(vermagic, release, n) == 0;
}

static void judge(struct judge *j)
{
	const struct kernel *k = &j->host->kernel;
	size_t seen = 0;

	for (size_t i = 0; i < k->n_modules && k->release; i++) {
		const struct kernel_module *m = &k->modules[i];

		if (!m->vermagic)
			continue;
		seen++;
		if (is_for(m->vermagic, k->release))
			continue;
		judge_warning(j, "the module %s was built for another kernel: it cannot be loaded",
			m->name);
		judge_seen_printf(j, m->file ? m->file : m->name, "vermagic %s", m->vermagic);
		judge_seen(j, "/proc/sys/kernel/osrelease", k->release);
		fix_say(j, "build it again for this kernel: sudo dkms autoinstall -k %s",
			k->release);
		fix_say(j, "sudo depmod");
		return;
	}
	if (seen)
		judge_ok(j, "the %zu modules that were looked at are for this kernel", seen);
	else
		judge_unknown(j, "for which kernel the modules were built could not be looked at");
}

const struct check check_module_vermagic = {
	.id = "module-vermagic",
	.group = "driver",
	.title = "Modules are built for the running kernel",
	.why = "A module carries the release it was built for, and the kernel refuses others.",
	.source = "diagnoses.md 3 row 10",
	.judge = judge,
};
