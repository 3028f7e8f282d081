/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which steps give a guest what it needs of its host? What two guests want of one thing is put
 * together by actions/hook-merge.c, when it is done.
 */
#include "plan/plan-hook.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "model/cpu-list.h"
#include "plan/plan-vf.h"

#define CPUFREQ "sys/devices/system/cpu/cpufreq"

static int add(
	struct steps *s, const char *action, const char *target, const char *value, struct err *err)
{
	if (!step_fits(target, value))
		return err_set(err, E2BIG, "%.60s: '%.60s' is too long", target, value);
	return steps_add(s, action, target, value) < 0 ? err_oom(err) : 0;
}

static int keep_away(const struct vm_needs *n, const struct hook_host *host, struct steps *ret,
	struct str_buf *notes, struct err *err)
{
	char text[CPU_LIST_TEXT];
	cpu_set_t left;
	int r = 0;

	if (!n->host_cpus[0])
		return 0;
	if (cpu_list_read(n->host_cpus, &left) < 0)
		return err_set(err, EINVAL, "'%s' is no list of CPUs", n->host_cpus);
	/* Not known which there are: the kernel says it if they are not. */
	if (CPU_COUNT(&host->online) > 0)
		CPU_AND(&left, &left, &host->online);
	if (CPU_COUNT(&left) == 0)
		return err_set(err, EINVAL,
			"none of the CPUs that the guest leaves to the host (%s) is there",
			n->host_cpus);
	cpu_list_format(&left, text);
	if (host->n_groups == 0)
		str_buf_add(notes, "the host's own processes cannot be kept off the guest's CPUs: "
				   "neither systemd nor cgroup v2 with cpuset is here\n");
	for (size_t i = 0; i < host->n_groups && r == 0; i++)
		r = add(ret, "host-cpus", host->groups[i].name, text, err);
	return r;
}

/* The kernel says what it has; one that does not is asked. */
static bool has_governor(const struct vm_needs *n, const struct hook_policy *p)
{
	return !p->governors[0] || str_has_word(p->governors, n->governor, strlen(n->governor));
}

/* The preference first: with the governor performance, intel_pstate takes no other (6.12). */
static int set_policy(
	const struct vm_needs *n, const struct hook_policy *p, struct steps *ret, struct err *err)
{
	char path[160];
	int r = 0;

	if (n->epp[0] && p->epp) {
		(void)snprintf(
			path, sizeof(path), CPUFREQ "/%s/energy_performance_preference", p->name);
		r = add(ret, "attribute", path, n->epp, err);
	}
	if (n->governor[0] && has_governor(n, p) && r == 0) {
		(void)snprintf(path, sizeof(path), CPUFREQ "/%s/scaling_governor", p->name);
		r = add(ret, "attribute", path, n->governor, err);
	}
	return r;
}

static bool any_epp(const struct hook_host *host)
{
	for (size_t i = 0; i < host->n_policies; i++)
		if (host->policies[i].epp)
			return true;
	return false;
}

/* Kernels can do without one, or have it as a module: the guest is slower then, and runs. */
static void note_governor(
	const struct vm_needs *n, const struct hook_host *host, struct str_buf *notes)
{
	if (!n->governor[0])
		return;
	if (host->n_policies == 0)
		str_buf_add(notes, "the governor stays as it is: this host does not scale the "
				   "frequency of its CPUs\n");
	for (size_t i = 0; i < host->n_policies; i++) {
		const struct hook_policy *p = &host->policies[i];

		if (has_governor(n, p))
			continue;
		str_buf_printf(notes,
			"the governor stays as it is: this kernel has no '%s', but %s; if it is a "
			"module, load it (cpufreq_%s)\n",
			n->governor, p->governors, n->governor);
		return;
	}
}

int plan_hook_cpus(const struct vm_needs *needs, const struct hook_host *host, struct steps *ret,
	struct str_buf *notes, struct err *err)
{
	int r = keep_away(needs, host, ret, notes, err);

	note_governor(needs, host, notes);
	if (needs->epp[0] && !any_epp(host))
		str_buf_add(notes, "the energy preference stays as it is: this host's CPUs have "
				   "none\n");
	for (size_t i = 0; i < host->n_policies && r == 0; i++)
		r = set_policy(needs, &host->policies[i], ret, err);
	return r;
}

static int add_huge(const struct vm_need_huge *h, struct steps *ret, struct err *err)
{
	char pool[64], page[VM_NEEDS_PAGE_TEXT], count[24];

	vm_needs_page_name(h->page, page);
	(void)snprintf(count, sizeof(count), "%" PRIu64, h->count);
	if (h->node < 0)
		return add(ret, "huge-pages", page, count, err);
	(void)snprintf(pool, sizeof(pool), "%s/node%d", page, h->node);
	return add(ret, "huge-pages", pool, count, err);
}

static int add_shm(const struct vm_need_shm *s, struct steps *ret, struct err *err)
{
	char value[128];

	(void)snprintf(value, sizeof(value), "%" PRIu64 " %04o %s %s", s->size, s->mode,
		s->owner[0] ? s->owner : "0", s->group[0] ? s->group : "0");
	return add(ret, "shm-file", s->path + 1, value, err);
}

int plan_hook_memory(const struct vm_needs *needs, struct steps *ret, struct err *err)
{
	int r = 0;

	for (size_t i = 0; i < needs->n_shm && r == 0; i++)
		r = add_shm(&needs->shm[i], ret, err);
	for (size_t i = 0; i < needs->n_huge && r == 0; i++)
		r = add_huge(&needs->huge[i], ret, err);
	return r;
}

static const struct pci_dev *find_pf(
	const struct host *host, const struct vm_need_vf *vf, struct err *err)
{
	const struct pci_dev *pf = host_find_pci(host, vf->pf);
	char name[PCI_ADDR_TEXT];

	pci_addr_format(vf->pf, name);
	if (!pf)
		(void)err_set(err, ENODEV,
			"there is no device %s for the guest's VF; is it "
			"switched off, or in another slot?",
			name);
	return pf;
}

/* What each VF gets is for the second round: it is not there yet. */
static int add_made(const struct host *host, const struct pci_dev *pf, const struct wish_vf *wish,
	struct steps *ret, struct err *err)
{
	struct steps made = { 0 };
	int r = plan_vf_create(host, pf, wish, &made, err);

	for (size_t i = 0; i < made.n && r == 0; i++)
		if (strcmp(made.v[i].action, "vf-quota") != 0)
			r = add(ret, made.v[i].action, made.v[i].target, made.v[i].value, err);
	steps_done(&made);
	return r;
}

int plan_hook_make(const struct host *host, const struct vm_need_vf *vf, bool ours,
	struct steps *ret, struct err *err)
{
	const struct pci_dev *pf = find_pf(host, vf, err);
	struct wish_vf wish = { .count = vf->count, .driver = "none", .quota = vf->quota };
	char count[16];

	if (!pf)
		return -ENODEV;
	if (pf->sriov.num <= 0)
		return add_made(host, pf, &wish, ret, err);
	if ((unsigned)pf->sriov.num <= vf->index)
		return err_set(err, EBUSY,
			"%s has %d VFs, and the guest needs the one with the index %u; the kernel "
			"changes a count only through 0: virtfn vf create %s -n %u --replace",
			pf->name, pf->sriov.num, vf->index, pf->name, vf->count);
	if (!ours)
		return 0;
	(void)snprintf(count, sizeof(count), "%d", pf->sriov.num);
	return add(ret, "vf-count", pf->name, count, err);
}

int plan_hook_take(
	const struct host *host, const struct vm_need_vf *vf, struct steps *ret, struct err *err)
{
	const struct pci_dev *pf = find_pf(host, vf, err);
	const struct wish_vf wish = { .quota = vf->quota };
	const struct pci_dev *dev = pf ? host_find_vf(host, pf, (int)vf->index) : NULL;
	int r;

	if (!pf)
		return -ENODEV;
	if (!dev)
		return err_set(err, ENODEV, "%s has no VF with the index %u", pf->name, vf->index);
	/* Before the driver: a guest never sees the address of old. */
	r = vf->settings.set ? plan_vf_set(host, dev, &vf->settings, ret, err) : 0;
	if (r == 0 && vf->quota.set)
		r = plan_vf_set_quota(host, dev, &wish, ret, err);
	return r < 0 ? r : plan_vf_bind(host, dev, vf->driver, ret, err);
}
