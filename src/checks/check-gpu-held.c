/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Does a program of the host have the GPU open that shall be given away? Its driver then does
 * not let go of it.
 */
#include "checks/check.h"
#include "checks/fix.h"
#include "checks/judge.h"
#include "checks/others.h"

static const struct session_holder *find(const struct judge *j, size_t *ret_n)
{
	const struct session *s = &j->host->session;
	const struct session_holder *first = NULL;

	*ret_n = 0;
	for (size_t i = 0; i < s->n_holders; i++) {
		if (pci_addr_compare(s->holders[i].gpu, j->dev->addr) != 0)
			continue;
		(*ret_n)++;
		first = first ? first : &s->holders[i];
	}
	return first;
}

static void judge(struct judge *j)
{
	size_t n;
	const struct session_holder *h = find(j, &n);

	if (j->dev->is_vf)
		return;
	if (!j->dev->driver[0] || others_vfio(j->dev->driver)) {
		judge_ok(j, "no driver of the host has the GPU");
	} else if (h) {
		judge_warning(j,
			"%s (pid %d)%s has the GPU open: the driver may hang when it is taken",
			h->comm, h->pid, n > 1 ? " and others" : "");
		judge_seen_printf(j, "/proc", "%d/fd: %s", h->pid, h->node);
		fix_say(j, "end these programs before the guest starts; for a desktop let it use "
			   "another GPU");
		fix_say(j, "or give the GPU to vfio-pci at boot");
	} else if (j->host->session.holders_seen != TRI_YES) {
		judge_unknown(
			j, "which programs have the GPU open could not be looked at: needs root");
	} else {
		judge_ok(j, "no program has the GPU open");
	}
}

const struct check check_gpu_held = {
	.id = "gpu-held",
	.group = "gpu",
	.title = "No program of the host has the GPU open",
	.why = "A driver is unbound when the last program has closed its nodes. NVIDIA's never "
	       "returns from that, and only a reboot helps.",
	.source = "diagnoses.md 3b; devices.md 8",
	.kinds = CHECK_GPU,
	.modes = USE_MODE_PASSTHROUGH,
	.judge = judge,
};
