/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "virtfn vf create": makes VFs and hands them to their driver.
 */
#include <errno.h>

#include "base/log.h"
#include "base/mem.h"
#include "cli/command.h"
#include "cli/gvt-work.h"
#include "cli/vf-quota.h"
#include "cli/vf-work.h"
#include "cli/vm-vfs.h"
#include "plan/plan-vf.h"

struct opts {
	struct option_uint number;
	const char *driver, *mac;
	const char *type, *uuid;
	bool replace, persist;
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
	{ "type", 0, "TYPE", "split a GPU by GVT-g, into this type or the best that fits",
		OPTION_STR, offsetof(struct opts, type) },
	{ "uuid", 0, "UUIDS", "of GVT-g devices, commas between; else new ones", OPTION_STR,
		offsetof(struct opts, uuid) },
	{ "persist", 0, NULL, "let mdevctl make these GVT-g devices at each boot", OPTION_FLAG,
		offsetof(struct opts, persist) },
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

/* One way to split a device has nothing of the other. */
static int check_way(const struct opts *o, const struct vf_quota *quota, struct err *err)
{
	const char *wrong = NULL;

	if (o->type)
		wrong = o->mac       ? "--mac"
			: o->driver  ? "--driver"
			: o->replace ? "--replace"
			: quota->set ? "a quota"
				     : NULL;
	else
		wrong = o->uuid ? "--uuid" : o->persist ? "--persist" : NULL;
	if (!wrong)
		return 0;
	return o->type ? err_set(err, EINVAL, "%s is nothing for GVT-g; leave it away", wrong)
		       : err_set(err, EINVAL, "%s is for GVT-g; say --type, or leave it away",
				 wrong);
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
	const struct gvt_opts gvt = { opts->type, opts->uuid, opts->number.value, opts->persist };
	long long start = log_now_ms();
	struct pci_dev *pf;
	struct pci_addr addr;
	int r;

	r = quota_opts_read(&opts->quota, &wish.quota, &wish.pf_quota, err);
	if (r == 0)
		r = check_way(opts, &wish.quota, err);
	if (r == 0 && !opts->number.given && !opts->type)
		r = err_set(
			err, EINVAL, "say how many VFs: virtfn vf create %s -n N", call->args[0]);
	if (r == 0 && opts->type && opts->number.given && opts->number.value == 0)
		r = err_set(err, EINVAL, "no GVT-g devices are made with 0; see virtfn vf destroy");
	if (r < 0) {
		call->exit = EXITCODE_USAGE;
		return r;
	}
	if (opts->type)
		return gvt_create(call, &gvt, err);
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
	vm_vfs_keep(call->root, addr);
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
		"granted is shown: drivers round.\n"
		"Intel GPUs from Broadwell to Comet Lake have no VFs, but GVT-g: --type makes "
		"mediated devices, which have UUIDs. virtfn list gvt shows the types; all take "
		"from one aperture, so that the number of each falls as any is made. Here -n is "
		"how many of this type there shall be (1 when it is left away), and --persist "
		"writes mdevctl's file for each.",
	.examples =
		"sudo virtfn vf create enp1s0f0 -n 4\tfour VFs on vfio-pci, for guests\n"
		"sudo virtfn vf create 0000:01:00.0 -n 7 --mac auto\t"
		"with addresses that stay the same at each boot\n"
		"sudo virtfn vf create enp1s0f0 -n 2 --driver host\tfor this host or containers\n"
		"sudo virtfn vf create 0000:00:02.0 -n 2 --profile guest-first\tof a GPU\n"
		"sudo virtfn vf create 0000:00:02.0 --type best --persist\tby GVT-g, at each "
		"boot\n",
	.options = options,
	.opts_size = sizeof(struct opts),
	.operands = { { "DEVICE", OPERAND_DEVICE } },
	.flags = COMMAND_ROOT,
	.run = run,
};
