/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "virtfn vf create": makes VFs and hands them to their driver.
 */
#include <errno.h>

#include "base/log.h"
#include "base/mem.h"
#include "cli/command.h"
#include "cli/vf-quota.h"
#include "cli/vf-work.h"
#include "plan/plan-vf.h"

struct opts {
	struct option_uint number;
	const char *driver, *mac;
	bool replace;
	struct quota_opts quota;
};

#define QUOTA(field) offsetof(struct opts, quota.field)

static const struct option options[] = {
	{ "number", 'n', "N", "how many VFs", OPTION_UINT, offsetof(struct opts, number),
		.max = 65535 },
	{ "driver", 0, "DRIVER", "vfio-pci (for guests, the default), host or none", OPTION_STR,
		offsetof(struct opts, driver) },
	{ "mac", 0, "MAC",
		"address of the first VF, the next count up; auto derives "
		"stable ones",
		OPTION_STR, offsetof(struct opts, mac) },
	{ "replace", 0, NULL, "remove VFs that are there first, if nobody uses them", OPTION_FLAG,
		offsetof(struct opts, replace) },
	QUOTA_OPTIONS(QUOTA),
	{ 0 },
};

static void show(struct vf_work *w, struct pci_addr pf, const struct wish_vf *wish, double seconds,
	struct doc *doc)
{
	const struct pci_dev *d = host_find_pci(&w->host, pf);

	vf_work_show(w, pf, doc);
	if (!d)
		return;
	quota_doc_granted(doc, &w->host, d, &wish->quota);
	if (w->steps.n > 0)
		doc_say(doc, "%d VF%s of %s ready after %.1f s", d->sriov.num,
			d->sriov.num == 1 ? "" : "s", d->name, seconds);
	else
		doc_say(doc, "No changes: %s has its %d VF%s already", d->name, d->sriov.num,
			d->sriov.num == 1 ? "" : "s");
	if (w->steps.n > 0)
		quota_doc_cost(doc, &w->host, d);
	if (d->netdev[0] && d->netdev_up != TRI_YES)
		doc_note(doc, "%s is down: VFs get no link until 'ip link set %s up'", d->netdev,
			d->netdev);
}

static int run(struct call *call, struct err *err)
{
	const struct opts *opts = call->opts;
	_cleanup_(vf_work_done) struct vf_work w = { .runner = { .lock = -1 } };
	struct wish_vf wish = {
		.count = opts->number.value,
		.driver = opts->driver ? opts->driver : "vfio-pci",
		.mac = opts->mac,
		.replace = opts->replace,
	};
	long long start = log_now_ms();
	struct pci_dev *pf;
	struct pci_addr addr;
	int r;

	if (!opts->number.given) {
		call->exit = EXITCODE_USAGE;
		return err_set(
			err, EINVAL, "say how many VFs: virtfn vf create %s -n N", call->args[0]);
	}
	r = quota_opts_read(&opts->quota, &wish.quota, &wish.pf_quota, err);
	if (r < 0) {
		call->exit = EXITCODE_USAGE;
		return r;
	}
	r = vf_work_begin(call->root, call->doc, &w, err);
	if (r == 0)
		r = host_resolve_pci(&w.host, call->args[0], &pf, err);
	if (r < 0)
		return r;
	w.names = call_shows_all(call);
	addr = pf->addr;
	r = plan_vf_create(&w.host, pf, &wish, &w.steps, err);
	if (r == 0)
		r = vf_work_do(&w, err);
	if (r < 0)
		return r;
	show(&w, addr, &wish, (double)(log_now_ms() - start) / 1000, call->doc);
	return 0;
}

const struct command command_vf_create = {
	.name = "vf create",
	.summary = "make VFs of a device and hand them to a driver",
	.about =
		"Keeps host drivers off the new VFs, sets the count once, reads back what the "
		"driver granted, gives each VF its MAC and then its driver by its address. The "
		"driver of the device itself is not touched. When a step fails, or on Ctrl-C, "
		"everything done is taken back. A second call with the same count changes "
		"nothing.\n"
		"The driver of a GPU shares it out evenly unless you ask for something. The "
		"options "
		"\"of a GPU\" are the same for all its VFs; the profiles balanced, guest-first and "
		"host-first set the time slices of VFs and of the host. What was asked and what "
		"was "
		"granted is shown: drivers round.",
	.examples =
		"sudo virtfn vf create enp1s0f0 -n 4\tfour VFs on vfio-pci, for guests\n"
		"sudo virtfn vf create 0000:01:00.0 -n 7 --mac auto\t"
		"with addresses that stay the same at each boot\n"
		"sudo virtfn vf create enp1s0f0 -n 2 --driver host\tfor this host or containers\n"
		"sudo virtfn vf create 0000:00:02.0 -n 2 --profile guest-first\tof a GPU\n",
	.options = options,
	.opts_size = sizeof(struct opts),
	.operands = { { "DEVICE", OPERAND_DEVICE } },
	.flags = COMMAND_ROOT,
	.run = run,
};
