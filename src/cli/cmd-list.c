/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "virtfn list": which functions this host has, and who holds them. Whether they
 * can be split is for doctor to say.
 */
#include "cli/command.h"

#include <stdbool.h>

#include "base/mem.h"
#include "base/str.h"
#include "cli/device-doc.h"
#include "cli/gvt-work.h"
#include "facts/facts.h"
#include "kinds/kind.h"

struct opts {
	bool all;
};

static const struct option options[] = {
	{ "all", 'a', NULL, "every PCI function, not just those that matter to guests", OPTION_FLAG,
		offsetof(struct opts, all) },
	{ 0 },
};

static const struct doc_column group_columns[] = {
	{ "group", "GROUP", "number of the IOMMU group", DOC_COLUMN_RIGHT },
	{ "type", "TYPE", "how the kernel maps its memory", 0 },
	{ "address", "ADDRESS", "PCI address of one member", 0 },
	{ "kind", "KIND", "display, network, nvme or other", 0 },
	{ "driver", "DRIVER", "the driver bound to it", 0 },
	{ "name", "NAME", "what the system's pci.ids calls it", DOC_COLUMN_TRUNC },
	{ 0 },
};

static bool matters(const struct pci_dev *d)
{
	return kind_of(d)->splits || d->sriov.total >= 0 || d->sriov.present == TRI_YES || d->is_vf;
}

/* VFs follow their PF in the order of addresses, but not always at once. */
static void add_vfs(struct doc *row, const struct host *host, const struct pci_dev *pf)
{
	int left = pf->sriov.num;

	for (const struct pci_dev *d = pf + 1; left > 0 && d < host->pci + host->n_pci; d++) {
		if (!d->is_vf || pci_addr_compare(d->physfn, pf->addr) != 0)
			continue;
		device_doc_fill(doc_row(row), host, d);
		left--;
	}
}

static void list_tree(struct doc *doc, const struct host *host, bool all)
{
	struct doc *table = doc_table(doc, "devices", device_columns, "virtual_functions");
	bool any = false;

	for (size_t i = 0; i < host->n_pci; i++) {
		const struct pci_dev *d = &host->pci[i];
		struct doc *row;

		if ((!all && !matters(d)) || host_find_pf(host, d))
			continue;
		any = true;
		row = doc_row(table);
		device_doc_fill(row, host, d);
		if (d->sriov.num > 0)
			add_vfs(row, host, d);
	}
	if (!any)
		doc_note(doc, "no display, network, NVMe or SR-IOV function here%s",
			all ? "" : "; see virtfn list --all");
}

static void list_vfs(struct doc *doc, const struct host *host)
{
	struct doc *table = doc_table(doc, "vfs", vf_columns, "virtual_functions");
	bool any = false;

	for (size_t i = 0; i < host->n_pci; i++) {
		if (!host->pci[i].is_vf)
			continue;
		any = true;
		device_doc_fill(doc_row(table), host, &host->pci[i]);
	}
	if (!any)
		doc_note(doc, "there are no VFs; virtfn vf create makes them");
}

static void add_member(struct doc *table, const struct iommu_group *g, const struct pci_dev *d)
{
	struct doc *row = doc_row(table);

	doc_int(row, "group", g->id);
	if (g->type[0])
		doc_str(row, "type", g->type);
	doc_str(row, "address", d->name);
	doc_str(row, "kind", kind_of(d)->title);
	if (d->driver[0])
		doc_str(row, "driver", d->driver);
	device_doc_name(row, "name", d);
}

static void list_groups(struct doc *doc, const struct host *host)
{
	struct doc *table = doc_table(doc, "groups", group_columns, "members");

	for (size_t g = 0; g < host->n_groups; g++)
		for (size_t i = 0; i < host->n_pci; i++)
			if (host->pci[i].iommu_group == host->groups[g].id)
				add_member(table, &host->groups[g], &host->pci[i]);
	if (host->n_groups == 0)
		doc_note(doc, "the kernel made no IOMMU groups: no device can be given to a guest; "
			      "turn on VT-d or AMD-Vi in the firmware, and intel_iommu=on");
}

/* Most of the time goes into reading: what is not shown is not read. */
static unsigned scope(const struct call *call)
{
	const struct opts *opts = call->opts;
	bool details = call->args[0] || call_shows_all(call);

	return (opts->all ? FACTS_ALL : FACTS_MATTERS) | (details ? 0 : FACTS_BRIEF);
}

static int run(struct call *call, struct err *err)
{
	const struct opts *opts = call->opts;
	_cleanup_(host_done) struct host host = { 0 };
	const char *view = call->args[0];
	int r;

	r = facts_read(call->root, scope(call), &host, err);
	if (r < 0)
		return r;
	if (str_eq(view, "groups"))
		list_groups(call->doc, &host);
	else if (str_eq(view, "gvt"))
		gvt_list(call->doc, &host);
	else if (str_eq(view, "vfs"))
		list_vfs(call->doc, &host);
	else
		list_tree(call->doc, &host, opts->all);
	if (!str_eq(view, "groups") && !str_eq(view, "gvt"))
		device_doc_notes(call->doc, call->root, &host);
	return 0;
}

const struct command command_list = {
	.name = "list",
	.summary = "what this host has, and who uses it",
	.about = "Shows display, network and NVMe functions and everything with SR-IOV, their "
		 "VFs below them. Without root it works too, and says which answers need it. "
		 "\"list groups\" shows the IOMMU groups: what is in one goes to one guest. "
		 "\"list gvt\" shows what older Intel GPUs can be split into by GVT-g, and what "
		 "there is.",
	.examples = "virtfn list\tthe functions that matter to guests\n"
		    "virtfn list groups\twhat can only be given away together\n"
		    "virtfn list gvt\ttypes and devices of GVT-g\n"
		    "virtfn list -o +RESET,SHARES,NUMA\tmore columns\n"
		    "virtfn list --json\tthe same, and more, for programs\n",
	.options = options,
	.opts_size = sizeof(struct opts),
	.operands = { { "VIEW", OPERAND_CHOICE, "groups|gvt|vfs", .optional = true } },
	.run = run,
};
