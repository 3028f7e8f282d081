/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MODEL_CPU_H
#define MODEL_CPU_H

#include <stddef.h>
#include <stdint.h>

#include "model/tri.h"

enum cpu_vendor {
	CPU_VENDOR_UNKNOWN,
	CPU_VENDOR_INTEL,
	CPU_VENDOR_AMD,
	CPU_VENDOR_OTHER,
};

#define CPU_CORE_PUS 8

/* A physical core. Numbers of logical CPUs are the kernel's. */
struct cpu_core {
	int pus[CPU_CORE_PUS]; /* logical CPUs of it, ascending */
	size_t n_pus;
	int kind; /* 0 is the least powerful kind; up to n_kinds - 1 */
	int l3;   /* which L3 cache it is behind; -1 none or unknown */
	int node; /* NUMA node */
	int package;
};

struct cpu {
	enum cpu_vendor vendor;
	char *name;                  /* "model name"; NULL unknown; owned */
	int family, model, stepping; /* -1 unknown */
	enum tri virt;               /* vmx or svm among the flags */
	enum tri hypervisor;         /* the flag "hypervisor": we are a guest */
	int phys_bits;               /* physical address width; -1 unknown */
	enum tri smt;                /* SMT is on */
	struct cpu_core *cores;      /* owned; by package, then first logical CPU; none: unknown */
	size_t n_cores;
	int n_kinds, n_l3, n_nodes, n_packages, n_pus; /* 0 unknown */
	char governor[24], driver[24];                 /* cpufreq of cpu0; "" unknown or none */
	char governors[128];   /* those that could be, with blanks between; "" unknown */
	enum tri dev_kvm;      /* /dev/kvm is there */
	enum tri dev_kvm_mine; /* and the caller may open it */
	enum tri nested;       /* kvm_intel.nested or kvm_amd.nested */
};

enum memory_size {
	MEMORY_HUGE_2M,
	MEMORY_HUGE_1G,
	MEMORY_HUGE_SIZES,
};

struct memory_huge {
	int64_t total, free, reserved; /* pages; -1: this size is not there, or unknown */
};

struct memory {
	int64_t total, available, swap_total; /* bytes; -1 unknown */
	char thp[12];                         /* "always", "madvise", "never"; "" unknown */
	struct memory_huge huge[MEMORY_HUGE_SIZES];
	enum tri hugetlbfs; /* mounted somewhere */
	int64_t memlock;    /* RLIMIT_MEMLOCK of the caller in bytes; INT64_MAX: none; -1 unknown */
};

void cpu_init(struct cpu *c); /* all unknown */
void cpu_done(struct cpu *c);
void memory_init(struct memory *m);

#endif
