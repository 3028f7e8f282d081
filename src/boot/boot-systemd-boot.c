/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Entries that somebody wrote, as on Arch: their options lines are all there is. A trial has an
 * entry of its own; its name is sorted last, so that no default falls on it by itself.
 */
#include "boot/boot.h"

static bool matches(const struct boot_evidence *e)
{
	return boot_by_systemd_boot(e) && !e->stub[0] && e->entry[0];
}

const struct boot boot_systemd_boot = {
	.words = {
		.id = "systemd-boot",
		.title = "systemd-boot",
		.add = "sudo find \"$(bootctl -x)/loader/entries\" -name '*.conf' -exec sed -i "
			"-E '\\#^options.*[[:space:]]%s([[:space:]]|$)#! s#^options.*#& %s#' "
			"'{}' +",
		.remove = "sudo find \"$(bootctl -x)/loader/entries\" -name '*.conf' -exec sed "
			"-i -E '/^options/ { :a; s#([[:space:]])%s([[:space:]]|$)#\\1\\2#; ta "
			"}' '{}' +",
		.try = "entry=$(tail -c +5 "
			"/sys/firmware/efi/efivars/LoaderEntrySelected-"
			"4a67b082-0a4c-41cf-b6c7-440b29bb8c4f | tr -d '\\000')\n"
			"sudo sed -E 's#^options.*#& %s#' \"$(bootctl "
			"-x)/loader/entries/$entry\" | sudo tee \"$(bootctl "
			"-x)/loader/entries/0-virtfn-trial.conf\"\n"
			"sudo bootctl set-oneshot 0-virtfn-trial.conf",
	},
	.matches = matches,
};
