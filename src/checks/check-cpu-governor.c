/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is the processor held at its lowest clock? Under some drivers "powersave" means that.
 */
#include "base/str.h"
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

/* These drivers choose the clock themselves; "powersave" is only their name for balanced. */
static bool chooses_itself(const char *driver)
{
	return str_eq(driver, "intel_pstate") || str_eq(driver, "amd-pstate-epp") ||
	       str_eq(driver, "amd_pstate_epp");
}

static void judge(struct judge *j)
{
	const struct cpu *cpu = &j->host->cpu;

	if (!cpu->governor[0]) {
		if (cpu->hypervisor != TRI_YES)
			judge_unknown(j, "how the processor's clock is set could not be looked at");
		return;
	}
	judge_seen_printf(j, "/sys/devices/system/cpu/cpu0/cpufreq", "%s, driver %s", cpu->governor,
		cpu->driver[0] ? cpu->driver : "unknown");
	if (!str_eq(cpu->governor, "powersave") || chooses_itself(cpu->driver)) {
		judge_ok(j, "the processor's clock follows its load (%s)", cpu->governor);
	} else if (!cpu->driver[0]) {
		judge_unknown(
			j, "what powersave means here depends on the driver, which is unknown");
	} else {
		judge_warning(
			j, "powersave of %s holds the processor at its lowest clock", cpu->driver);
		fix_say(j, "echo schedutil | sudo tee "
			   "/sys/devices/system/cpu/cpu*/cpufreq/scaling_governor");
	}
}

const struct check check_cpu_governor = {
	.id = "cpu-governor",
	.group = "cpu",
	.title = "The processor's clock follows its load",
	.why = "With acpi-cpufreq, intel_cpufreq and amd-pstate the governor powersave always "
	       "sets the lowest clock. A guest is as slow as that.",
	.source = "host.md 6, Documentation/admin-guide/pm/cpufreq.rst",
	.judge = judge,
};
