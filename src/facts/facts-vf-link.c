/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What PFs enforce for their network VFs: MAC, VLAN and so on. Only netlink knows, so
 * a captured tree has none of it.
 */
#include "facts/facts.h"

#include <stdlib.h>

#include "base/mem.h"
#include "ext/ext-netlink.h"

static int read_pf(struct host *host, const struct pci_dev *pf, struct err *err)
{
	_cleanup_free_ struct vf_settings *all = calloc((size_t)pf->sriov.total, sizeof(*all));
	struct err ignored;

	if (!all)
		return err_oom(err);
	if (ext_netlink_vfs_get(pf->netdev, (unsigned)pf->sriov.total, all, &ignored) < 0)
		return 0;
	for (size_t i = 0; i < host->n_pci; i++) {
		struct pci_dev *d = &host->pci[i];

		if (d->is_vf && pci_addr_compare(d->physfn, pf->addr) == 0 && d->vf_index >= 0 &&
			d->vf_index < pf->sriov.total)
			d->link = all[d->vf_index];
	}
	return 0;
}

static int read_vf_link(const struct root *root, unsigned scope, struct host *host, struct err *err)
{
	if (scope & FACTS_BRIEF)
		return 0;
	for (size_t i = 0; i < host->n_pci && root->host; i++) {
		const struct pci_dev *d = &host->pci[i];

		if (d->netdev[0] && d->sriov.num > 0 && d->sriov.total > 0 &&
			read_pf(host, d, err) < 0)
			return -err->code;
	}
	return 0;
}

const struct facts facts_vf_link = {
	.id = "vf-link",
	.read = read_vf_link,
};
