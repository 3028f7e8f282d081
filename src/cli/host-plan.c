/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What has to be changed on this host for good? Reads it, judges it for what it is meant to do,
 * and makes steps of what is in the way. How that is shown is in host-plan-doc.c.
 */
#include "cli/host-plan.h"

#include <errno.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "cli/doctor-host.h"
#include "cli/host-driver.h"
#include "cli/host-packages.h"
#include "cli/host-persist.h"
#include "facts/boot-evidence.h"
#include "facts/edit-files.h"
#include "facts/facts.h"
#include "formats/cmdline.h"
#include "plan/plan-host.h"
#include "plan/plan-looking-glass.h"
#include "plan/plan-needs.h"
#include "plan/plan-wish.h"

unsigned host_plan_mode(const char *word)
{
	if (!word)
		return 0;
	if (str_eq(word, "gvt-g"))
		return USE_MODE_GVT_G;
	return str_eq(word, "sriov") ? USE_MODE_SRIOV : USE_MODE_PASSTHROUGH;
}

unsigned host_plan_guest(const char *word)
{
	if (!word)
		return 0;
	return str_eq(word, "windows") ? GUEST_OS_WINDOWS : GUEST_OS_LINUX;
}

void host_plan_done(struct host_plan *p)
{
	check_report_done(&p->report);
	needs_done(&p->needs);
	edits_done(&p->edits);
	steps_done(&p->steps);
	host_wish_done(&p->wish);
	host_done(&p->host);
	free(p->running);
	*p = (struct host_plan) { 0 };
}

static bool has_wish(const struct host_plan *p)
{
	return p->wish.wish.n_files > 0 || p->wish.path;
}

static int refuse(struct host_plan *p, struct err *err, const char *text)
{
	p->usage = true;
	return err_set(err, EINVAL, "%s", text);
}

/* A device that was named is planned for alone, unless VFs of it are to be there for good. */
static int find_wish(const struct root *root, const struct host_plan_wish *asked,
	struct host_plan *p, struct err *err)
{
	const struct host_wish_ask ask = {
		.device = asked->device,
		.vfs = asked->vfs.given ? asked->vfs.value : 0,
		.driver = asked->driver,
		.persist = asked->persist,
	};
	int r;

	if (asked->vfs.given && ask.vfs == 0)
		return refuse(p, err,
			"--vfs 0 asks for nothing; what host.yaml does not name has no VFs");
	if (ask.vfs > 0 && !asked->device)
		return refuse(p, err, "--vfs needs --device: of which device?");
	if (ask.vfs == 0 && (asked->driver || asked->persist))
		return refuse(p, err, "--driver and --persist say how VFs are made; add --vfs N");
	if (ask.vfs > 0 && asked->mode && asked->mode != USE_MODE_SRIOV)
		return refuse(p, err, "--vfs goes with --mode sriov only");
	if ((asked->device || asked->arguments) && ask.vfs == 0)
		return 0;
	r = host_wish_read(root, &p->host, &ask, &p->wish, err);
	if (r < 0)
		return r;
	if (!has_wish(p) && asked->arguments)
		return 0;
	if (!has_wish(p))
		return refuse(p, err,
			"nobody says what this host is for: name a --device, or write "
			"/etc/virtfn/host.yaml with virtfn setup");
	return plan_wish_check(&p->host, &p->wish.wish, err);
}

static int judge_one(
	struct host_plan *p, struct check_wish *wish, struct pci_dev *dev, struct err *err)
{
	wish->dev = dev;
	if (!wish->mode)
		wish->mode = dev ? doctor_mode_of(dev) : USE_MODE_ANY;
	return checks_run(&p->host, wish, &p->report, err);
}

static unsigned mode_of(const struct wish_device *d)
{
	static const unsigned modes[] = {
		[WISH_MODE_SRIOV] = USE_MODE_SRIOV,
		[WISH_MODE_GVT_G] = USE_MODE_GVT_G,
		[WISH_MODE_PASSTHROUGH] = USE_MODE_PASSTHROUGH,
	};

	return modes[wish_device_mode(d)];
}

/* The host for all that its devices are for, then each of them. */
static int judge_wish(struct host_plan *p, const struct host_plan_wish *asked, struct err *err)
{
	const struct wish_host *w = &p->wish.wish;
	struct check_wish wish = { .guests = asked->guests ? asked->guests : GUEST_OS_ANY };
	int r = 0;

	for (size_t i = 0; i < w->n_devices; i++)
		wish.mode |= mode_of(&w->devices[i]);
	/* Without any, the file speaks of the host alone, and nothing is in the way of that. */
	if (w->n_devices > 0)
		r = judge_one(p, &wish, NULL, err);
	for (size_t i = 0; i < w->n_devices && r == 0; i++) {
		struct pci_dev *dev = NULL;

		wish.mode = mode_of(&w->devices[i]);
		r = wish_device_find(&w->devices[i], &p->host, &dev, err);
		if (r == 0)
			r = judge_one(p, &wish, dev, err);
	}
	return r;
}

static int judge(struct host_plan *p, const struct host_plan_wish *asked, struct err *err)
{
	struct check_wish wish = {
		.mode = asked->mode,
		.guests = asked->guests ? asked->guests : GUEST_OS_ANY,
	};
	struct pci_dev *dev = NULL;
	int r = 0;

	if (has_wish(p))
		return judge_wish(p, asked, err);
	if (asked->device)
		r = host_resolve_pci(&p->host, asked->device, &dev, err);
	if (r < 0)
		return r;
	if (!wish.mode)
		wish.mode = dev ? doctor_mode_of(dev) : USE_MODE_ANY;
	r = judge_one(p, &wish, NULL, err);
	return r == 0 && dev ? judge_one(p, &wish, dev, err) : r;
}

/* What the user wants on the command line, word by word as the kernel splits it. */
static int add_arguments(const char *text, struct needs *needs, struct err *err)
{
	struct cmdline_iter it = { .text = text };
	struct cmdline_arg arg;
	int r = 0;

	while (r == 0 && cmdline_next(&it, &arg)) {
		_cleanup_free_ char *what = str_from_bytes(text + arg.off, arg.len);
		char why[] = "it was asked for", from[] = "--arguments";
		struct need need = { NEED_ARGUMENT, what, why, from };

		if (!what)
			return err_oom(err);
		if (arg.open)
			return err_set(err, EINVAL, "'%s': a quote is not closed", text);
		r = needs_add(needs, &need, err);
	}
	return r;
}

static int read_boot(const struct root *root, struct host_plan *p, struct err *err)
{
	struct err ignored;
	int r;

	if (facts_boot_evidence(root, &p->host, &p->evidence, &p->initramfs))
		p->boot = boot_of(&p->evidence);
	r = root_read(root, &p->running, &ignored, "proc/cmdline");
	if (r < 0)
		p->running = str_printf("%s", "");
	return p->running ? 0 : err_oom(err);
}

static int make(const struct root *root, struct host_plan *p, struct err *err)
{
	_cleanup_(plan_packages_done) struct plan_packages packages = { 0 };
	_cleanup_(plan_driver_done) struct plan_driver driver = { 0 };
	_cleanup_(host_hold_done) struct host_hold held = { 0 };
	const struct plan_driver_in driver_in = { &p->host, has_wish(p) ? &p->wish.wish : NULL,
		&p->needs, &driver };
	struct plan_hold hold = { .host = &p->host };
	struct plan_host in = {
		.host = &p->host,
		.needs = &p->needs,
		.boot = p->boot,
		.evidence = &p->evidence,
		.initramfs = &p->initramfs,
		.running = p->running,
		.packages = &packages,
		.driver = &driver_in,
		.live = root->host,
	};
	_cleanup_free_ const char **patterns = NULL;
	int r;

	r = host_packages(root, &p->host, &p->needs, &packages, err);
	if (r == 0 && has_wish(p))
		r = host_driver(root, &p->host, &p->wish.wish, &driver, err);
	if (r == 0 && has_wish(p) && p->wish.wish.kernel.hold.v) {
		in.hold = &hold;
		r = host_hold(root, p, &packages, &held, err);
		hold.names = (const char *const *)held.names;
		hold.free_names = held.free;
	}
	if (r == 0)
		r = plan_host_patterns(&in, &patterns, err);
	if (r == 0)
		r = facts_read_files(root, patterns, &p->edits, err);
	if (r == 0 && has_wish(p))
		r = host_persist_read(root, p, err);
	if (r == 0)
		r = plan_host(&in, &p->edits, err);
	if (r == 0 && has_wish(p))
		r = host_persist_plan(root, p, err);
	if (r == 0 && has_wish(p))
		r = plan_looking_glass(&p->host, &p->wish.wish, in.live, &p->edits, err);
	if (r == 0)
		p->reboot = plan_host_reboot(&in, &p->edits);
	if (r == 0 && has_wish(p) && in.live && !p->reboot)
		r = host_persist_start(root, p, err);
	return r < 0 ? r : plan_steps(&p->edits, &p->steps, err);
}

int host_plan_look(const struct root *root, struct host_plan *ret, struct err *err)
{
	int r;

	host_init(&ret->host);
	r = facts_read(root, FACTS_HOST | FACTS_NO_NAMES, &ret->host, err);
	return r < 0 ? r : read_boot(root, ret, err);
}

int host_plan_make(const struct root *root, const struct host_plan_wish *wish,
	struct host_plan *ret, struct err *err)
{
	int r;

	r = host_plan_look(root, ret, err);
	if (r == 0)
		r = find_wish(root, wish, ret, err);
	/* Arguments alone say nothing of a device that the host would have to be good for. */
	if (r == 0 && (wish->device || has_wish(ret)))
		r = judge(ret, wish, err);
	if (r == 0)
		r = plan_needs(ret->report.v, ret->report.n, wish->warnings, &ret->needs, err);
	if (r == 0 && wish->arguments)
		r = add_arguments(wish->arguments, &ret->needs, err);
	if (r == 0 && has_wish(ret))
		r = plan_wish_needs(&ret->host, &ret->wish.wish, &ret->needs, err);
	if (r == 0 && has_wish(ret))
		r = plan_driver_needs(&ret->host, &ret->wish.wish, &ret->needs, err);
	return r < 0 ? r : make(root, ret, err);
}
