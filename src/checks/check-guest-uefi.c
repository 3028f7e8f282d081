/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is there UEFI firmware for guests, with a descriptor that libvirt can find?
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

static void judge(struct judge *j)
{
	const struct stack *s = &j->host->stack;
	const struct stack_firmware *lost = NULL;

	for (size_t i = 0; i < s->n_firmware; i++) {
		const struct stack_firmware *f = &s->firmware[i];

		if (!f->x86_64)
			continue;
		if (f->code_there) {
			judge_ok(j, "there is UEFI firmware for guests");
			judge_seen(j, f->file, f->code);
			return;
		}
		lost = f;
	}
	if (s->firmware_seen == TRI_UNKNOWN) {
		judge_unknown(j, "descriptors of firmware for guests could not be looked at");
		return;
	}
	if (lost) {
		judge_warning(j, "UEFI firmware for guests is described, but the image is missing");
		judge_seen(j, lost->file, lost->code ? lost->code : "no image");
	} else {
		judge_warning(j, "there is no UEFI firmware for guests");
		judge_seen(j, "/usr/share/qemu/firmware", "nothing for x86_64");
	}
	fix_package(j, DISTRO_PACKAGE_OVMF);
}

const struct check check_guest_uefi = {
	.id = "guest-uefi",
	.group = "guest",
	.title = "There is UEFI firmware for guests",
	.why = "Guests with a GPU, and Windows 11, are booted by UEFI: OVMF, which libvirt finds "
	       "by its descriptors.",
	.source = "host.md 4.2, 5.1",
	.judge = judge,
};
