/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does the desktop, or any other program, hold the GPU that shall be given away whole?
 */
#include "base/str.h"
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"

static void held(struct judge *j, const struct session_holder *h)
{
	const char *manager = j->host->session.display_manager;

	if (str_eq(j->dev->driver, "nvidia")) {
		judge_blocks(j, "%s (pid %d) holds this GPU: taking it from nvidia never returns",
			h->comm, h->pid);
		fix_say(j, "never unbind nvidia while a program has its nodes open: only a reboot "
			   "helps");
	} else {
		judge_warning(
			j, "%s (pid %d) holds this GPU and fails when it goes", h->comm, h->pid);
	}
	judge_seen_printf(j, h->node, "open in %s (pid %d)", h->comm, h->pid);
	if (manager[0])
		fix_say(j,
			"end the desktop (%s) before the guest starts:\n"
			"sudo systemctl stop display-manager",
			manager);
	else
		fix_say(j, "end %s before the guest starts", h->comm);
	fix_say(j, "or bind the GPU to vfio-pci at boot, so that no program gets it");
}

static void judge(struct judge *j)
{
	const struct session *s = &j->host->session;

	for (size_t i = 0; i < s->n_holders; i++)
		if (pci_addr_compare(s->holders[i].gpu, j->dev->addr) == 0) {
			held(j, &s->holders[i]);
			return;
		}
	if (s->holders_seen != TRI_YES)
		judge_unknown(j, "who holds this GPU could not be looked at: needs root");
	else
		judge_ok(j, "no program of the host holds this GPU");
}

const struct check check_desktop_gpu_held = {
	.id = "desktop-gpu-held",
	.group = "desktop",
	.title = "No program of the host holds the GPU",
	.why = "A desktop whose GPU is taken away dies or hangs, and nvidia never lets go of a "
	       "device that somebody has open: every later call hangs too.",
	.source = "diagnoses.md (PCI, nvidia), devices.md 8",
	.kinds = CHECK_GPU,
	.modes = USE_MODE_PASSTHROUGH,
	.judge = judge,
};
