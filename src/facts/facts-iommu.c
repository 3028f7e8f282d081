/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which IOMMU groups there are. Groups are the proof that the IOMMU is on, not the
 * command line. Members were seen by facts-pci.c already; the units that make groups are
 * facts-iommu-unit.c's.
 */
#include "facts/facts.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

#define GROUPS "sys/kernel/iommu_groups"

static int compare(const void *a, const void *b)
{
	return ((const struct iommu_group *)a)->id - ((const struct iommu_group *)b)->id;
}

/* "0x00000000fee00000 0x00000000feefffff msi"; false when it is not of this kind. */
static bool region_line(char *line, uint64_t *ret_first, uint64_t *ret_last, const char **ret_type)
{
	char *rest = NULL;
	const char *first = strtok_r(line, " ", &rest), *last = strtok_r(NULL, " ", &rest);

	*ret_type = strtok_r(NULL, " ", &rest);
	if (!first || !last || !*ret_type || strncmp(first, "0x", 2) != 0 ||
		strncmp(last, "0x", 2) != 0)
		return false;
	return str_to_u64(first + 2, 16, UINT64_MAX, ret_first) == 0 &&
	       str_to_u64(last + 2, 16, UINT64_MAX, ret_last) == 0;
}

/*
 * Type "direct" alone keeps a device from guests; "direct-relaxable" is what the kernel lets
 * go (drivers/iommu/iommu.c, iommu_group_resv_type_string).
 */
static void read_regions(const struct root *root, struct iommu_group *g)
{
	_cleanup_free_ char *text = NULL;
	struct err ignored;
	char *rest = NULL;
	enum tri direct = TRI_NO;

	if (root_read(root, &text, &ignored, GROUPS "/%d/reserved_regions", g->id) < 0)
		return;
	for (char *p = strtok_r(text, "\n", &rest); p; p = strtok_r(NULL, "\n", &rest)) {
		uint64_t first, last;
		const char *type;

		if (!region_line(p, &first, &last, &type)) {
			direct = direct == TRI_YES ? direct : TRI_UNKNOWN;
		} else if (str_eq(type, "direct") && direct != TRI_YES) {
			direct = TRI_YES;
			g->direct_first = first;
			g->direct_last = last;
		}
	}
	g->direct = direct;
}

static struct iommu_group *group_add(struct host *host, int id)
{
	struct iommu_group *g = mem_append(&host->groups, &host->n_groups, sizeof(*g));

	if (!g)
		return NULL;
	g->id = id;
	g->direct = TRI_UNKNOWN;
	host->iommu = TRI_YES;
	return g;
}

static int read_group(const struct root *root, unsigned scope, struct host *host, unsigned id)
{
	_cleanup_free_ char *type = NULL;
	struct iommu_group *g = group_add(host, (int)id);
	struct err ignored;

	if (!g)
		return -ENOMEM;
	if (root_read(root, &type, &ignored, GROUPS "/%u/type", id) == 0)
		(void)snprintf(g->type, sizeof(g->type), "%s", type);
	if (scope & FACTS_HOST)
		read_regions(root, g);
	return 0;
}

/* What is not there is no proof in a tree that others copied: they leave out what they like. */
static bool is_complete(const struct root *root)
{
	return root->host || root_exists(root, ".virtfn/capture");
}

/* The functions' own links, where the folder of the groups is missing. */
static int groups_of_links(struct host *host)
{
	size_t n = 0;

	for (size_t i = 0; i < host->n_pci; i++)
		if (host->pci[i].iommu_group >= 0 && !group_add(host, host->pci[i].iommu_group))
			return -ENOMEM;
	if (host->n_groups > 1)
		qsort(host->groups, host->n_groups, sizeof(*host->groups), compare);
	for (size_t i = 0; i < host->n_groups; i++)
		if (n == 0 || host->groups[n - 1].id != host->groups[i].id)
			host->groups[n++] = host->groups[i];
	host->n_groups = n;
	return 0;
}

static int read_groups(const struct root *root, unsigned scope, struct host *host)
{
	_cleanup_(names_done) struct names names = { 0 };
	struct err ignored;
	unsigned id;
	int r = root_list(root, &names, &ignored, GROUPS);

	/* No such folder, or an empty one: the kernel made no groups. */
	if (r == 0 || (r == -ENOENT && is_complete(root)))
		host->iommu = TRI_NO;
	for (size_t i = 0; i < names.n; i++)
		if (str_to_uint(names.v[i], 1 << 30, &id) == 0 &&
			read_group(root, scope, host, id) < 0)
			return -ENOMEM;
	if (host->n_groups == 0)
		return groups_of_links(host);
	qsort(host->groups, host->n_groups, sizeof(*host->groups), compare);
	return 0;
}

static int read_iommu(const struct root *root, unsigned scope, struct host *host, struct err *err)
{
	if (scope & FACTS_BRIEF)
		return 0;
	if (read_groups(root, scope, host) < 0)
		return err_oom(err);
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
