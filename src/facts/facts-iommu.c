/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which IOMMU groups there are. Groups are the proof that the IOMMU is on, not the
 * command line. Members were seen by facts-pci.c already.
 */
#include "facts/facts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"

static int compare(const void *a, const void *b)
{
	return ((const struct iommu_group *)a)->id - ((const struct iommu_group *)b)->id;
}

static int read_iommu(const struct root *root, unsigned scope, struct host *host, struct err *err)
{
	_cleanup_(names_done) struct names names = { 0 };
	struct err ignored;

	if (scope & FACTS_BRIEF)
		return 0;
	/* No such folder, or an empty one: the kernel made no groups. */
	host->iommu = TRI_NO;
	if (root_list(root, &names, &ignored, "sys/kernel/iommu_groups") < 0)
		return 0;
	for (size_t i = 0; i < names.n; i++) {
		_cleanup_free_ char *type = NULL;
		struct iommu_group *g;
		unsigned id;

		if (str_to_uint(names.v[i], 1 << 30, &id) < 0)
			continue;
		g = mem_append(&host->groups, &host->n_groups, sizeof(*g));
		if (!g)
			return err_oom(err);
		g->id = (int)id;
		if (root_read(root, &type, &ignored, "sys/kernel/iommu_groups/%u/type", id) == 0)
			(void)snprintf(g->type, sizeof(g->type), "%s", type);
		host->iommu = TRI_YES;
	}
	if (host->n_groups > 1)
		qsort(host->groups, host->n_groups, sizeof(*host->groups), compare);
	for (size_t i = 0; i < host->n_pci; i++) {
		struct iommu_group *g = host_find_group(host, host->pci[i].iommu_group);

		if (g)
			g->members++;
	}
	return 0;
}

const struct facts facts_iommu = {
	.id = "iommu",
	.read = read_iommu,
};
