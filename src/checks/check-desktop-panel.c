/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is this the GPU of a laptop's own panel?
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

static void judge(struct judge *j)
{
	enum tri portable = machine_portable(&j->host->machine);
	const struct pci_detail *detail = j->dev->detail;

	if (j->dev->is_vf)
		return;
	if (portable == TRI_UNKNOWN) {
		judge_unknown(j, "whether this is a laptop could not be found out");
	} else if (portable == TRI_NO) {
		judge_ok(j, "this machine has no panel of its own");
		judge_seen_printf(
			j, "/sys/class/dmi/id/chassis_type", "%d", j->host->machine.chassis);
	} else if (!detail || detail->connectors < 0) {
		judge_unknown(j, "whether the panel hangs off this GPU could not be looked at");
	} else if (detail->connectors == 0) {
		judge_ok(j, "no panel hangs off this GPU");
	} else {
		judge_warning(j, "this laptop's panel goes dark: its GPU goes to the guest");
		judge_seen_printf(
			j, "/sys/class/drm", "%s: %d connected", detail->card, detail->connectors);
		fix_say(j, "split the GPU instead (SR-IOV, GVT-g), or reach the host over the "
			   "network");
	}
}

const struct check check_desktop_panel = {
	.id = "desktop-panel",
	.group = "desktop",
	.title = "The laptop keeps its panel",
	.why = "The panel of a laptop is wired to one GPU, mostly the one in the processor. Who "
	       "gives that away has no screen on the host, and the guest rarely gets one on the "
	       "panel.",
	.source = "devices.md 8",
	.kinds = CHECK_IGPU,
	.modes = USE_MODE_PASSTHROUGH,
	.judge = judge,
};
