/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which cores are there, by the text that ext-hwloc.c makes of the running host? A capture
 * keeps that text. cpu-sysfs.c is for roots without it.
 */
#include "facts/cpu-cores.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

int cpu_list_parse(const char *text, int *v, size_t max)
{
	size_t n = 0;

	for (const char *p = text;; p++) {
		char *end;
		unsigned long first, last;

		/* strtoul() alone would take signs and blanks. */
		if (*p < '0' || *p > '9')
			return -EINVAL;
		first = last = strtoul(p, &end, 10);
		if (*end == '-' && end[1] >= '0' && end[1] <= '9')
			last = strtoul(end + 1, &end, 10);
		if (first > last || last >= CPU_CORES_PU_MAX || (*end && *end != ','))
			return -EINVAL;
		for (; first <= last; first++) {
			if (n == max)
				return -ERANGE;
			v[n++] = (int)first;
		}
		if (!*end)
			return (int)n;
		p = end;
	}
}

static int compare_cores(const void *a, const void *b)
{
	const struct cpu_core *x = a, *y = b;

	return x->package != y->package ? x->package - y->package : x->pus[0] - y->pus[0];
}

/* The field of a core that is to be numbered. */
static int *field(struct cpu_core *c, size_t offset)
{
	return (int *)((char *)c + offset);
}

static int compare_ints(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

/*
 * How many different values the field at offset has, -1 not among them; renumber makes them
 * 0, 1, ... in their order. -ENOMEM.
 */
static int count_values(struct cpu_core *cores, size_t n, size_t offset, bool renumber)
{
	_cleanup_free_ int *v = calloc(n, sizeof(*v));
	int n_values = 0;

	if (!v)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++)
		v[i] = *field(&cores[i], offset);
	qsort(v, n, sizeof(*v), compare_ints);
	for (size_t i = 0; i < n; i++)
		if (v[i] >= 0 && (n_values == 0 || v[n_values - 1] != v[i]))
			v[n_values++] = v[i];
	for (size_t i = 0; i < n && renumber; i++) {
		int *p = field(&cores[i], offset);
		const int *at = bsearch(p, v, (size_t)n_values, sizeof(*v), compare_ints);

		if (at)
			*p = (int)(at - v);
	}
	return n_values;
}

int cpu_cores_take(struct cpu *cpu, struct cpu_core *cores, size_t n)
{
	int kinds = count_values(cores, n, offsetof(struct cpu_core, kind), true);
	int l3 = count_values(cores, n, offsetof(struct cpu_core, l3), true);
	int nodes = count_values(cores, n, offsetof(struct cpu_core, node), false);
	int packages = count_values(cores, n, offsetof(struct cpu_core, package), false);

	if (kinds < 0 || l3 < 0 || nodes < 0 || packages < 0)
		return -ENOMEM;
	qsort(cores, n, sizeof(*cores), compare_cores);
	cpu->n_pus = 0;
	for (size_t i = 0; i < n; i++)
		cpu->n_pus += (int)cores[i].n_pus;
	cpu->n_kinds = kinds;
	cpu->n_l3 = l3;
	cpu->n_nodes = nodes;
	cpu->n_packages = packages;
	free(cpu->cores);
	cpu->cores = cores;
	cpu->n_cores = n;
	return 0;
}

/* A small decimal number, or -1 where that is allowed; moves *p behind the blank after it. */
static bool take_number(char **rest, int min, int *ret)
{
	const char *word = strtok_r(NULL, " ", rest);
	unsigned v;

	if (word && min < 0 && str_eq(word, "-1")) {
		*ret = -1;
		return true;
	}
	if (!word || str_to_uint(word, CPU_CORES_PU_MAX, &v) < 0)
		return false;
	*ret = (int)v;
	return true;
}

static bool parse_line(char *line, struct cpu_core *c)
{
	char *rest = line;
	const char *pus;
	int n;

	if (!take_number(&rest, 0, &c->package) || !take_number(&rest, 0, &c->node) ||
		!take_number(&rest, -1, &c->l3) || !take_number(&rest, 0, &c->kind))
		return false;
	pus = strtok_r(NULL, " ", &rest);
	if (!pus || strtok_r(NULL, " ", &rest))
		return false;
	n = cpu_list_parse(pus, c->pus, CPU_CORE_PUS);
	c->n_pus = n > 0 ? (size_t)n : 0;
	return n > 0;
}

int cpu_cores_parse(const char *text, struct cpu *cpu)
{
	_cleanup_free_ char *copy = strdup(text);
	_cleanup_free_ struct cpu_core *cores = NULL;
	char *rest = NULL;
	size_t n = 0;
	int r;

	if (!copy)
		return -ENOMEM;
	for (char *p = strtok_r(copy, "\n", &rest); p; p = strtok_r(NULL, "\n", &rest)) {
		struct cpu_core *c =
			n < CPU_CORES_PU_MAX ? mem_append(&cores, &n, sizeof(*c)) : NULL;

		if (!c)
			return n < CPU_CORES_PU_MAX ? -ENOMEM : -EINVAL;
		if (!parse_line(p, c))
			return -EINVAL;
	}
	if (n == 0)
		return -EINVAL;
	r = cpu_cores_take(cpu, cores, n);
	if (r == 0)
		(void)TAKE_PTR(cores);
	return r;
}
