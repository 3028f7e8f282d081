/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Would drivers of the host take the VFs of a GPU as they appear? A desktop then opens them as
 * further graphics cards, and may die of it.
 */
#include <stdio.h>

#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

static void judge(struct judge *j)
{
	const struct pci_sriov *s = &j->dev->sriov;
	const struct session *session = &j->host->session;
	bool desktop = session->display_manager[0] || session->type == SESSION_WAYLAND ||
		       session->type == SESSION_X11;
	char file[80];

	if (j->dev->is_vf || s->total < 0)
		return;
	if (s->autoprobe == TRI_UNKNOWN) {
		judge_unknown(j, "sriov_drivers_autoprobe could not be read");
	} else if (s->autoprobe == TRI_NO) {
		judge_ok(j, "host drivers leave VFs alone");
	} else if (session->type == SESSION_NONE && !desktop) {
		judge_ok(j, "host drivers take VFs, but no desktop is there to open them");
	} else {
		judge_warning(j, "host drivers take the GPU's VFs, and a desktop opens them");
		judge_seen_dev(j, "sriov_drivers_autoprobe", "1");
		(void)snprintf(file, sizeof(file),
			"/sys/bus/pci/devices/%s/sriov_drivers_autoprobe", j->dev->name);
		fix_write(j, file, "0");
	}
}

const struct check check_sriov_autoprobe = {
	.id = "sriov-autoprobe",
	.group = "sriov",
	.title = "Host drivers leave the GPU's VFs alone",
	.why = "Each VF that i915 or xe takes is another graphics card of the host. GNOME has died "
	       "of it: \"Failed to hotplug secondary gpu\".",
	.source = "devices.md 2.5, 3.4; diagnoses.md 3 row 13",
	.kinds = CHECK_GPU,
	.modes = USE_MODE_SRIOV,
	.explained_by = "sriov-files",
	.judge = judge,
};
