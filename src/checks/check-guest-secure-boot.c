/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is there firmware for guests with Secure Boot and Microsoft's keys in it?
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

static void judge(struct judge *j)
{
	const struct stack *s = &j->host->stack;
	const struct stack_firmware *plain = NULL;

	for (size_t i = 0; i < s->n_firmware; i++) {
		const struct stack_firmware *f = &s->firmware[i];

		if (!f->x86_64 || !f->code_there || !f->secure_boot)
			continue;
		if (f->enrolled_keys) {
			judge_ok(j, "there is firmware with Secure Boot and keys for Windows 11");
			judge_seen(j, f->file, f->code);
			return;
		}
		plain = f;
	}
	if (s->firmware_seen == TRI_UNKNOWN) {
		judge_unknown(j, "descriptors of firmware for guests could not be looked at");
	} else if (plain) {
		judge_warning(
			j, "firmware with Secure Boot has no keys: Windows 11 boots without it");
		judge_seen(j, plain->file, "no enrolled-keys");
		fix_say(j,
			"leave enrolled-keys out of the guest, and enrol Microsoft's keys in the "
			"guest's firmware (virt-fw-vars, or the menu of OVMF)");
	} else {
		judge_warning(j, "there is no firmware with Secure Boot for Windows 11");
		judge_seen(j, "/usr/share/qemu/firmware", "none has secure-boot");
		fix_package(j, DISTRO_PACKAGE_OVMF);
	}
}

const struct check check_guest_secure_boot = {
	.id = "guest-secure-boot",
	.group = "guest",
	.title = "There is firmware with Secure Boot for Windows 11",
	.why = "The set-up of Windows 11 wants a machine with Secure Boot. Some distributions "
	       "ship the firmware without Microsoft's keys, so libvirt finds none with "
	       "enrolled-keys.",
	.source = "host.md 4.2, guest.md 1.4",
	.guests = GUEST_OS_WINDOWS,
	.explained_by = "guest-uefi",
	.judge = judge,
};
