/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Would a running desktop get the new VFs as GPUs? GNOME dies of that.
 */
#include "base/mem.h"
#include "base/str.h"
#include "checks/check.h"
#include "checks/device.h"
#include "checks/fix.h"
#include "checks/judge.h"

static bool no_desktop(const struct session *s)
{
	return s->type == SESSION_NONE || s->type == SESSION_TTY;
}

static void taken(struct judge *j)
{
	_cleanup_free_ char *file =
		str_printf("/sys/bus/pci/devices/%s/sriov_drivers_autoprobe", j->dev->name);
	const char *compositor = j->host->session.compositor;

	if (!file) {
		j->failed = true;
		return;
	}
	judge_warning(j, "new VFs become GPUs of the desktop (%s): GNOME is known to die of that",
		compositor[0] ? compositor : "a graphical session");
	judge_seen_dev(j, "sriov_drivers_autoprobe", "1");
	fix_write(j, file, "0");
	fix_say(j, "before VFs are made, as virtfn vf create does; and make them before log-in");
}

static void judge(struct judge *j)
{
	const struct session *s = &j->host->session;
	enum tri autoprobe = j->dev->sriov.autoprobe;

	if (!device_splits(j->dev))
		return;
	if (autoprobe == TRI_NO)
		judge_ok(j, "drivers of the host leave new VFs alone, so the desktop does not see "
			    "them");
	else if (no_desktop(s))
		judge_ok(j, "no desktop is running that new VFs could disturb");
	else if (autoprobe == TRI_UNKNOWN || s->type == SESSION_UNKNOWN)
		judge_unknown(j, "whether a desktop would get new VFs could not be looked at");
	else
		taken(j);
}

const struct check check_desktop_vf_hotplug = {
	.id = "desktop-vf-hotplug",
	.group = "desktop",
	.title = "The desktop does not get new VFs",
	.why = "VFs that a driver of the host takes appear as GPUs while the desktop runs: "
	       "\"Failed to hotplug secondary gpu\", and the session ends.",
	.source = "diagnoses.md 13",
	.kinds = CHECK_GPU,
	.modes = USE_MODE_SRIOV,
	.explained_by = "sriov-files",
	.judge = judge,
};
