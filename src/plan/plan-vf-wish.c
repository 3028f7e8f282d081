/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The VFs that host.yaml wishes for, as the wish that plan-vf.c makes steps of.
 */
#include "plan/plan-vf.h"

#include <errno.h>
#include <stdlib.h>

#include "base/mem.h"

int plan_vf_wish(const struct host *host, const struct pci_dev *pf, const struct wish_device *wish,
	struct steps *ret, struct err *err)
{
	struct wish_vf all = { .count = wish_device_count(wish), .replace = true };
	_cleanup_free_ struct wish_vf_one *each = calloc(all.count, sizeof(*each));
	int r = 0;

	if (!each)
		return err_oom(err);
	for (unsigned i = 0; i < all.count && r == 0; i++) {
		each[i].driver = wish_device_driver(wish, i);
		each[i].quota = wish_device_quota(wish, i);
		r = wish_device_settings(wish, i, pf, &each[i].settings, err);
	}
	all.each = each;
	all.pf_quota = wish_device_pf_quota(wish);
	return r < 0 ? r : plan_vf_create(host, pf, &all, ret, err);
}
