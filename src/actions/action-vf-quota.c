/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Give a VF its share of a GPU. Target: the PF's address and the VF's number,
 * "0000:00:02.0/3", or "0000:00:02.0/pf"; value: "exec_quantum_ms=25,...", or "none": all of
 * it back into the pools. A driver that rounds has not failed. Who shares out the pools is the
 * work of action-vf-sharing.c.
 */
#include "actions/action.h"

#include <errno.h>
#include <string.h>

#include "actions/kernel-log.h"
#include "actions/quota-files.h"
#include "base/mem.h"
#include "base/str.h"

static int wanted_of(const struct step *step, struct vf_quota *ret, struct err *err)
{
	if (!str_eq(step->value, "none"))
		return vf_quota_parse(step->value, ret, err);
	/* Its priority is the PF's affair, or that of all alike. */
	*ret = (struct vf_quota) { .set = VF_QUOTA_ALL & ~VF_QUOTA_BIT(VF_QUOTA_SCHED_PRIORITY) };
	return 0;
}

static int save(
	const struct site *site, const struct step *step, struct saved *ret, struct err *err)
{
	struct vf_quota wanted, old = { 0 };
	char text[VF_QUOTA_TEXT];
	struct quota_place p;
	int r = quota_place(site->root, step->target, &p, err);

	if (r == 0)
		r = wanted_of(step, &wanted, err);
	for (enum vf_quota_field f = 0; f < VF_QUOTA_FIELDS && r >= 0; f++) {
		uint64_t now;

		if (!(wanted.set & VF_QUOTA_BIT(f)))
			continue;
		r = quota_read(&p, f, &now, err);
		if (r == 0)
			vf_quota_put(&old, f, now);
		else if (r == -EOPNOTSUPP && str_eq(step->value, "none"))
			r = 0;
	}
	if (r < 0)
		return r;
	vf_quota_format(&old, text);
	return saved_set(ret, text, err);
}

static int set(
	const struct site *site, const struct step *step, const struct vf_quota *q, struct err *err)
{
	_cleanup_close_ int mark = kernel_log_mark(site->root);
	struct quota_place p;
	int r = quota_place(site->root, step->target, &p, err);

	for (enum vf_quota_field f = 0; f < VF_QUOTA_FIELDS && r == 0; f++) {
		if (!(q->set & VF_QUOTA_BIT(f)))
			continue;
		r = quota_write(&p, f, q->v[f], err);
		if (r == -EOPNOTSUPP && str_eq(step->value, "none"))
			r = 0;
	}
	if (r < 0)
		kernel_log_attach(mark, p.pf, err);
	return r;
}

static int apply(const struct site *site, const struct step *step, struct err *err)
{
	struct vf_quota wanted;
	int r = wanted_of(step, &wanted, err);

	return r < 0 ? r : set(site, step, &wanted, err);
}

static int undo(const struct site *site, const struct step *step, const struct saved *saved,
	struct err *err)
{
	struct vf_quota old;
	struct quota_place p;
	struct err ignored;
	int r = vf_quota_parse(saved->text, &old, err);

	/* Without its driver the GPU has no quotas, and the driver begins with none. */
	if (r < 0 || quota_place(site->root, step->target, &p, &ignored) == -ENODEV)
		return r;
	return set(site, step, &old, err);
}

const struct action action_vf_quota = {
	.id = "vf-quota",
	.save = save,
	.apply = apply,
	.undo = undo,
};
