/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What do several checks of memory share? No verdicts here.
 */
#include "checks/memory-words.h"

int64_t memory_huge_bytes(enum memory_size size)
{
	return size == MEMORY_HUGE_1G ? MEMORY_GIB : INT64_C(2) << 20;
}

const char *memory_huge_name(enum memory_size size)
{
	return size == MEMORY_HUGE_1G ? "1 GiB" : "2 MiB";
}

const char *memory_huge_folder(enum memory_size size)
{
	return size == MEMORY_HUGE_1G ? "/sys/kernel/mm/hugepages/hugepages-1048576kB"
				      : "/sys/kernel/mm/hugepages/hugepages-2048kB";
}

int64_t memory_huge_sum(const struct memory *m)
{
	int64_t sum = -1;

	for (int i = 0; i < MEMORY_HUGE_SIZES; i++) {
		int64_t pages = m->huge[i].total;
		int64_t bytes = memory_huge_bytes(i);

		if (pages < 0 || pages > INT64_MAX / 4 / bytes)
			continue;
		sum = (sum < 0 ? 0 : sum) + pages * bytes;
	}
	return sum;
}
