/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Let a GPU's driver share out its pools among the VFs by itself, as it does until somebody sets
 * a quota. Target: the PF's address. Value "auto": give back what VFs have, and begin again;
 * "keep": do that only when taken back, if it was so before. Both only while there are no VFs.
 */
#include "actions/action.h"

#include <errno.h>
#include <stdio.h>

#include "actions/quota-files.h"
#include "base/mem.h"
#include "base/str.h"

#define DEVICE "sys/bus/pci/devices/%s"

static int count_of(const struct root *root, const char *pf, const char *file, unsigned *ret)
{
	_cleanup_free_ char *text = NULL;
	struct err ignored;
	int r = root_read(root, &text, &ignored, DEVICE "/%s", pf, file);

	return r < 0 ? r : str_to_uint(text, 65535, ret);
}

/* What is taken from the pools; a quota that this driver has not is none. */
static bool has_any(const struct quota_place *p)
{
	struct err ignored;
	uint64_t v;

	for (enum vf_quota_field f = 0; f < VF_QUOTA_FIELDS; f++)
		if (!(VF_QUOTA_SCHEDULER & VF_QUOTA_BIT(f)) &&
			quota_read(p, f, &v, &ignored) == 0 && v > 0)
			return true;
	return false;
}

/* i915 says it. xe does not: while there are no VFs, what has quotas was set by somebody. */
static bool shares_out(struct quota_place *p)
{
	_cleanup_free_ char *text = NULL;
	char path[VF_QUOTA_PATH];
	bool readable = false, any = false;
	unsigned num, total;
	struct err ignored;

	if (quota_auto_file(p, path, &readable) && readable)
		return root_read(p->root, &text, &ignored, "%s", path) == 0 && str_eq(text, "1");
	if (count_of(p->root, p->pf, "sriov_numvfs", &num) < 0 ||
		count_of(p->root, p->pf, "sriov_totalvfs", &total) < 0)
		return false;
	for (unsigned i = 0; i < total && num == 0 && !any; i++) {
		p->vf = (int)i;
		any = has_any(p);
	}
	return !any;
}

static int save(
	const struct site *site, const struct step *step, struct saved *ret, struct err *err)
{
	struct quota_place p;
	int r = quota_place(site->root, step->target, &p, err);

	return r < 0 ? r : saved_set(ret, shares_out(&p) ? "auto" : "manual", err);
}

static int give_back(struct quota_place *p, unsigned total, struct err *err)
{
	int r = 0;

	for (unsigned i = 0; i < total && r == 0; i++) {
		p->vf = (int)i;
		for (enum vf_quota_field f = 0; f < VF_QUOTA_FIELDS && r == 0; f++) {
			struct err ignored;
			uint64_t v;

			/* Its priority is the PF's affair, or that of all alike. */
			if (f == VF_QUOTA_SCHED_PRIORITY || quota_read(p, f, &v, &ignored) < 0 ||
				v == 0)
				continue;
			r = quota_write(p, f, 0, err);
		}
	}
	return r;
}

static int share_out_again(const struct quota_place *p, struct err *err)
{
	_cleanup_free_ char *text = NULL;
	char path[VF_QUOTA_PATH];
	bool readable;
	struct err ignored;
	int r;

	if (!quota_auto_file(p, path, &readable))
		return 0;
	if (readable && root_read(p->root, &text, &ignored, "%s", path) == 0 && str_eq(text, "1"))
		return 0;
	r = root_write(p->root, "1", err, "%s", path);
	/* Under lockdown nobody could have set a quota in debugfs either. */
	if (!readable && (r == -EPERM || r == -EACCES))
		return 0;
	return r < 0 ? err_wrap(err, "cannot let the driver of %s share it out by itself", p->pf)
		     : 0;
}

static int begin_again(const struct site *site, const char *target, struct err *err)
{
	unsigned num = 0, total = 0;
	struct quota_place p;
	int r = quota_place(site->root, target, &p, err);

	/* Without its driver the GPU has no quotas, and the driver begins with none. */
	if (r < 0)
		return r == -ENODEV ? 0 : r;
	if (count_of(site->root, p.pf, "sriov_numvfs", &num) < 0 ||
		count_of(site->root, p.pf, "sriov_totalvfs", &total) < 0 || num > 0)
		return 0;
	r = give_back(&p, total, err);
	return r < 0 ? r : share_out_again(&p, err);
}

static int apply(const struct site *site, const struct step *step, struct err *err)
{
	return str_eq(step->value, "auto") ? begin_again(site, step->target, err) : 0;
}

static int undo(const struct site *site, const struct step *step, const struct saved *saved,
	struct err *err)
{
	return str_eq(saved->text, "auto") ? begin_again(site, step->target, err) : 0;
}

const struct action action_vf_sharing = {
	.id = "vf-sharing",
	.save = save,
	.apply = apply,
	.undo = undo,
};
