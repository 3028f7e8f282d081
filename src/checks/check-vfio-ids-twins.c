/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does vfio-pci.ids catch more than the device that shall be given away? A second card of the
 * same kind goes with it.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"
#include "checks/others.h"

static const struct pci_dev *twin(const struct host *host, const struct pci_dev *d)
{
	for (size_t i = 0; i < host->n_pci; i++) {
		const struct pci_dev *o = &host->pci[i];

		if (o->vendor == d->vendor && o->device == d->device && !o->is_vf &&
			pci_addr_compare(o->addr, d->addr) != 0)
			return o;
	}
	return NULL;
}

static void judge(struct judge *j)
{
	const struct pci_dev *d = j->dev, *other = twin(j->host, d);
	struct others_ids ids = others_vfio_ids(&j->host->kernel, d);

	if (d->is_vf)
		return;
	if (ids.told == TRI_UNKNOWN) {
		judge_unknown(j, "vfio-pci.ids could not be looked at");
	} else if (ids.told == TRI_YES && other) {
		judge_warning(j, "vfio-pci.ids takes %s too: it has the same ID", other->name);
		if (ids.param)
			judge_seen_param(j, ids.param);
		if (ids.line)
			judge_seen_printf(
				j, ids.line->file, "line %u: %s", ids.line->line, ids.line->text);
		fix_say(j,
			"take the ID out and use the address: echo vfio-pci | sudo tee "
			"/sys/bus/pci/devices/%s/driver_override",
			d->name);
	} else {
		judge_ok(j, "vfio-pci.ids takes no other device along");
	}
}

const struct check check_vfio_ids_twins = {
	.id = "vfio-ids-twins",
	.group = "vfio",
	.title = "vfio-pci.ids takes no other device along",
	.why = "vfio-pci.ids knows IDs, not addresses: of two equal cards both are taken.",
	.source = "devices.md 6.2, 8; host.md 2.2",
	.kinds = CHECK_ANY_DEVICE,
	.modes = USE_MODE_PASSTHROUGH,
	.judge = judge,
};
