/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which of the host's processors is a guest to run on? A guest that is spread over caches,
 * NUMA nodes or kinds of cores waits for itself, and one that leaves the host no core waits
 * for the host. How the answer looks in a domain is guest-domain-cpu.c's business.
 */
#include "guest/guest-pin.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

/* Cores that a guest may have, and those that it gets, in the order of its vCPUs. */
struct choice {
	const struct cpu_core **v;
	size_t n;
	const struct cpu_core **taken;
	size_t n_taken;
	bool first_too; /* the host's first core is the last of them */
	unsigned parts; /* caches or nodes that they are spread over evenly; 1: just one, or not */
};

/* Some of them that have a cache or a node in common. */
struct group {
	int key;
	size_t n;
};

void guest_pin_done(struct guest_pin *pin)
{
	for (unsigned i = 0; pin->vcpu && i < pin->vcpus; i++)
		free(pin->vcpu[i]);
	free(pin->vcpu);
	free(pin->all);
	free(pin->emulator);
	*pin = (struct guest_pin) { 0 };
}

static void choice_done(struct choice *c)
{
	free(c->v);
	free(c->taken);
}

static int compare_ints(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

/* "0-3,8" out of numbers, which are sorted. */
static char *list_text(int *v, size_t n)
{
	struct str_buf b = { 0 };

	qsort(v, n, sizeof(*v), compare_ints);
	for (size_t i = 0, j; i < n; i = j) {
		for (j = i + 1; j < n && v[j] == v[j - 1] + 1; j++)
			;
		str_buf_printf(&b, "%s%d", i ? "," : "", v[i]);
		if (j - i > 1)
			str_buf_printf(&b, "%s%d", j - i > 2 ? "-" : ",", v[j - 1]);
	}
	return str_buf_take(&b);
}

/* The one with the lowest processor: most of the host's interrupts are there. */
static const struct cpu_core *first_core(const struct cpu *cpu)
{
	const struct cpu_core *first = &cpu->cores[0];

	for (size_t i = 1; i < cpu->n_cores; i++)
		if (cpu->cores[i].pus[0] < first->pus[0])
			first = &cpu->cores[i];
	return first;
}

/* The most powerful kind, in the order of processors; the first core is last, or left out. */
static int candidates(const struct cpu *cpu, struct choice *c)
{
	const struct cpu_core *first = first_core(cpu);
	int kind = 0;
	bool others = false;

	c->v = calloc(cpu->n_cores, sizeof(const struct cpu_core *));
	c->taken = calloc(cpu->n_cores, sizeof(const struct cpu_core *));
	if (!c->v || !c->taken)
		return -ENOMEM;
	for (size_t i = 0; i < cpu->n_cores; i++)
		if (cpu->cores[i].kind > kind)
			kind = cpu->cores[i].kind;
	for (size_t i = 0; i < cpu->n_cores; i++) {
		others = others || cpu->cores[i].kind != kind;
		if (cpu->cores[i].kind == kind && &cpu->cores[i] != first)
			c->v[c->n++] = &cpu->cores[i];
	}
	c->first_too = others && first->kind == kind;
	if (c->first_too)
		c->v[c->n++] = first;
	return 0;
}

static int key_of(const struct cpu_core *core, bool by_node)
{
	return by_node ? core->node : core->l3;
}

/* Largest first; the one with the smaller key of two. */
static int compare_groups(const void *a, const void *b)
{
	const struct group *x = a, *y = b;

	if (x->n != y->n)
		return x->n < y->n ? 1 : -1;
	return x->key - y->key;
}

/* The groups of those on a node (-1: on any); -ENOMEM. */
static int find_groups(
	const struct choice *c, int node, bool by_node, struct group **ret, size_t *ret_n)
{
	_cleanup_free_ struct group *groups = calloc(c->n + 1, sizeof(*groups));
	size_t n = 0, j;

	if (!groups)
		return -ENOMEM;
	for (size_t i = 0; i < c->n; i++) {
		if (node >= 0 && c->v[i]->node != node)
			continue;
		for (j = 0; j < n && groups[j].key != key_of(c->v[i], by_node); j++)
			;
		groups[j].key = key_of(c->v[i], by_node);
		groups[j].n++;
		if (j == n)
			n++;
	}
	qsort(groups, n, sizeof(*groups), compare_groups);
	*ret = TAKE_PTR(groups);
	*ret_n = n;
	return 0;
}

static size_t take(struct choice *c, int node, struct group g, bool by_node, size_t n)
{
	size_t taken = 0;

	for (size_t i = 0; i < c->n && taken < n; i++) {
		if ((node >= 0 && c->v[i]->node != node) || key_of(c->v[i], by_node) != g.key)
			continue;
		c->taken[c->n_taken++] = c->v[i];
		taken++;
	}
	return taken;
}

/* Into how few groups n cores go with as many in each; 0: they do not. */
static size_t parts_for(const struct group *groups, size_t n_groups, size_t n)
{
	for (size_t k = 1; k <= n_groups; k++)
		if (n % k == 0 && groups[k - 1].n >= n / k)
			return k;
	return 0;
}

/* 1 when n cores of a node (-1: of any) were taken; 0 when there are not so many. */
static int spread(struct choice *c, int node, size_t n)
{
	_cleanup_free_ struct group *groups = NULL;
	size_t n_groups, parts, first = 0, all = 0;
	bool by_node = node < 0;
	int r = find_groups(c, node, by_node, &groups, &n_groups);

	if (r < 0)
		return r;
	for (size_t i = 0; i < n_groups; i++)
		all += groups[i].n;
	if (all < n)
		return 0;
	parts = parts_for(groups, n_groups, n);
	/* Of the caches that are large enough the smallest: the others are for other guests. */
	while (parts == 1 && first + 1 < n_groups && groups[first + 1].n >= n)
		first++;
	c->parts = parts ? (unsigned)parts : 1;
	if (parts)
		for (size_t i = 0; i < parts; i++)
			(void)take(c, node, groups[first + i], by_node, n / parts);
	else
		for (size_t i = 0; i < n_groups; i++)
			n -= take(c, node, groups[i], by_node, n);
	return 1;
}

/* How many cores a guest gets that has no wish: those behind the largest cache. */
static int usual_cores(const struct choice *c, const struct guest_pin_wish *wish, size_t *ret)
{
	_cleanup_free_ struct group *groups = NULL;
	size_t n_groups;
	int node = wish->node, r = find_groups(c, node, false, &groups, &n_groups);

	if (r == 0 && n_groups == 0) {
		free(groups);
		groups = NULL;
		r = find_groups(c, c->v[0]->node, false, &groups, &n_groups);
	}
	if (r < 0)
		return r;
	*ret = groups[0].n - (c->first_too && groups[0].n > 1);
	if (wish->half)
		*ret = (*ret + 1) / 2;
	return 0;
}

/* The device's node, then any other one, then several together. */
static int take_cores(struct choice *c, int node, size_t n)
{
	int r = node >= 0 ? spread(c, node, n) : 0, last = -1;

	while (r == 0) {
		int next = -1;

		for (size_t i = 0; i < c->n; i++)
			if (c->v[i]->node > last && (next < 0 || c->v[i]->node < next))
				next = c->v[i]->node;
		if (next < 0)
			break;
		r = spread(c, next, n);
		last = next;
	}
	return r == 0 ? spread(c, -1, n) : r;
}

static bool is_taken(const struct choice *c, const struct cpu_core *core)
{
	for (size_t i = 0; i < c->n_taken; i++)
		if (c->taken[i] == core)
			return true;
	return false;
}

/* What is left on a node (-1: all of them), of less powerful kinds only; NULL when nothing is. */
static int *left_over(
	const struct cpu *cpu, const struct choice *c, int node, bool lesser, size_t *ret_n)
{
	int *v = calloc((size_t)cpu->n_pus + 1, sizeof(*v));
	size_t n = 0;

	for (size_t i = 0; v && i < cpu->n_cores; i++) {
		const struct cpu_core *core = &cpu->cores[i];

		if (is_taken(c, core) || (node >= 0 && core->node != node) ||
			(lesser && core->kind >= c->taken[0]->kind))
			continue;
		for (size_t k = 0; k < core->n_pus; k++)
			v[n++] = core->pus[k];
	}
	*ret_n = n;
	if (n > 0)
		return v;
	free(v);
	return NULL;
}

static char *emulator_text(const struct cpu *cpu, const struct choice *c)
{
	_cleanup_free_ int *v = NULL;
	size_t n = 0;

	v = left_over(cpu, c, -1, /* lesser= */ true, &n);
	if (!v)
		v = left_over(cpu, c, c->taken[0]->node, false, &n);
	if (!v)
		v = left_over(cpu, c, -1, false, &n);
	return v ? list_text(v, n) : NULL;
}

/* The texts of a pinning whose numbers are there. */
static int fill_sets(const struct choice *c, bool exclusive, struct guest_pin *pin)
{
	_cleanup_free_ int *all = calloc(c->n_taken * CPU_CORE_PUS, sizeof(*all));
	size_t n = 0;

	pin->vcpu = calloc(pin->vcpus, sizeof(*pin->vcpu));
	if (!all || !pin->vcpu)
		return -ENOMEM;
	for (unsigned i = 0; i < pin->vcpus; i++) {
		const struct cpu_core *core = c->taken[i / pin->threads];
		int pus[CPU_CORE_PUS] = { core->pus[i % pin->threads] };

		if (!exclusive)
			memcpy(pus, core->pus, sizeof(pus));
		pin->vcpu[i] = list_text(pus, exclusive ? 1 : core->n_pus);
		if (!pin->vcpu[i])
			return -ENOMEM;
	}
	for (size_t i = 0; i < c->n_taken; i++)
		for (size_t k = 0; k < c->taken[i]->n_pus; k++)
			all[n++] = c->taken[i]->pus[k];
	pin->all = list_text(all, n);
	return pin->all ? 0 : -ENOMEM;
}

static unsigned threads_of(const struct choice *c)
{
	size_t threads = CPU_CORE_PUS;

	for (size_t i = 0; i < c->n; i++)
		if (c->v[i]->n_pus < threads)
			threads = c->v[i]->n_pus;
	return threads > 1 ? 2 : 1;
}

static int does_not_fit(
	const struct choice *c, unsigned vcpus, unsigned threads, bool others, struct err *err)
{
	bool odd = threads > 1 && vcpus % threads != 0;

	return err_set(err, EINVAL,
		"%u vCPUs do not fit on this host: a guest can have %zu %score%s with %zu "
		"processors%s%s; ask for fewer, or for --profile light, which pins none",
		vcpus, c->n, others ? "powerful " : "", c->n == 1 ? "" : "s", c->n * threads,
		others ? ", and the others stay with the host"
		       : ", and one core stays with the host",
		odd ? " (an odd number takes a core each)" : "");
}

static int count(const struct cpu *cpu, const struct choice *c, const struct guest_pin_wish *wish,
	struct guest_pin *pin, struct err *err)
{
	unsigned threads = threads_of(c);
	size_t n = 0;

	if (wish->vcpus == 0 && usual_cores(c, wish, &n) < 0)
		return err_oom(err);
	pin->vcpus = wish->vcpus ? wish->vcpus : (unsigned)n * threads;
	pin->threads = pin->vcpus % threads == 0 ? threads : 1;
	if (pin->vcpus / pin->threads <= c->n)
		return 0;
	return does_not_fit(c, pin->vcpus, threads, c->v[0]->kind > 0 && cpu->n_kinds > 1, err);
}

static void tell_guest(
	const struct choice *c, const struct guest_pin_wish *wish, struct guest_pin *pin)
{
	bool nodes = false;

	pin->kind = c->taken[0]->kind;
	pin->node = c->taken[0]->node;
	for (size_t i = 0; i < c->n_taken; i++) {
		nodes = nodes || c->taken[i]->node != pin->node;
		pin->far_off = pin->far_off || (wish->node >= 0 && c->taken[i]->node != wish->node);
	}
	pin->spans = nodes;
	/* Windows for desktops runs on two sockets at most. */
	pin->sockets = nodes && c->parts == 2 ? 2 : 1;
	pin->dies = nodes ? 1 : c->parts;
	pin->cores = (unsigned)c->n_taken / (pin->sockets * pin->dies);
}

int guest_pin(const struct cpu *cpu, const struct guest_pin_wish *wish, struct guest_pin *ret,
	struct err *err)
{
	_cleanup_(choice_done) struct choice c = { 0 };
	_cleanup_(guest_pin_done) struct guest_pin pin = { 0 };
	int r;

	if (cpu->n_cores == 0)
		return err_set(err, ENODATA,
			"the cores of this host could not be looked at, so no vCPU can be pinned");
	if (candidates(cpu, &c) < 0)
		return err_oom(err);
	if (c.n == 0)
		return err_set(err, EINVAL,
			"this host has one core, which it needs itself: no vCPU can be pinned; "
			"--profile light pins none");
	r = count(cpu, &c, wish, &pin, err);
	if (r < 0) {
		pin.vcpus = 0;
		return r;
	}
	if (take_cores(&c, wish->node, pin.vcpus / pin.threads) < 0)
		return err_oom(err);
	tell_guest(&c, wish, &pin);
	pin.emulator = emulator_text(cpu, &c);
	if (!pin.emulator || fill_sets(&c, wish->exclusive, &pin) < 0)
		return err_oom(err);
	*ret = pin;
	pin = (struct guest_pin) { 0 };
	return 0;
}
