/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which NUMA node is the device at, and does that one have processors?
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

static size_t cores_of(const struct cpu *cpu, int node)
{
	size_t n = 0;

	for (size_t i = 0; i < cpu->n_cores; i++)
		n += cpu->cores[i].node == node;
	return n;
}

static void judge(struct judge *j)
{
	const struct cpu *cpu = &j->host->cpu;
	int node = j->dev->numa_node;

	if (cpu->n_nodes == 0) {
		judge_unknown(j, "which NUMA nodes there are could not be looked at");
	} else if (cpu->n_nodes == 1) {
		judge_ok(j, "this host has one NUMA node");
	} else if (node < 0 || cpu->n_cores == 0) {
		judge_unknown(j, "which NUMA node this device is at is not known to the firmware");
		judge_seen_dev(j, "numa_node", "-1");
	} else if (cores_of(cpu, node) == 0) {
		judge_warning(j, "this device is at NUMA node %d, which has no processor", node);
		judge_seen_printf(j, "/sys/devices/system/node", "node%d has no cores", node);
		fix_say(j, "fit the missing processor or memory, or move the card to another slot");
	} else {
		judge_ok(j, "this device is at NUMA node %d, with %zu cores: pin the guest there",
			node, cores_of(cpu, node));
	}
}

const struct check check_cpu_numa = {
	.id = "cpu-numa",
	.group = "cpu",
	.title = "The device is near the guest's processors",
	.why = "A device that is at another NUMA node than the guest's processors and memory "
	       "reaches them over the link between the sockets: slower, and less even.",
	.source = "host.md 6",
	.kinds = CHECK_ANY_DEVICE,
	.judge = judge,
};
