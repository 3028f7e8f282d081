/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does NetworkManager set the number of VFs? It resets them when the connection goes down.
 */
#include <string.h>

#include "checks/check.h"
#include "checks/device.h"
#include "checks/fix.h"
#include "checks/judge.h"

static void judge(struct judge *j)
{
	const struct host *host = j->host;
	const struct host_writer *first = NULL;

	if (!device_splits(j->dev))
		return;
	for (size_t i = 0; i < host->n_writers; i++) {
		const struct host_writer *w = &host->writers[i];

		if (!w->file || !strstr(w->file, "NetworkManager"))
			continue;
		first = first ? first : w;
		judge_seen_printf(j, w->file, "line %u: %s", w->line, w->what ? w->what : "");
	}
	if (first) {
		judge_warning(
			j, "NetworkManager sets VFs itself, and resets them with the connection");
		fix_say(j,
			"take the sriov settings out of %s, then:\n"
			"sudo nmcli connection reload",
			first->file);
	} else if (host->is_root != TRI_YES) {
		judge_unknown(
			j, "connections of NetworkManager could not be looked at: needs root");
	} else {
		judge_ok(j, "NetworkManager does not set VFs");
	}
}

const struct check check_nic_networkmanager = {
	.id = "nic-networkmanager",
	.group = "nic",
	.title = "NetworkManager leaves VFs alone",
	.why = "A connection with an sriov setting enforces its number of VFs (also 0) when it "
	       "is activated and resets it when it is deactivated: VFs of running guests go.",
	.source = "host.md 3, nm-settings(5)",
	.kinds = CHECK_NIC,
	.modes = USE_MODE_SRIOV,
	.judge = judge,
};
