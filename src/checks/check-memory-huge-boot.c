/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Did the kernel allot the huge pages that its command line asks for?
 */
#include "base/str.h"
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"
#include "checks/memory-words.h"

/* MEMORY_HUGE_SIZES: some other size. */
static enum memory_size size_of(const char *text)
{
	if (str_eq(text, "1G") || str_eq(text, "1g"))
		return MEMORY_HUGE_1G;
	if (str_eq(text, "2M") || str_eq(text, "2m"))
		return MEMORY_HUGE_2M;
	return MEMORY_HUGE_SIZES;
}

/* Fills how many pages of each size are asked for; -1 where that cannot be read. */
static void asked(const struct kernel *k, int64_t pages[MEMORY_HUGE_SIZES + 1])
{
	const struct kernel_param *first = kernel_param(k, "default_hugepagesz");
	enum memory_size size = first ? size_of(first->value) : MEMORY_HUGE_2M;

	for (size_t i = 0; i < k->n_params; i++) {
		const struct kernel_param *p = &k->params[i];
		uint64_t n;

		if (str_eq(p->name, "hugepagesz"))
			size = size_of(p->value);
		if (!str_eq(p->name, "hugepages"))
			continue;
		/* Per node ("0:8,1:8") is left alone. */
		if (!p->value || str_to_u64(p->value, 10, INT32_MAX, &n) < 0)
			pages[size] = -1;
		else
			pages[size] = (int64_t)n;
	}
}

static void judge_size(struct judge *j, enum memory_size size, int64_t wanted)
{
	int64_t total = j->host->memory.huge[size].total;

	judge_seen_printf(j, "/proc/cmdline", "hugepages=%lld of %s", (long long)wanted,
		memory_huge_name(size));
	if (total < 0) {
		judge_unknown(j, "how many huge pages of %s there are could not be looked at",
			memory_huge_name(size));
		return;
	}
	judge_seen_printf(j, memory_huge_folder(size), "nr_hugepages: %lld", (long long)total);
	if (total >= wanted) {
		judge_ok(j, "the huge pages of the command line are there");
		return;
	}
	judge_warning(j, "%lld huge pages of %s were asked for, %lld are there", (long long)wanted,
		memory_huge_name(size), (long long)total);
	fix_say(j, "ask for fewer: what the host has in one piece at boot is all it can give");
	if (size == MEMORY_HUGE_1G)
		fix_say(j, "pages of 1 GiB need the CPU flag pdpe1gb");
}

static void judge(struct judge *j)
{
	int64_t pages[MEMORY_HUGE_SIZES + 1] = { 0 };

	if (!j->host->kernel.cmdline) {
		judge_unknown(j, "the kernel's command line could not be looked at");
		return;
	}
	asked(&j->host->kernel, pages);
	for (int i = 0; i < MEMORY_HUGE_SIZES; i++)
		if (pages[i] > 0 && j->finding->verdict < VERDICT_UNKNOWN)
			judge_size(j, i, pages[i]);
	for (int i = 0; i < MEMORY_HUGE_SIZES; i++)
		if (pages[i] < 0 && j->finding->verdict < VERDICT_WARNING)
			judge_unknown(j, "hugepages= of the command line is per node: not judged");
}

const struct check check_memory_huge_boot = {
	.id = "memory-huge-boot",
	.group = "memory",
	.title = "Huge pages of the command line are there",
	.why = "The kernel allots as many of hugepages= as it can and is silent when it gets "
	       "fewer. A guest then does not start: \"unable to map backing store for guest RAM\".",
	.source = "host.md 6, diagnoses.md (PCI, QEMU)",
	.judge = judge,
};
