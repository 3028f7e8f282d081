/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is this host a machine, or is it itself a guest? In a guest there are only the devices that
 * the outer hypervisor hands on, and only with a virtual IOMMU can they be handed on again.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

static void judge(struct judge *j)
{
	const struct machine *m = &j->host->machine;

	if (m->is_guest == TRI_UNKNOWN) {
		judge_unknown(j, "whether this host is itself a guest could not be told");
	} else if (m->is_guest == TRI_NO) {
		judge_ok(j, "this host is a machine, not a guest");
	} else {
		judge_warning(j, "this host is itself a guest of %s",
			m->hypervisor ? m->hypervisor : "a hypervisor");
		if (j->host->cpu.hypervisor == TRI_YES)
			judge_seen(j, "/proc/cpuinfo", "hypervisor among the flags");
		if (m->sys_vendor)
			judge_seen(j, "/sys/class/dmi/id/sys_vendor", m->sys_vendor);
		fix_say(j, "run virtfn on the physical machine, or give this guest nested "
			   "virtualisation and a virtual IOMMU with interrupt remapping");
	}
}

const struct check check_host_guest = {
	.id = "host-guest",
	.group = "firmware",
	.title = "This host is a machine, not a guest",
	.why = "A guest sees only the devices that its hypervisor hands on. It can hand them on "
	       "again with a virtual IOMMU and nested virtualisation, which is slow and rarely set "
	       "up.",
	.source = "devices.md 10",
	.judge = judge,
};
