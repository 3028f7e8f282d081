/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef MODEL_VM_NEEDS_H
#define MODEL_VM_NEEDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "model/pci.h"
#include "model/vf-quota.h"
#include "model/vf-settings.h"

/*
 * What a guest needs of its host before it starts, and what the host gets back after it: kept in
 * the guest's own definition, done by "virtfn hook qemu". Nothing in it is owned.
 */
#define VM_NEEDS_VFS  16
#define VM_NEEDS_HUGE 16
#define VM_NEEDS_SHM  4
#define VM_NEEDS_WORD 32
#define VM_NEEDS_PATH 128
#define VM_NEEDS_CPUS 512

struct vm_need_vf {
	struct pci_addr pf;
	unsigned index;              /* from 0 */
	unsigned count;              /* how many are made where there are none; above index */
	char driver[40];             /* "vfio-pci" or another vfio driver */
	struct vf_settings settings; /* of a network card */
	struct vf_quota quota;       /* of a GPU */
};

struct vm_need_huge {
	uint64_t page; /* bytes of one page */
	uint64_t count;
	int node; /* NUMA node; -1: any */
};

/* Shared memory for a viewer: a file in /dev/shm, or the device of kvmfr. */
struct vm_need_shm {
	char path[VM_NEEDS_PATH]; /* "/dev/shm/looking-glass", "/dev/kvmfr0" */
	uint64_t size;            /* bytes */
	char owner[VM_NEEDS_WORD], group[VM_NEEDS_WORD]; /* name or number; "": root */
	unsigned mode;
};

struct vm_needs {
	struct vm_need_vf vfs[VM_NEEDS_VFS];
	struct vm_need_huge huge[VM_NEEDS_HUGE];
	struct vm_need_shm shm[VM_NEEDS_SHM];
	size_t n_vfs, n_huge, n_shm;
	char host_cpus[VM_NEEDS_CPUS]; /* the CPUs that are left to the host; "": all */
	char governor[VM_NEEDS_WORD];  /* of cpufreq; "": as it is */
	char epp[VM_NEEDS_WORD];       /* energy_performance_preference; "": as it is */
};

/* Whether it needs anything at all. */
bool vm_needs_any(const struct vm_needs *needs);

/* -EINVAL with what is wrong: what no host could do, or what nobody should be made to do. */
int vm_needs_check(const struct vm_needs *needs, struct err *err);

/* How the kernel calls pages of this size in file names, "2048kB". */
#define VM_NEEDS_PAGE_TEXT 24
void vm_needs_page_name(uint64_t page, char text[VM_NEEDS_PAGE_TEXT]);

#endif
