/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Quotas of a GPU's VFs as options, and what became of them as a table: a driver rounds, and
 * that is no failure, but the user shall see it.
 */
#include "cli/vf-quota.h"

#include <errno.h>
#include <inttypes.h>
#include <stddef.h>

#include "base/mem.h"
#include "base/str.h"

static const struct {
	const char *option;
	size_t offset;
	enum vf_quota_field field;
} rows[] = {
	{ "exec-quantum", offsetof(struct quota_opts, exec_quantum), VF_QUOTA_EXEC_QUANTUM },
	{ "preempt-timeout", offsetof(struct quota_opts, preempt_timeout),
		VF_QUOTA_PREEMPT_TIMEOUT },
	{ "sched-priority", offsetof(struct quota_opts, sched_priority), VF_QUOTA_SCHED_PRIORITY },
	{ "ggtt", offsetof(struct quota_opts, ggtt), VF_QUOTA_GGTT },
	{ "vram", offsetof(struct quota_opts, vram), VF_QUOTA_VRAM },
	{ "contexts", offsetof(struct quota_opts, contexts), VF_QUOTA_CONTEXTS },
	{ "doorbells", offsetof(struct quota_opts, doorbells), VF_QUOTA_DOORBELLS },
};

static int wrong(size_t i, const char *text, int code, struct err *err)
{
	bool bytes = rows[i].field == VF_QUOTA_GGTT || rows[i].field == VF_QUOTA_VRAM;

	return err_set(err, code, "--%s '%.40s' is %s; give %s up to %" PRIu64, rows[i].option,
		text, code == ERANGE ? "too much" : "no value",
		bytes ? "bytes, or a size such as 512M," : "a number", vf_quota_max(rows[i].field));
}

int quota_opts_read(
	const struct quota_opts *o, struct vf_quota *vf, struct vf_quota *pf, struct err *err)
{
	const struct vf_quota_profile *p = o->profile ? vf_quota_profile(o->profile) : NULL;
	struct vf_quota q = p ? p->vf : (struct vf_quota) { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const char *text = *(const char *const *)((const char *)o + rows[i].offset);
		uint64_t value;
		int r;

		if (!text)
			continue;
		r = vf_quota_value_parse(rows[i].field, text, &value);
		if (r < 0)
			return wrong(i, text, -r, err);
		vf_quota_put(&q, rows[i].field, value);
	}
	*vf = q;
	*pf = p ? p->pf : (struct vf_quota) { 0 };
	return 0;
}

static const struct doc_column columns[] = {
	{ "address", "ADDRESS", "PCI address", 0 },
	{ "vf", "VF", "its number, from 0", DOC_COLUMN_RIGHT },
	{ "quota", "QUOTA", "what of the GPU, with its unit", 0 },
	{ "asked", "ASKED", "what was asked for", DOC_COLUMN_RIGHT },
	{ "granted", "GRANTED", "what its driver made of it", DOC_COLUMN_RIGHT },
	{ 0 },
};

static void put(struct doc *row, const char *key, enum vf_quota_field f, uint64_t value)
{
	char text[VF_QUOTA_VALUE];

	if (f != VF_QUOTA_SCHED_PRIORITY) {
		doc_int(row, key, (long long)value);
		return;
	}
	vf_quota_value_format(f, value, text);
	doc_str(row, key, text);
}

/* How many were granted otherwise. */
static unsigned add_rows(struct doc *table, const struct pci_dev *vf, const struct vf_quota *asked)
{
	unsigned other = 0;

	for (enum vf_quota_field f = 0; f < VF_QUOTA_FIELDS; f++) {
		struct doc *row;

		if (!(asked->set & VF_QUOTA_BIT(f)))
			continue;
		row = doc_row(table);
		doc_str(row, "address", vf->name);
		if (vf->vf_index >= 0)
			doc_int(row, "vf", vf->vf_index);
		doc_str(row, "quota", vf_quota_name(f));
		put(row, "asked", f, asked->v[f]);
		if (!(vf->quota.set & VF_QUOTA_BIT(f)))
			doc_unknown(row, "granted");
		else
			put(row, "granted", f, vf->quota.v[f]);
		other += vf->quota.set & VF_QUOTA_BIT(f) && vf->quota.v[f] != asked->v[f];
	}
	return other;
}

void quota_doc_granted(struct doc *doc, const struct host *host, const struct pci_dev *dev,
	const struct vf_quota *asked)
{
	struct doc *table;
	unsigned other = 0;

	if (!asked->set)
		return;
	table = doc_table(doc, "quotas", columns, "rows");
	for (size_t i = 0; i < host->n_pci; i++) {
		const struct pci_dev *d = &host->pci[i];

		if (d == dev ||
			(d->is_vf && !dev->is_vf && pci_addr_compare(d->physfn, dev->addr) == 0))
			other += d->is_vf ? add_rows(table, d, asked) : 0;
	}
	if (other > 0)
		doc_note(doc, "the driver rounds quotas: %u %s granted otherwise than asked", other,
			other == 1 ? "was" : "were");
}

void quota_doc_cost(struct doc *doc, const struct host *host, const struct pci_dev *pf)
{
	uint64_t ggtt = 0, vram = 0;

	if (pf->class >> 16 != 0x03 || pf->sriov.num <= 0)
		return;
	for (size_t i = 0; i < host->n_pci; i++) {
		const struct pci_dev *d = &host->pci[i];

		if (!d->is_vf || pci_addr_compare(d->physfn, pf->addr) != 0)
			continue;
		ggtt += d->quota.set & VF_QUOTA_BIT(VF_QUOTA_GGTT) ? d->quota.v[VF_QUOTA_GGTT] : 0;
		vram += d->quota.set & VF_QUOTA_BIT(VF_QUOTA_VRAM) ? d->quota.v[VF_QUOTA_VRAM] : 0;
	}
	doc_note(doc,
		"the host keeps %s, its driver %s and its screens, and shares the time of the GPU "
		"with guests; it cannot be given away itself while there are VFs",
		pf->name, pf->driver);
	if (vram > 0)
		doc_note(doc, "the host has %" PRIu64 " MiB less of the GPU's memory meanwhile",
			vram >> 20);
	else if (ggtt > 0)
		doc_note(doc,
			"the host has %" PRIu64 " MiB less of the GPU's address space meanwhile",
			ggtt >> 20);
}
