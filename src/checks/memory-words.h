/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef CHECKS_MEMORY_WORDS_H
#define CHECKS_MEMORY_WORDS_H

#include <stdint.h>

#include "model/cpu.h"

/* Sizes and words that several checks of memory share. */

#define MEMORY_GIB (INT64_C(1) << 30)

/* Bytes of one huge page, and its name: "2 MiB". */
int64_t memory_huge_bytes(enum memory_size size);
const char *memory_huge_name(enum memory_size size);

/* The folder in sysfs: "/sys/kernel/mm/hugepages/hugepages-2048kB". */
const char *memory_huge_folder(enum memory_size size);

/* Bytes in all huge pages that are allotted; -1: no size is known. */
int64_t memory_huge_sum(const struct memory *m);

/* Whole GiB and tenths, for "%lld.%d GiB". */
#define MEMORY_GIB_ARGS(bytes) \
	(long long)((bytes) / MEMORY_GIB), (int)((bytes) % MEMORY_GIB * 10 / MEMORY_GIB)

#endif
