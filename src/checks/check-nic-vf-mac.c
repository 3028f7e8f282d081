/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Has each VF an address that stays? One of zeros means: the guest makes up its own.
 */
#include <string.h>

#include "checks/check.h"
#include "checks/device.h"
#include "checks/fix.h"
#include "checks/judge.h"

static bool is_unset(const struct vf_settings *s)
{
	static const uint8_t zero[6];

	return memcmp(s->mac, zero, sizeof(zero)) == 0;
}

static void judge(struct judge *j)
{
	struct device_links links = device_links(j, VF_SETTING_MAC, is_unset);

	if (links.n == 0)
		return;
	if (links.bad) {
		judge_warning(j,
			"%u of %u VFs have no MAC: the guest gets another one at each boot",
			links.bad, links.n);
		judge_seen_printf(j, "IFLA_VF_MAC", "VF %d (%s) 00:00:00:00:00:00",
			links.first_bad->vf_index, links.first_bad->name);
		fix_say(j, "sudo virtfn vf set %s --mac MAC", links.first_bad->name);
		fix_say(j, "or give the guest's interface (type hostdev) a MAC in libvirt");
	} else if (links.known < links.n) {
		judge_unknown(j,
			"the MACs of %u VFs could not be looked at: ask on the running host",
			links.n - links.known);
	} else {
		judge_ok(j, "each of %u VFs has a MAC of its own", links.n);
	}
}

const struct check check_nic_vf_mac = {
	.id = "nic-vf-mac",
	.group = "nic",
	.title = "VFs have MACs that stay",
	.why = "A VF without a MAC makes the guest's driver choose a random one at each boot, so "
	       "the guest gets another lease and Windows asks about a new network.",
	.source = "devices.md 7.1",
	.kinds = CHECK_NIC,
	.modes = USE_MODE_SRIOV,
	.judge = judge,
};
