/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which cores are there, by sysfs alone? For roots that are not the running host and for
 * hosts without hwloc; cpu-cores.c is the usual way.
 */
#include "facts/cpu-cores.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

#define CPUS "sys/devices/system/cpu"

/*
 * Marks of kinds. Where nothing names them, speed tells them apart: what differs by less
 * than a tenth is one kind, since good cores of a kind are let run a little faster.
 */
enum mark {
	MARK_CAPACITY,
	MARK_BASE,
	MARK_MAX,
	MARKS,
};

static const char *const mark_files[MARKS] = {
	[MARK_CAPACITY] = "cpu_capacity",
	[MARK_BASE] = "cpufreq/base_frequency",
	[MARK_MAX] = "cpufreq/cpuinfo_max_freq",
};

struct table {
	struct cpu_core *cores; /* owned */
	size_t n;
	int (*marks)[MARKS]; /* of each core; -1 none; owned */
	size_t n_marks;
};

static void table_done(struct table *t)
{
	free(t->cores);
	free(t->marks);
}

static int read_number(const struct dir *dir, const char *name)
{
	char text[32];
	unsigned v;

	if (dir_read(dir, name, text, sizeof(text)) <= 0 || str_to_uint(text, 1 << 30, &v) < 0)
		return -1;
	return (int)v;
}

/* "cpufreq" is a link, to where the processors with one clock meet. */
static int read_mark(const struct root *root, const char *cpu, const char *file)
{
	_cleanup_free_ char *text = NULL;
	struct err ignored;
	unsigned v;

	if (root_read(root, &text, &ignored, CPUS "/%s/%s", cpu, file) < 0 ||
		str_to_uint(text, 1 << 30, &v) < 0)
		return -1;
	return (int)v;
}

/* The L3 is called by the first processor behind it. */
static int read_l3(const struct dir *dir)
{
	for (int i = 0; i < 8; i++) {
		char path[48], text[4096];
		char *end;
		long first;

		(void)snprintf(path, sizeof(path), "cache/index%d/level", i);
		if (read_number(dir, path) != 3)
			continue;
		(void)snprintf(path, sizeof(path), "cache/index%d/shared_cpu_list", i);
		if (dir_read(dir, path, text, sizeof(text)) <= 0 ||
			!isdigit((unsigned char)text[0]))
			return -1;
		first = strtol(text, &end, 10);
		return first < CPU_CORES_PU_MAX ? (int)first : -1;
	}
	return -1;
}

/* The processor's siblings, itself among them; 0: not told, or more than we have room for. */
static size_t read_siblings(const struct dir *dir, int v[CPU_CORE_PUS])
{
	static const char *const files[] = { "topology/core_cpus_list",
		"topology/thread_siblings_list" };
	char text[256];

	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		int n = dir_read(dir, files[i], text, sizeof(text)) > 0
				? cpu_list_parse(text, v, CPU_CORE_PUS)
				: 0;

		if (n > 0)
			return (size_t)n;
	}
	return 0;
}

static int add_cpu(const struct root *root, const char *name, struct table *t)
{
	_cleanup_(dir_done) struct dir dir = { .fd = -1 };
	struct cpu_core c = { 0 }, *core;
	struct err ignored;
	unsigned pu;
	int(*marks)[MARKS];

	if (strncmp(name, "cpu", 3) != 0 || str_to_uint(name + 3, CPU_CORES_PU_MAX - 1, &pu) < 0)
		return 0;
	if (root_dir(root, &dir, &ignored, CPUS "/%s", name) < 0)
		return 0;
	/* One that is offline has no topology. */
	c.package = read_number(&dir, "topology/physical_package_id");
	if (c.package < 0 && read_number(&dir, "topology/core_id") < 0)
		return 0;
	c.package = c.package < 0 ? 0 : c.package;
	c.n_pus = read_siblings(&dir, c.pus);
	if (c.n_pus == 0)
		return -ENODATA;
	if (c.pus[0] != (int)pu)
		return 0;
	c.l3 = read_l3(&dir);
	core = mem_append(&t->cores, &t->n, sizeof(*core));
	marks = mem_append(&t->marks, &t->n_marks, sizeof(*marks));
	if (!core || !marks)
		return -ENOMEM;
	*core = c;
	for (int m = 0; m < MARKS; m++)
		(*marks)[m] = read_mark(root, name, mark_files[m]);
	return 0;
}

static struct cpu_core *core_with(struct table *t, int pu)
{
	for (size_t i = 0; i < t->n; i++)
		for (size_t k = 0; k < t->cores[i].n_pus; k++)
			if (t->cores[i].pus[k] == pu)
				return &t->cores[i];
	return NULL;
}

/* Gives the cores of a list file a kind or a node; how many they were, -ENOMEM. */
static int set_from_list(
	const struct root *root, struct table *t, size_t offset, int value, const char *path)
{
	_cleanup_free_ int *v = calloc(CPU_CORES_PU_MAX, sizeof(*v));
	_cleanup_free_ char *text = NULL;
	struct err ignored;
	int n, found = 0;

	if (!v)
		return -ENOMEM;
	if (root_read(root, &text, &ignored, "%s", path) < 0)
		return 0;
	n = cpu_list_parse(text, v, CPU_CORES_PU_MAX);
	for (int i = 0; i < n; i++) {
		struct cpu_core *c = core_with(t, v[i]);

		if (c)
			*(int *)((char *)c + offset) = value;
		found += c != NULL;
	}
	return found;
}

static int read_nodes(const struct root *root, struct table *t)
{
	_cleanup_(names_done) struct names names = { 0 };
	struct err ignored;
	int r = 0;

	if (root_list(root, &names, &ignored, "sys/devices/system/node") < 0)
		return 0;
	for (size_t i = 0; i < names.n && r >= 0; i++) {
		char path[64];
		unsigned node;

		if (strncmp(names.v[i], "node", 4) != 0 ||
			str_to_uint(names.v[i] + 4, 4096, &node) < 0)
			continue;
		(void)snprintf(path, sizeof(path), "sys/devices/system/node/node%u/cpulist", node);
		r = set_from_list(root, t, offsetof(struct cpu_core, node), (int)node, path);
	}
	return r < 0 ? r : 0;
}

static int compare_ints(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

/* Kinds by a number that each core has; false when one has not, or all are alike. */
static bool kinds_by_mark(struct table *t, enum mark mark, int *sorted)
{
	int last = 0;

	for (size_t i = 0; i < t->n; i++) {
		sorted[i] = t->marks[i][mark];
		if (sorted[i] <= 0)
			return false;
	}
	qsort(sorted, t->n, sizeof(*sorted), compare_ints);
	if (sorted[t->n - 1] - sorted[0] <= sorted[0] / 10)
		return false;
	for (size_t i = 0; i < t->n; i++) {
		int kind = 0;

		for (size_t k = 1; k < t->n && sorted[k] <= t->marks[i][mark]; k++) {
			last = sorted[k - 1];
			kind += sorted[k] - last > last / 10;
		}
		t->cores[i].kind = kind;
	}
	return true;
}

static int read_kinds(const struct root *root, struct table *t)
{
	/* The PMUs of a hybrid processor of Intel's, weakest first. */
	static const char *const pmus[] = { "sys/devices/cpu_lowpower/cpus",
		"sys/devices/cpu_atom/cpus", "sys/devices/cpu_core/cpus" };
	_cleanup_free_ int *sorted = calloc(t->n, sizeof(*sorted));
	int named = 0;

	if (!sorted)
		return -ENOMEM;
	for (size_t i = 0; i < ARRAY_SIZE(pmus); i++) {
		int r = set_from_list(root, t, offsetof(struct cpu_core, kind), (int)i, pmus[i]);

		if (r < 0)
			return r;
		named += r > 0;
	}
	if (named > 0)
		return 0;
	for (int m = 0; m < MARKS; m++)
		if (kinds_by_mark(t, (enum mark)m, sorted))
			return 0;
	return 0;
}

int cpu_cores_from_sysfs(const struct root *root, struct cpu *cpu)
{
	_cleanup_(table_done) struct table t = { 0 };
	_cleanup_(names_done) struct names names = { 0 };
	struct err ignored;
	int r;

	r = root_list(root, &names, &ignored, CPUS);
	for (size_t i = 0; i < names.n && r >= 0; i++)
		r = add_cpu(root, names.v[i], &t);
	if (r >= 0 && t.n == 0)
		return -ENOENT;
	if (r >= 0)
		r = read_nodes(root, &t);
	if (r >= 0)
		r = read_kinds(root, &t);
	if (r >= 0)
		r = cpu_cores_take(cpu, t.cores, t.n);
	if (r >= 0)
		t.cores = NULL;
	return r;
}
