/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Did the firmware run the card's old video BIOS? Then the copy of it in memory is what a
 * guest would get for a ROM.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

static void judge(struct judge *j)
{
	enum tri uefi = j->host->machine.uefi, boot = j->dev->boot_vga;

	if (boot == TRI_NO || uefi == TRI_YES) {
		judge_ok(j, boot == TRI_NO ? "the firmware did not start this card for its display"
					   : "this host was started by UEFI");
	} else if (boot == TRI_UNKNOWN || uefi == TRI_UNKNOWN) {
		judge_unknown(j, "whether a legacy BIOS started this card could not be told");
	} else {
		judge_warning(j,
			"a legacy BIOS started this card: its ROM in memory may be altered, "
			"and the BAR cannot be resized");
		judge_seen(j, "/sys/firmware/efi", NULL);
		judge_seen_dev(j, "boot_vga", "1");
		fix_say(j,
			"in the firmware's set-up: turn CSM (Legacy Boot) off and start the host "
			"by UEFI, or give the guest a ROM file that was read from this card "
			"while another one was primary");
	}
}

const struct check check_firmware_csm = {
	.id = "firmware-csm",
	.group = "firmware",
	.title = "The card was not started by a legacy BIOS",
	.why = "Started by a legacy BIOS, the primary card's ROM is a shadow copy that its own "
	       "code "
	       "has changed. A guest that gets it may stay black. UEFI leaves the ROM alone, and "
	       "Resizable BAR works with UEFI only.",
	.source = "devices.md 8",
	.kinds = CHECK_GPU,
	.modes = USE_MODE_PASSTHROUGH,
	.judge = judge,
};
