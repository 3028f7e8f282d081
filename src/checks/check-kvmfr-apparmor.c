/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does AppArmor let guests open /dev/kvmfr0?
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"
#include "checks/stack-words.h"

static void judge(struct judge *j)
{
	const struct stack *s = &j->host->stack;

	if (s->kvmfr != STACK_NODE_CHAR || s->apparmor == TRI_NO)
		return;
	if (s->apparmor == TRI_UNKNOWN || s->kvmfr_apparmor == TRI_UNKNOWN) {
		judge_unknown(j, "whether AppArmor lets guests open /dev/kvmfr0 could not be seen");
	} else if (s->kvmfr_apparmor == TRI_YES) {
		judge_ok(j, "AppArmor lets guests open /dev/kvmfr0");
	} else {
		const char *file = s->libvirt_version >= STACK_VERSION(9, 6)
					   ? "/etc/apparmor.d/abstractions/libvirt-qemu.d/virtfn"
					   : "/etc/apparmor.d/local/abstractions/libvirt-qemu";

		judge_warning(j, "AppArmor does not let guests open /dev/kvmfr0");
		judge_seen(j, file, "no rule for /dev/kvmfr0");
		fix_say(j, "sudo mkdir -p \"$(dirname %s)\"", file);
		fix_say(j, "echo '/dev/kvmfr0 rw,' | sudo tee -a %s", file);
	}
}

const struct check check_kvmfr_apparmor = {
	.id = "kvmfr-apparmor",
	.group = "guest",
	.title = "AppArmor lets guests open /dev/kvmfr0",
	.why = "libvirt makes no AppArmor rule for what stands on QEMU's command line, so "
	       "/dev/kvmfr0 needs one line of your own; putting the profile into complain mode "
	       "opens far more.",
	.source = "host.md 4.3, guest.md 1.12",
	.judge = judge,
};
