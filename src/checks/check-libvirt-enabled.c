/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is libvirt started at each boot, by itself or by its socket?
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"
#include "checks/stack-words.h"

static void judge(struct judge *j)
{
	const struct stack *s = &j->host->stack;
	const char *daemon = stack_daemon(j->host);

	if (s->libvirt == LIBVIRT_NONE)
		return;
	if (s->libvirt_enabled == TRI_UNKNOWN || s->libvirt == LIBVIRT_UNKNOWN) {
		judge_unknown(j, "whether libvirt starts at boot could not be looked at");
	} else if (s->libvirt_enabled == TRI_YES) {
		judge_ok(j, "%s starts at boot or when it is asked", daemon);
		judge_seen_printf(j, "/etc/systemd/system", "%s is enabled", daemon);
	} else {
		judge_warning(j, "%s does not start at boot: autostarted guests stay off", daemon);
		judge_seen_printf(j, "/etc/systemd/system", "%s is not enabled", daemon);
		fix_say(j, "sudo systemctl enable %s.socket", daemon);
		fix_say(j, "and for guests with autostart:");
		fix_say(j, "sudo systemctl enable %s.service", daemon);
	}
}

const struct check check_libvirt_enabled = {
	.id = "libvirt-enabled",
	.group = "guest",
	.title = "libvirt starts at boot",
	.why = "Guests with autostart and networks of libvirt come up only when its daemon is "
	       "started.",
	.source = "host.md 4.3",
	.explained_by = "libvirt-there libvirt-active",
	.judge = judge,
};
