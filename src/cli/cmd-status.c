/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "virtfn" alone: in a few lines, what there is to split and what was split.
 */
#include "cli/command.h"

#include "base/mem.h"
#include "cli/device-doc.h"
#include "cli/pending.h"
#include "cli/trial.h"
#include "facts/facts.h"
#include "kinds/kind.h"

static const struct doc_column columns[] = {
	{ "address", "ADDRESS", "PCI address", 0 },
	{ "kind", "KIND", "display, network, nvme or other", 0 },
	{ "driver", "DRIVER", "the driver bound to it", 0 },
	{ "vfs", "VFS", "VFs there now, and how many there can be", DOC_COLUMN_RIGHT },
	{ "in_use", "IN-USE", "VFs that somebody holds", DOC_COLUMN_RIGHT },
	{ "name", "NAME", "what the system's pci.ids calls it", DOC_COLUMN_TRUNC },
	{ "vf_count", "VF-COUNT", "VFs there now", DOC_COLUMN_EXTRA | DOC_COLUMN_RIGHT },
	{ "vf_max", "VF-MAX", "VFs its driver allows", DOC_COLUMN_EXTRA | DOC_COLUMN_RIGHT },
	{ 0 },
};

static void add_pf(struct doc *table, const struct host *host, const struct pci_dev *pf)
{
	struct doc *row = doc_row(table);
	int in_use = 0;

	for (size_t i = 0; i < host->n_pci && pf->sriov.num > 0; i++) {
		const struct pci_dev *d = &host->pci[i];

		if (d->is_vf && pci_addr_compare(d->physfn, pf->addr) == 0 && pci_dev_busy(d))
			in_use++;
	}
	doc_str(row, "address", pf->name);
	doc_str(row, "kind", kind_of(pf)->title);
	if (pf->driver[0])
		doc_str(row, "driver", pf->driver);
	doc_printf(row, "vfs", "%d/%d", pf->sriov.num, pf->sriov.total);
	doc_int(row, "vf_count", pf->sriov.num);
	doc_int(row, "vf_max", pf->sriov.total);
	if (host->holders_seen == TRI_YES || pf->sriov.num == 0)
		doc_int(row, "in_use", in_use);
	else
		doc_unknown(row, "in_use");
	device_doc_name(row, "name", pf);
}

static int run(struct call *call, struct err *err)
{
	_cleanup_(host_done) struct host host = { 0 };
	struct doc *table = NULL;
	int r;

	r = facts_read(call->root, FACTS_MATTERS, &host, err);
	if (r < 0)
		return r;
	doc_bool(call->doc, "iommu", host.iommu == TRI_YES);
	doc_int(call->doc, "iommu_groups", (long long)host.n_groups);
	if (host.iommu != TRI_YES)
		doc_note(call->doc, "the IOMMU is off: no device can be given to a guest");
	for (size_t i = 0; i < host.n_pci; i++) {
		if (host.pci[i].sriov.total < 0)
			continue;
		if (!table)
			table = doc_table(call->doc, "sriov", columns, "virtual_functions");
		add_pf(table, &host, &host.pci[i]);
	}
	if (!table)
		doc_note(call->doc, "no function here can be split by SR-IOV");
	r = trial_tell(call->root, call->doc, err);
	if (r == 0)
		r = pending_tell(call->root, call->doc, err);
	if (r < 0)
		return r;
	doc_note(call->doc, "see virtfn list, and virtfn --help for what can be done");
	return 0;
}

const struct command command_status = {
	.name = "status",
	.summary = "in a few lines, what there is and what is in use",
	.about = "Says whether the IOMMU is on, and for each function that can be split how "
		 "many VFs there are and how many are in use; to root also what virtfn apply did "
		 "that waits for a reboot, and how a trial boot ended. \"virtfn\" alone does the "
		 "same.",
	.examples = "virtfn\tthe same as virtfn status\n",
	.run = run,
};
