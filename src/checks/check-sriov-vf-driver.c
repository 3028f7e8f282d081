/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who holds the VFs that are there? Those of a GPU are for guests; a network VF on the host is
 * ordinary.
 */
#include "base/str.h"
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"
#include "checks/others.h"

struct held {
	size_t n, vfio, host;
	const struct pci_dev *first; /* that a host driver holds */
};

static struct held count(const struct judge *j)
{
	struct held h = { 0 };

	for (const struct pci_dev *v = others_vf(j->host, j->dev, NULL); v;
		v = others_vf(j->host, j->dev, v)) {
		h.n++;
		if (others_vfio(v->driver))
			h.vfio++;
		else if (v->driver[0] && h.host++ == 0)
			h.first = v;
	}
	return h;
}

static void judge(struct judge *j)
{
	struct held h = count(j);

	if (j->dev->is_vf || j->dev->sriov.num <= 0)
		return;
	if (h.n == 0) {
		judge_unknown(j, "the %d VFs could not be looked at", j->dev->sriov.num);
	} else if (h.first && check_kind_of(j->dev) & CHECK_GPU) {
		judge_warning(
			j, "%s of the host holds %zu of the %zu VFs", h.first->driver, h.host, h.n);
		judge_seen_printf(
			j, "/sys/bus/pci/devices", "%s/driver: %s", h.first->name, h.first->driver);
		fix_say(j, "sudo virtfn vf bind %s vfio-pci", h.first->name);
		fix_say(j, "and keep host drivers off new ones: sriov_drivers_autoprobe 0");
	} else {
		judge_ok(j, "of %zu VFs vfio holds %zu, host drivers %zu, nobody %zu", h.n, h.vfio,
			h.host, h.n - h.vfio - h.host);
	}
}

const struct check check_sriov_vf_driver = {
	.id = "sriov-vf-driver",
	.group = "sriov",
	.title = "The GPU's VFs are not held by drivers of the host",
	.why = "A VF that a host driver holds is a graphics card of the host, and must be taken "
	       "from "
	       "it before a guest can have it.",
	.source = "devices.md 2.5, 3.4",
	.kinds = CHECK_ANY_DEVICE,
	.modes = USE_MODE_SRIOV,
	.explained_by = "sriov-autoprobe",
	.judge = judge,
};
