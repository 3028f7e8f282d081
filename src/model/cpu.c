/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is known of processors and memory before anybody looked, and who frees it?
 */
#include "model/cpu.h"

#include <stdlib.h>

void cpu_init(struct cpu *c)
{
	*c = (struct cpu) {
		.family = -1,
		.model = -1,
		.stepping = -1,
		.virt = TRI_UNKNOWN,
		.hypervisor = TRI_UNKNOWN,
		.phys_bits = -1,
		.smt = TRI_UNKNOWN,
		.dev_kvm = TRI_UNKNOWN,
		.dev_kvm_mine = TRI_UNKNOWN,
		.nested = TRI_UNKNOWN,
	};
}

void cpu_done(struct cpu *c)
{
	free(c->name);
	free(c->cores);
	cpu_init(c);
}

void memory_init(struct memory *m)
{
	*m = (struct memory) {
		.total = -1,
		.available = -1,
		.swap_total = -1,
		.hugetlbfs = TRI_UNKNOWN,
		.memlock = -1,
	};
	for (int i = 0; i < MEMORY_HUGE_SIZES; i++)
		m->huge[i] = (struct memory_huge) { -1, -1, -1 };
}
