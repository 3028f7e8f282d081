/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What can the hook change of this host beside devices and memory: frequency scaling, and the
 * groups that its own processes are in? A guest is waiting: nothing more is read.
 */
#include "facts/hook-look.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "model/cpu-list.h"

#define CPUFREQ "sys/devices/system/cpu/cpufreq"

static int add_policy(
	const struct root *root, const char *name, struct hook_host *h, struct err *err)
{
	_cleanup_free_ char *governors = NULL;
	struct hook_policy *p;
	struct err ignored;

	if (strncmp(name, "policy", 6) != 0 || strlen(name) >= sizeof(p->name) ||
		!root_exists(root, CPUFREQ "/%s/scaling_governor", name))
		return 0;
	p = mem_append(&h->policies, &h->n_policies, sizeof(*p));
	if (!p)
		return err_oom(err);
	(void)snprintf(p->name, sizeof(p->name), "%s", name);
	if (root_read(root, &governors, &ignored, CPUFREQ "/%s/scaling_available_governors",
		    name) == 0 &&
		strlen(governors) < sizeof(p->governors))
		(void)snprintf(p->governors, sizeof(p->governors), "%s", governors);
	p->epp = root_exists(root, CPUFREQ "/%s/energy_performance_preference", name);
	return 0;
}

static int add_group(const char *name, struct hook_host *h, struct err *err)
{
	struct hook_group *g;

	if (strlen(name) >= sizeof(g->name))
		return 0;
	g = mem_append(&h->groups, &h->n_groups, sizeof(*g));
	if (!g)
		return err_oom(err);
	(void)snprintf(g->name, sizeof(g->name), "%s", name);
	return 0;
}

/* Guests are in "machine.slice", without systemd in "machine". */
static bool of_guests(const char *name)
{
	return strncmp(name, "machine", 7) == 0 || strncmp(name, "libvirt", 7) == 0;
}

static int read_groups(const struct root *root, struct hook_host *h, struct err *err)
{
	static const char *const slices[] = { "user.slice", "system.slice", "init.scope" };
	_cleanup_(names_done) struct names names = { 0 };
	struct err ignored;
	int r = 0;

	/* systemd knows them also while no group is there yet. */
	if (root->host && root_exists(root, "run/systemd/system")) {
		for (size_t i = 0; i < ARRAY_SIZE(slices) && r == 0; i++)
			r = add_group(slices[i], h, err);
		return r;
	}
	if (root_list(root, &names, &ignored, "sys/fs/cgroup") < 0)
		return 0;
	for (size_t i = 0; i < names.n && r == 0; i++)
		if (!of_guests(names.v[i]) &&
			root_exists(root, "sys/fs/cgroup/%s/cpuset.cpus", names.v[i]))
			r = add_group(names.v[i], h, err);
	return r;
}

int hook_look(const struct root *root, struct hook_host *ret, struct err *err)
{
	_cleanup_(hook_host_done) struct hook_host h = { 0 };
	_cleanup_(names_done) struct names names = { 0 };
	_cleanup_free_ char *online = NULL;
	struct err ignored;
	int r = 0;

	if (root_read(root, &online, &ignored, "sys/devices/system/cpu/online") == 0)
		(void)cpu_list_read(online, &h.online);
	if (root_list(root, &names, &ignored, CPUFREQ) < 0)
		names.n = 0;
	for (size_t i = 0; i < names.n && r == 0; i++)
		r = add_policy(root, names.v[i], &h, err);
	if (r == 0)
		r = read_groups(root, &h, err);
	if (r < 0)
		return r;
	*ret = h;
	h = (struct hook_host) { 0 };
	return 0;
}
