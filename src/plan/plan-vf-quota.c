/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which steps give VFs of a GPU their shares, and who shares out when nobody asks? A driver
 * does it by itself until somebody sets a quota, and from then on never again: so with the last
 * VF the quotas go, too. The order of all the rest is in plan-vf.c.
 */
#include "plan/plan-vf-quota.h"

#include <errno.h>
#include <stdio.h>

#include "base/mem.h"

static int add(
	struct steps *s, const char *action, const char *target, const char *value, struct err *err)
{
	return steps_add(s, action, target, value) < 0 ? err_oom(err) : 0;
}

int plan_quota_check(const struct pci_dev *pf, const struct vf_quota *vf,
	const struct vf_quota *self, struct err *err)
{
	unsigned missing = (vf->set | self->set) & ~pf->quota_offers;

	if ((vf->set | self->set) && !pf->quota_offers)
		return err_set(err, EOPNOTSUPP,
			"the VFs of %s have no quotas: only GPUs with i915 of i915-sriov-dkms or "
			"xe have them, and its driver is %s",
			pf->name, pf->driver[0] ? pf->driver : "none");
	for (enum vf_quota_field f = 0; f < VF_QUOTA_FIELDS; f++)
		if (missing & VF_QUOTA_BIT(f))
			return err_set(err, EOPNOTSUPP,
				"the driver %s of %s has no %s for its VFs%s", pf->driver, pf->name,
				vf_quota_name(f),
				pf->quota_hidden & VF_QUOTA_BIT(f)
					? ", or it is in debugfs, where we may not look"
					: "");
	if (vf->set & VF_QUOTA_BIT(VF_QUOTA_SCHED_PRIORITY) &&
		vf->v[VF_QUOTA_SCHED_PRIORITY] == VF_QUOTA_PRIORITY_HIGH)
		return err_set(err, EINVAL,
			"no VF can have the priority high: only the GPU's own work can");
	return 0;
}

static int add_quota(
	const char *target, const struct vf_quota *q, struct steps *ret, struct err *err)
{
	char value[VF_QUOTA_TEXT];

	vf_quota_format(q, value);
	return q->set ? add(ret, "vf-quota", target, value, err) : 0;
}

static void drop_known(const struct vf_quota *is, struct vf_quota *wanted)
{
	for (enum vf_quota_field f = 0; f < VF_QUOTA_FIELDS; f++)
		if (is->set & VF_QUOTA_BIT(f) && is->v[f] == wanted->v[f])
			wanted->set &= ~VF_QUOTA_BIT(f);
}

/*
 * What a driver made of the same wish before: contexts in steps of 128 (i915), memory in pages of
 * 4 KiB or 2 MiB. A guest that runs is no reason to refuse that again.
 */
static void drop_rounded(const struct vf_quota *is, struct vf_quota *wanted)
{
	static const uint64_t steps[VF_QUOTA_FIELDS] = {
		[VF_QUOTA_GGTT] = 4096,
		[VF_QUOTA_VRAM] = 2 << 20,
		[VF_QUOTA_CONTEXTS] = 128,
	};

	for (enum vf_quota_field f = 0; f < VF_QUOTA_FIELDS; f++)
		if (is->set & VF_QUOTA_BIT(f) && is->v[f] > wanted->v[f] &&
			is->v[f] - wanted->v[f] < steps[f])
			wanted->set &= ~VF_QUOTA_BIT(f);
}

int plan_quota_pf(
	const struct pci_dev *pf, const struct vf_quota *self, struct steps *ret, struct err *err)
{
	struct vf_quota wanted = *self;
	char target[32];

	drop_known(&pf->quota, &wanted);
	(void)snprintf(target, sizeof(target), "%s/pf", pf->name);
	return add_quota(target, &wanted, ret, err);
}

int plan_quota_vf(const struct quota_of *of, const struct vf_quota *wanted, struct steps *ret,
	struct err *err)
{
	const struct pci_dev *vf = of->vf;
	struct vf_quota left = *wanted;
	char target[48];

	if (vf)
		drop_known(&vf->quota, &left);
	if (vf && pci_dev_busy(vf))
		drop_rounded(&vf->quota, &left);
	if (vf && left.set & ~VF_QUOTA_SCHEDULER && pci_dev_busy(vf))
		return err_set(err, EBUSY,
			"cannot change what %s has of the GPU while it is in use; only the "
			"settings of the scheduler can be changed then",
			vf->name);
	(void)snprintf(target, sizeof(target), "%s/%u", of->pf->name, of->n);
	return add_quota(target, &left, ret, err);
}

/* Whoever set quotas by hand while there are no VFs did it for those to come. */
static int clear(const struct pci_dev *pf, struct steps *ret, struct err *err)
{
	int r = 0;

	if (pf->quota_auto == TRI_YES)
		return 0;
	for (int i = 0; i < pf->sriov.num && r == 0; i++) {
		char target[48];

		(void)snprintf(target, sizeof(target), "%s/%d", pf->name, i);
		r = add(ret, "vf-quota", target, "none", err);
	}
	return r < 0 ? r : add(ret, "vf-sharing", pf->name, "auto", err);
}

static bool any_quota(const struct wish_vf *wish)
{
	if (!wish->each)
		return wish->quota.set;
	for (unsigned i = 0; i < wish->count; i++)
		if (wish->each[i].quota.set)
			return true;
	return false;
}

int plan_quota_before_count(
	const struct pci_dev *pf, const struct wish_vf *wish, struct steps *ret, struct err *err)
{
	int r = 0;

	if (!pf->quota_offers)
		return 0;
	if (pf->sriov.num > 0 && pf->quota_auto != TRI_YES) {
		r = add(ret, "vf-count", pf->name, "0", err);
		if (r == 0)
			r = clear(pf, ret, err);
	}
	if (r == 0 && any_quota(wish))
		r = add(ret, "vf-sharing", pf->name, "keep", err);
	return r;
}

int plan_quota_after_destroy(const struct pci_dev *pf, struct steps *ret, struct err *err)
{
	struct vf_quota none = { .set = VF_QUOTA_BIT(VF_QUOTA_EXEC_QUANTUM) |
					VF_QUOTA_BIT(VF_QUOTA_PREEMPT_TIMEOUT) };
	int r = 0;

	if (!pf->quota_offers)
		return 0;
	r = clear(pf, ret, err);
	/* What a profile gave to the GPU itself is of no use without VFs. */
	if (r == 0 && vf_quota_is_profile(&pf->quota))
		r = plan_quota_pf(pf, &none, ret, err);
	return r;
}
