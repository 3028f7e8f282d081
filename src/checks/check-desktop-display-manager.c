/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does the log-in screen start at boot on a GPU that the guest shall have?
 */
#include "checks/check.h"
#include "checks/device.h"
#include "checks/fix.h"
#include "checks/judge.h"

static void judge(struct judge *j)
{
	const struct session *s = &j->host->session;
	const char *name = s->display_manager;

	if (device_on_vfio(j->dev)) {
		judge_ok(j, "vfio-pci holds this GPU, so no log-in screen starts on it");
		judge_seen_dev(j, "driver", j->dev->driver);
	} else if (s->display_manager_enabled == TRI_UNKNOWN) {
		judge_unknown(j, "whether a display manager is enabled could not be looked at");
	} else if (s->display_manager_enabled == TRI_NO) {
		judge_ok(j, "no display manager is enabled");
	} else if (j->dev->boot_vga == TRI_NO) {
		judge_ok(j, "the log-in screen starts on another GPU first");
		judge_seen_dev(j, "boot_vga", "0");
	} else {
		judge_warning(j, "%s starts at boot and takes this GPU before the guest does",
			name[0] ? name : "a display manager");
		judge_seen(
			j, "/etc/systemd/system/display-manager.service", name[0] ? name : "there");
		fix_say(j, "bind this GPU to vfio-pci at boot, when the host has another one");
		fix_say(j, "or stop the display manager whenever the guest starts");
	}
}

const struct check check_desktop_display_manager = {
	.id = "desktop-display-manager",
	.group = "desktop",
	.title = "No log-in screen starts on the GPU",
	.why = "A display manager opens the GPU it finds first, and must be stopped before that "
	       "GPU can go to a guest.",
	.source = "devices.md 8",
	.kinds = CHECK_GPU,
	.modes = USE_MODE_PASSTHROUGH,
	.judge = judge,
};
