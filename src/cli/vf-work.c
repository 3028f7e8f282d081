/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What all commands that change VFs have in common.
 */
#include "cli/vf-work.h"

#include <errno.h>

#include "base/mem.h"
#include "cli/device-doc.h"
#include "facts/facts.h"
#include "plan/plan-vf.h"

void vf_work_done(struct vf_work *w)
{
	steps_done(&w->steps);
	host_done(&w->host);
	runner_done(&w->runner);
}

int vf_work_begin(const struct root *root, struct doc *doc, struct vf_work *ret, struct err *err)
{
	_cleanup_(vf_work_done) struct vf_work w = { .root = root, .runner = { .lock = -1 } };
	int r;

	r = runner_begin(root, &w.runner, err);
	if (r < 0)
		return r;
	if (w.runner.recovered > 0)
		doc_note(doc, "an earlier run was cut off; its %zu steps were taken back first",
			w.runner.recovered);
	if (w.runner.stuck.code)
		doc_note(doc, "%s", w.runner.stuck.text);
	r = facts_read(root, FACTS_MATTERS | FACTS_NO_NAMES, &w.host, err);
	if (r < 0)
		return r;
	*ret = w;
	w = (struct vf_work) { .runner = { .lock = -1 } };
	return 0;
}

int vf_work_do(struct vf_work *w, struct err *err)
{
	int r;

	r = runner_run(&w->runner, &w->steps, err);
	if (r < 0)
		return r;
	host_done(&w->host);
	return facts_read(w->root, w->names ? FACTS_MATTERS : FACTS_NO_NAMES, &w->host, err);
}

void vf_work_show(struct vf_work *w, struct pci_addr pf, struct doc *doc)
{
	struct doc *table = doc_table(doc, "vfs", vf_columns, "virtual_functions");

	for (size_t i = 0; i < w->host.n_pci; i++) {
		const struct pci_dev *d = &w->host.pci[i];

		if (d->is_vf && pci_addr_compare(d->physfn, pf) == 0)
			device_doc_fill(doc_row(table), &w->host, d);
	}
}

int vf_work_create(struct call *call, struct host *host, struct pci_addr pf,
	const struct wish_vf *wish, struct err *err)
{
	_cleanup_(vf_work_done) struct vf_work w = { .runner = { .lock = -1 } };
	const struct pci_dev *d;
	int r;

	r = vf_work_begin(call->root, call->doc, &w, err);
	if (r < 0)
		return r;
	d = host_find_pci(&w.host, pf);
	if (!d)
		return err_set(err, ENODEV, "the device is gone");
	r = plan_vf_create(&w.host, d, wish, &w.steps, err);
	if (r == 0)
		r = vf_work_do(&w, err);
	if (r < 0)
		return r;
	host_done(host);
	*host = w.host;
	w.host = (struct host) { 0 };
	return 0;
}
