/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What must the host do before the guest starts, and take back after it? It is written into the
 * guest's definition, and libvirt's hook does it (virtfn hook qemu).
 */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "guest/guest-choose-parts.h"
#include "model/cpu-list.h"

/* Cores for one guest alone: the host's own processes go to the others. */
static void keep_host_off(const struct host *host, const struct guest_choice *c, char *ret)
{
	char text[CPU_LIST_TEXT];
	cpu_set_t left, taken;

	if (!c->pin.all || cpu_list_read(c->pin.all, &taken) < 0)
		return;
	CPU_ZERO(&left);
	for (size_t i = 0; i < host->cpu.n_cores; i++) {
		const struct cpu_core *core = &host->cpu.cores[i];

		for (size_t j = 0; j < core->n_pus; j++)
			if (core->pus[j] >= 0 && core->pus[j] < CPU_SETSIZE &&
				!CPU_ISSET(core->pus[j], &taken))
				CPU_SET(core->pus[j], &left);
	}
	cpu_list_format(&left, text);
	/* A list that long has no room: then nobody is kept off. */
	if (strlen(text) < VM_NEEDS_CPUS)
		memcpy(ret, text, strlen(text) + 1);
}

static void want_pages(const struct guest_choice *c, struct vm_needs *n)
{
	uint64_t page = c->desktop.pages == GUEST_PAGES_1G ? UINT64_C(1) << 30 : UINT64_C(2) << 20;

	n->huge[n->n_huge++] = (struct vm_need_huge) {
		.page = page,
		.count = c->memory / page,
		.node = c->desktop.memory_node,
	};
}

/* Where the clock follows the load it is behind it. Not every driver has a preference. */
static void want_clock(const struct host *host, struct guest_choice *c, struct vm_needs *n)
{
	static const char best[] = "performance";
	struct guest_setting *s;

	if (!host->cpu.governor[0])
		return;
	(void)snprintf(n->epp, sizeof(n->epp), "%s", best);
	s = guest_choice_add(c, "governor");
	if (host->cpu.governors[0] && !str_has_word(host->cpu.governors, best, strlen(best))) {
		(void)snprintf(s->value, sizeof(s->value), "%s", host->cpu.governor);
		(void)snprintf(s->why, sizeof(s->why), "this kernel has no governor %s, but %.80s",
			best, host->cpu.governors);
		return;
	}
	(void)snprintf(n->governor, sizeof(n->governor), "%s", best);
	(void)snprintf(s->value, sizeof(s->value), "performance while it runs");
	(void)snprintf(s->why, sizeof(s->why),
		"its cores wait for no clock to rise (now: %s); libvirt's hook does it",
		host->cpu.governor);
}

void guest_choose_needs(const struct host *host, struct guest_choice *c)
{
	struct vm_needs *n = &c->needs;
	struct guest_setting *s;

	if (c->desktop.pages == GUEST_PAGES_2M || c->desktop.pages == GUEST_PAGES_1G)
		want_pages(c, n);
	if (c->desktop.profile != GUEST_PROFILE_MAX)
		return;
	keep_host_off(host, c, n->host_cpus);
	want_clock(host, c, n);
	if (!n->host_cpus[0])
		return;
	s = guest_choice_add(c, "host_cpus");
	(void)snprintf(s->value, sizeof(s->value), "%.80s while it runs", n->host_cpus);
	(void)snprintf(s->why, sizeof(s->why),
		"the guest has its cores alone; libvirt's hook does it (virtfn hook install)");
}
