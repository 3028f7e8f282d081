/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is the link of a VF switched off by hand?
 */
#include "checks/check.h"
#include "checks/device.h"
#include "checks/fix.h"
#include "checks/judge.h"

static bool is_off(const struct vf_settings *s)
{
	return s->link_state == VF_LINK_STATE_DISABLE;
}

static void judge(struct judge *j)
{
	struct device_links links = device_links(j, VF_SETTING_LINK_STATE, is_off);

	if (links.n == 0)
		return;
	if (links.bad) {
		judge_warning(j, "the link of %u of %u VFs is switched off", links.bad, links.n);
		judge_seen_printf(j, "IFLA_VF_LINK_STATE", "VF %d (%s) disable",
			links.first_bad->vf_index, links.first_bad->name);
		fix_say(j, "sudo virtfn vf set %s --link-state auto", links.first_bad->name);
	} else if (links.known < links.n) {
		judge_unknown(j, "the link state of %u VFs could not be looked at",
			links.n - links.known);
	} else {
		judge_ok(j, "the link of no VF is switched off");
	}
}

const struct check check_nic_vf_link_state = {
	.id = "nic-vf-link-state",
	.group = "nic",
	.title = "The links of VFs are on",
	.why = "A VF with link state \"disable\" never has a link in the guest, whatever the "
	       "cable and the PF do.",
	.source = "devices.md 7.1",
	.kinds = CHECK_NIC,
	.modes = USE_MODE_SRIOV,
	.judge = judge,
};
