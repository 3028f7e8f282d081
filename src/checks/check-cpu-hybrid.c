/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Are there cores of several kinds (P and E)? A guest must stay on one of them.
 */
#include "base/mem.h"
#include "base/str.h"
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

/* The logical CPUs of the most powerful kind: "0,1,2,3"; NULL without memory. */
static char *best_pus(const struct cpu *cpu)
{
	struct str_buf b = { 0 };

	for (size_t i = 0; i < cpu->n_cores; i++) {
		const struct cpu_core *c = &cpu->cores[i];

		for (size_t p = 0; p < c->n_pus && c->kind == cpu->n_kinds - 1; p++)
			str_buf_printf(&b, "%s%d", b.len ? "," : "", c->pus[p]);
	}
	return str_buf_take(&b);
}

static void hybrid(struct judge *j)
{
	const struct cpu *cpu = &j->host->cpu;
	_cleanup_free_ char *pus = best_pus(cpu);

	if (!pus) {
		j->failed = true;
		return;
	}
	judge_warning(j, "this processor has %d kinds of cores: pin a guest to one of them",
		cpu->n_kinds);
	judge_seen_printf(j, "/sys/devices/system/cpu", "the strongest kind: %s", pus);
	fix_say(j, "in <cputune> of the guest: <vcpupin vcpu='N' cpuset='M'/>, each M out of %s",
		pus);
	fix_say(j, "and emulatorpin and iothreadpin on the other cores");
}

static void judge(struct judge *j)
{
	const struct cpu *cpu = &j->host->cpu;

	if (cpu->n_kinds == 0)
		judge_unknown(j, "which kinds of cores there are could not be looked at");
	else if (cpu->n_kinds == 1)
		judge_ok(j, "all cores are of one kind");
	else
		hybrid(j);
}

const struct check check_cpu_hybrid = {
	.id = "cpu-hybrid",
	.group = "cpu",
	.title = "A guest's cores are of one kind",
	.why = "A guest believes that its processors are alike. When they wander between P and E "
	       "cores it stutters, and some do not finish booting.",
	.source = "host.md 6, diagnoses.md (Windows)",
	.judge = judge,
};
