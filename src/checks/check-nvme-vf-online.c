/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Are NVMe VFs online? Only a driver that took one proves it; who refused it, the contrary.
 */
#include "base/str.h"
#include "checks/check.h"
#include "checks/device.h"
#include "checks/fix.h"
#include "checks/judge.h"

struct tally {
	unsigned n, online, refused;
	const struct pci_dev *first;
};

static void offline(struct judge *j, const struct tally *t)
{
	judge_warning(
		j, "the nvme driver refused %u of %u VFs: they are offline", t->refused, t->n);
	judge_seen_printf(j, "/sys/bus/pci/devices", "%s has no driver, drivers_autoprobe is 1",
		t->first->name);
	fix_say(j, "see what the VFs have:");
	fix_say(j, "sudo nvme list-secondary /dev/nvmeN");
	fix_say(j, "while VF i is offline give it interrupts (-r 1) and queues (-r 0):");
	fix_say(j, "sudo nvme virt-mgmt /dev/nvmeN -c CNTLID -r 1 -a 8 -n 2");
	fix_say(j, "then switch it on:");
	fix_say(j, "sudo nvme virt-mgmt /dev/nvmeN -c CNTLID -a 9");
}

static void judge(struct judge *j)
{
	bool autoprobe = j->dev->sriov.autoprobe == TRI_YES;
	struct tally t = { 0 };

	for (const struct pci_dev *vf = device_next_vf(j->host, j->dev, NULL); vf;
		vf = device_next_vf(j->host, j->dev, vf)) {
		t.n++;
		t.online += str_eq(vf->driver, "nvme");
		if (!vf->driver[0] && !vf->override[0] && autoprobe) {
			t.refused++;
			t.first = t.first ? t.first : vf;
		}
	}
	if (t.n == 0)
		return;
	if (t.refused && str_eq(j->dev->driver, "nvme"))
		offline(j, &t);
	else if (t.online == t.n)
		judge_ok(j, "the nvme driver works with all %u VFs", t.n);
	else
		judge_unknown(j,
			"whether %u VFs are online could not be seen: sudo nvme list-secondary",
			t.n - t.online);
}

const struct check check_nvme_vf_online = {
	.id = "nvme-vf-online",
	.group = "nvme",
	.title = "NVMe VFs have queues and are online",
	.why = "The primary controller gives its VFs queues and interrupts by the command "
	       "Virtualization Management. Until then, and until they are switched on, they do "
	       "not answer, in a guest neither.",
	.source = "devices.md 7.5",
	.kinds = CHECK_NVME,
	.modes = USE_MODE_SRIOV,
	.explained_by = "nvme-autoprobe",
	.judge = judge,
};
