/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does isolcpus= cut cores in half, or take all of them? Whether guests are pinned to what it
 * takes is theirs to know.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"
#include "checks/param.h"

#include <stdlib.h>
#include <string.h>

#define CPUS_MAX 8192

struct cpus {
	bool set[CPUS_MAX];
};

/* "2-5" or "2" at p, up to the next comma; false: it is neither. */
static bool add_range(struct cpus *cpus, const char *p)
{
	char *end;
	unsigned long first = strtoul(p, &end, 10), last = first;

	if (end == p || *p == '-')
		return false;
	if (*end == '-') {
		p = end + 1;
		last = strtoul(p, &end, 10);
		if (end == p || *p == '-')
			return false;
	}
	if ((*end && *end != ',') || last < first || last >= CPUS_MAX)
		return false;
	for (unsigned long i = first; i <= last; i++)
		cpus->set[i] = true;
	return true;
}

/* "managed_irq,domain,2-5,8": words first, which are not CPUs. */
static bool read_list(struct cpus *cpus, const char *list)
{
	while (*list && strchr("dmn", *list))
		list += strcspn(list, ","), list += *list == ',';
	if (!*list)
		return false;
	for (; *list; list += strcspn(list, ","), list += *list == ',')
		if (!add_range(cpus, list))
			return false;
	return true;
}

static size_t inside(const struct cpus *cpus, const struct cpu_core *core)
{
	size_t n = 0;

	for (size_t i = 0; i < core->n_pus && i < CPU_CORE_PUS; i++)
		n += core->pus[i] >= 0 && core->pus[i] < CPUS_MAX && cpus->set[core->pus[i]];
	return n;
}

static void compare(struct judge *j, const struct kernel_param *p, const struct cpus *cpus)
{
	const struct cpu *cpu = &j->host->cpu;
	const struct cpu_core *half = NULL;
	size_t whole = 0;

	for (size_t i = 0; i < cpu->n_cores; i++) {
		size_t n = inside(cpus, &cpu->cores[i]);

		whole += n == cpu->cores[i].n_pus;
		if (n > 0 && n < cpu->cores[i].n_pus && !half)
			half = &cpu->cores[i];
	}
	if (half)
		judge_warning(j,
			"isolcpus= takes one thread of a core and leaves its sibling (CPUs %d, "
			"%d)",
			half->pus[0], half->pus[1]);
	else if (whole == cpu->n_cores)
		judge_warning(j, "isolcpus= takes all processors and leaves the host none");
	else
		judge_ok(j, "isolcpus= takes %zu whole cores of %zu", whole, cpu->n_cores);
	judge_seen_param(j, p);
	if (half || whole == cpu->n_cores)
		fix_say(j, "name both threads of each core in isolcpus=, leave the host two cores, "
			   "and "
			   "reboot; or drop it and let virtfn confine the host while a guest runs");
}

static void judge(struct judge *j)
{
	const struct kernel_param *p = kernel_param(&j->host->kernel, "isolcpus");
	struct cpus cpus = { 0 };

	if (!param_read(j))
		return;
	if (!p) {
		judge_ok(j, "isolcpus= is not given");
	} else if (!p->value || !read_list(&cpus, p->value)) {
		judge_unknown(j, "the list of isolcpus= is not understood");
		judge_seen_param(j, p);
	} else if (j->host->cpu.n_cores == 0) {
		judge_unknown(j, "which processors are one core is not known");
	} else {
		compare(j, p, &cpus);
	}
}

const struct check check_param_isolcpus = {
	.id = "param-isolcpus",
	.group = "parameter",
	.title = "isolcpus= takes whole cores, and not all",
	.why = "Threads of one core share it: a guest on the one is slowed by the host on the "
	       "other. "
	       "On isolated processors nothing is balanced, so that each virtual one must be "
	       "pinned.",
	.source = "host.md 6",
	.explained_by = "cmdline",
	.judge = judge,
};
