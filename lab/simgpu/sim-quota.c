// SPDX-License-Identifier: GPL-2.0
/*
 * What of the GPU does each VF get? Pools of GGTT, contexts, doorbells and video memory, shared
 * out evenly unless somebody asks otherwise, and settings of the scheduler. How i915 and xe round,
 * share and refuse: devices.md 4 of the project's facts.
 */
#include <linux/delay.h>
#include <linux/log2.h>
#include <linux/math64.h>
#include <linux/module.h>
#include <linux/sizes.h>

#include "sim.h"

#define XE_MAX_EXEC_QUANTUM    100000
#define XE_MAX_PREEMPT_TIMEOUT 100000000
#define CONTEXT_PACKET         128 /* of i915: contexts are handed out in packets */

static u64 pool(const struct sim_pf *pf, enum sim_field f)
{
	switch (f) {
	case SIM_GGTT:
		return SZ_4G - SZ_256M; /* the firmware and the PF's display have some */
	case SIM_VRAM:
		return sim_vram();
	case SIM_CONTEXTS:
		/* i915 takes the PF's share first: what does not divide evenly. */
		return pf->manner == SIM_AS_I915
			       ? 512 / (1 + pf->total) * pf->total * CONTEXT_PACKET
			       : 65535;
	default:
		return 256;
	}
}

static u64 rounded(const struct sim_pf *pf, enum sim_field f, u64 value)
{
	if (f == SIM_GGTT)
		return ALIGN(value, sim_vram() ? SZ_64K : SZ_4K);
	if (f == SIM_VRAM)
		return ALIGN(value, SZ_2M);
	if (f == SIM_CONTEXTS && pf->manner == SIM_AS_I915)
		return ALIGN(value, CONTEXT_PACKET);
	return value;
}

/* The caller holds the lock in all that follows. */
static u64 used(const struct sim_pf *pf, enum sim_field f)
{
	u64 sum = 0;

	for (unsigned int i = 1; i <= pf->total; i++)
		sum += pf->value[i][f];
	return sum;
}

static u64 left(const struct sim_pf *pf, enum sim_field f)
{
	u64 all = pool(pf, f), taken = used(pf, f);

	return taken < all ? all - taken : 0;
}

static u64 fair(const struct sim_pf *pf, enum sim_field f, unsigned int n)
{
	u64 free = left(pf, f), spare = pf->value[0][f], share;

	free = free > spare ? free - spare : 0;
	/* The PF wants doorbells and GGTT as well. */
	share = div_u64(free, f == SIM_GGTT || f == SIM_DOORBELLS ? n + 1 : n);
	if (!share)
		return 0;
	if (pf->manner == SIM_AS_XE && f != SIM_VRAM)
		return rounddown_pow_of_two(share);
	if (f == SIM_VRAM)
		return ALIGN_DOWN(share, SZ_2M);
	if (f == SIM_GGTT)
		return ALIGN_DOWN(share, SZ_4K);
	return f == SIM_CONTEXTS ? ALIGN_DOWN(share, CONTEXT_PACKET) : share;
}

static bool wanted(enum sim_field f)
{
	return f != SIM_VRAM || sim_vram();
}

/* How many of its pools a VF has something of. */
static unsigned int parts(const struct sim_pf *pf, unsigned int id)
{
	unsigned int n = 0;

	for (enum sim_field f = 0; f < SIM_N_HARD; f++)
		n += wanted(f) && pf->value[id][f];
	return n;
}

static void release(struct sim_pf *pf)
{
	for (unsigned int i = 1; i <= pf->total; i++)
		memset(pf->value[i], 0, sizeof(pf->value[i]));
	pf->shared_out = false;
}

static int share_out(struct sim_pf *pf, unsigned int n)
{
	pf->shared_out = true;
	for (enum sim_field f = 0; f < SIM_N_HARD; f++) {
		u64 share = wanted(f) ? fair(pf, f, n) : 0;

		if (wanted(f) && !share) {
			release(pf);
			return -ENOSPC;
		}
		for (unsigned int i = 1; i <= n; i++)
			pf->value[i][f] = share;
	}
	return 0;
}

static int provision(struct sim_pf *pf, unsigned int n)
{
	unsigned int whole = 0, empty = 0, full = sim_vram() ? 4 : 3;

	for (unsigned int i = 1; i <= n; i++) {
		empty += !parts(pf, i);
		whole += parts(pf, i) == full;
	}
	if (whole == n)
		return 0;
	if (empty < n)
		return -EUCLEAN; /* somebody has set some quotas and not others */
	return pf->custom ? 0 : share_out(pf, n);
}

static int check(const struct sim_pf *pf, unsigned int id, enum sim_field f, u64 *value)
{
	u64 most;

	if (f == SIM_PRIORITY && *value > (id ? 1 : 2))
		return -EINVAL;
	/* The firmware clamps and says nothing. */
	if (f == SIM_EXEC_QUANTUM && pf->manner == SIM_AS_XE)
		*value = min_t(u64, *value, XE_MAX_EXEC_QUANTUM);
	if (f == SIM_PREEMPT_TIMEOUT && pf->manner == SIM_AS_XE)
		*value = min_t(u64, *value, XE_MAX_PREEMPT_TIMEOUT);
	if (f >= SIM_N_HARD || !id)
		return 0;
	if (pf->manner == SIM_AS_I915 && f == SIM_GGTT && *value > SZ_4G)
		return -E2BIG;
	*value = rounded(pf, f, *value);
	most = left(pf, f) + pf->value[id][f];
	if (*value > most)
		return pf->manner == SIM_AS_I915 && f == SIM_GGTT ? -EDQUOT : -ENOSPC;
	return 0;
}

u64 sim_quota_get(struct sim_pf *pf, unsigned int id, enum sim_field f)
{
	return READ_ONCE(pf->value[id][f]);
}
EXPORT_SYMBOL_GPL(sim_quota_get);

int sim_quota_set(struct sim_pf *pf, unsigned int id, enum sim_field f, u64 value, bool setting)
{
	int err = 0;

	mutex_lock(&pf->lock);
	if (sim_faults.quota_errno)
		err = -abs(sim_faults.quota_errno);
	else
		err = check(pf, id, f, &value);
	if (!err) {
		pf->value[id][f] = value;
		if (id && !setting) {
			pf->custom = true;
			pf->shared_out = false;
		}
	}
	mutex_unlock(&pf->lock);
	return err;
}
EXPORT_SYMBOL_GPL(sim_quota_set);

u64 sim_quota_free(struct sim_pf *pf, enum sim_field f)
{
	u64 n;

	mutex_lock(&pf->lock);
	n = left(pf, f);
	mutex_unlock(&pf->lock);
	return n;
}
EXPORT_SYMBOL_GPL(sim_quota_free);

u64 sim_quota_used(struct sim_pf *pf, enum sim_field f)
{
	u64 n;

	mutex_lock(&pf->lock);
	n = used(pf, f);
	mutex_unlock(&pf->lock);
	return n;
}
EXPORT_SYMBOL_GPL(sim_quota_used);

int sim_quota_auto(struct sim_pf *pf, bool on)
{
	int err = 0;

	mutex_lock(&pf->lock);
	for (unsigned int i = 1; on && pf->custom && i <= pf->total; i++)
		if (parts(pf, i))
			err = -ESTALE;
	if (!err)
		pf->custom = !on;
	mutex_unlock(&pf->lock);
	return err;
}
EXPORT_SYMBOL_GPL(sim_quota_auto);

static void on_reset(struct work_struct *work)
{
	struct sim_pf *pf = container_of(to_delayed_work(work), struct sim_pf, reset);

	dev_err(&pf->pdev->dev, "[drm] GPU HANG: ecode 12:0:00000000\n");
	dev_notice(&pf->pdev->dev, "[drm] Resetting chip for stopped heartbeat on rcs0\n");
	sim_reset_pf();
}

void sim_pf_init(struct sim_pf *pf, struct pci_dev *pdev, enum sim_manner manner, int total)
{
	pf->pdev = pdev;
	pf->manner = manner;
	pf->total = total;
	mutex_init(&pf->lock);
	INIT_DELAYED_WORK(&pf->reset, on_reset);
	pf->value[0][SIM_GGTT] = SZ_64M;
	pf->value[0][SIM_VRAM] = sim_vram() ? SZ_128M : 0;
	pf->value[0][SIM_CONTEXTS] = manner == SIM_AS_I915 ? 0 : 256;
}
EXPORT_SYMBOL_GPL(sim_pf_init);

/* The PF is not locked while the PCI core makes VFs: their drivers may want to look at it. */
static int make(struct sim_pf *pf, int n)
{
	int err;

	if (sim_faults.enable_ms)
		msleep(sim_faults.enable_ms);
	if (sim_faults.enable_errno)
		return -abs(sim_faults.enable_errno);
	if (sim_faults.refuse_above && n > sim_faults.refuse_above)
		return -ENOSPC;
	if (sim_faults.grant)
		n = min_t(int, n, sim_faults.grant);
	mutex_lock(&pf->lock);
	err = provision(pf, n);
	mutex_unlock(&pf->lock);
	if (err)
		return err;
	err = pci_enable_sriov(pf->pdev, n);
	if (!err)
		return n;
	mutex_lock(&pf->lock);
	if (pf->shared_out)
		release(pf);
	mutex_unlock(&pf->lock);
	return err;
}

int sim_pf_enable(struct sim_pf *pf, int n)
{
	int got = pf->status < 0 ? pf->status : make(pf, n);

	if (got > 0 && sim_faults.reset_ms)
		schedule_delayed_work(&pf->reset, msecs_to_jiffies(sim_faults.reset_ms));
	return got;
}
EXPORT_SYMBOL_GPL(sim_pf_enable);

void sim_pf_disable(struct sim_pf *pf)
{
	cancel_delayed_work_sync(&pf->reset);
	if (sim_faults.disable_ms)
		msleep(sim_faults.disable_ms);
	pci_disable_sriov(pf->pdev);
	mutex_lock(&pf->lock);
	if (pf->shared_out)
		release(pf);
	mutex_unlock(&pf->lock);
}
EXPORT_SYMBOL_GPL(sim_pf_disable);

bool sim_forced(const char *list, u16 device, bool never)
{
	char copy[128], *rest = copy, *word;
	u16 id;

	strscpy(copy, list, sizeof(copy));
	while ((word = strsep(&rest, ",")) != NULL) {
		if ((*word == '!') != never)
			continue;
		word += never;
		if (!strcmp(word, "*") || (!kstrtou16(word, 16, &id) && id == device))
			return true;
	}
	return false;
}
EXPORT_SYMBOL_GPL(sim_forced);
