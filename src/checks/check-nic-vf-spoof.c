/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * May a guest send from any address? That is what trust with no spoof check means.
 */
#include "checks/check.h"
#include "checks/device.h"
#include "checks/fix.h"
#include "checks/judge.h"

static bool is_open(const struct vf_settings *s)
{
	return s->trust && !s->spoofchk;
}

static void judge(struct judge *j)
{
	struct device_links links =
		device_links(j, VF_SETTING_TRUST | VF_SETTING_SPOOFCHK, is_open);

	if (links.n == 0)
		return;
	if (links.bad) {
		const struct pci_dev *vf = links.first_bad;

		judge_warning(j,
			"guests with %u of %u VFs may use any MAC: trust on, spoof check off",
			links.bad, links.n);
		judge_seen_printf(j, "IFLA_VF_TRUST, IFLA_VF_SPOOFCHK",
			"VF %d (%s) trust on, "
			"spoofchk off",
			vf->vf_index, vf->name);
		fix_say(j, "sudo virtfn vf set %s --trust off --spoofchk on", vf->name);
		fix_say(j, "leave it so only for a guest that has a bridge of its own");
	} else if (links.known < links.n) {
		judge_unknown(j, "trust and spoof check of %u VFs could not be looked at",
			links.n - links.known);
	} else {
		judge_ok(j, "no VF may use addresses of others");
	}
}

const struct check check_nic_vf_spoof = {
	.id = "nic-vf-spoof",
	.group = "nic",
	.title = "VFs may not use addresses of others",
	.why = "A trusted VF may change its MAC, and without a spoof check it may send from any. "
	       "A guest that bridges needs that (\"VF is not trusted\"); for others it is a hole.",
	.source = "devices.md 7.1, diagnoses.md (network)",
	.kinds = CHECK_NIC,
	.modes = USE_MODE_SRIOV,
	.judge = judge,
};
