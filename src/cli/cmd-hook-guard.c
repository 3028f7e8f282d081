/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "virtfn hook guard": keeps the system awake while guests hold devices. It is a service that
 * sleeps itself until somebody opens or closes a node of vfio. Idle VFs are hook-sleep's.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/run.h"
#include "base/str.h"
#include "base/watch.h"
#include "cli/command.h"
#include "ext/ext-systemd.h"
#include "facts/facts.h"
#include "facts/wish-files.h"

/* A guest opens several nodes, one after the other. */
#define SETTLE_MS 1000
/* Events may be lost when there are very many. */
#define AGAIN_MS 60000

struct guard {
	struct call *call;
	int watch, lock;
	bool on_vfio; /* the folder is there and watched */
};

static void guard_done(struct guard *g)
{
	mem_closep(&g->watch);
	mem_closep(&g->lock);
}

/* Made by udev when the first module of vfio comes: until then /dev is watched. */
static int watch_nodes(struct guard *g, struct err *err)
{
	struct err ignored;
	int r;

	if (g->on_vfio)
		return 0;
	mem_closep(&g->watch);
	g->watch = -1;
	r = watch_new(&g->watch, err);
	if (r < 0)
		return r;
	r = watch_add(g->watch, g->call->root, "dev/vfio", err);
	g->on_vfio = r == 0;
	if (r == -ENOENT)
		r = watch_add(g->watch, g->call->root, "dev", err);
	/* One node each function, where the kernel has that. */
	if (g->on_vfio)
		(void)watch_add(g->watch, g->call->root, "dev/vfio/devices", &ignored);
	return r;
}

/* Who holds what, or "" for nobody. */
static int look(const struct root *root, char text[160], struct err *err)
{
	_cleanup_(host_done) struct host host = { 0 };
	int r = facts_read(root, FACTS_MATTERS | FACTS_NO_NAMES | FACTS_BRIEF, &host, err);

	text[0] = '\0';
	for (size_t i = 0; r == 0 && i < host.n_pci && !text[0]; i++) {
		const struct pci_dev *d = &host.pci[i];

		for (size_t k = 0; k < d->n_uses; k++)
			if (d->uses[k].kind == PCI_USE_GUEST)
				(void)snprintf(text, 160, "the guest %.80s has %s", d->uses[k].what,
					d->name);
			else if (d->uses[k].kind == PCI_USE_PROCESS)
				(void)snprintf(text, 160, "%.80s has %s", d->uses[k].what, d->name);
	}
	return r;
}

static void say(const char *what, const char *text)
{
	log_progress("%s%s%s", what, text[0] ? ": " : "", text);
}

static int update(struct guard *g, struct err *err)
{
	char text[160];
	struct err failed;
	int r = look(g->call->root, text, err);

	if (r < 0)
		return r;
	if (!text[0] && g->lock >= 0) {
		mem_closep(&g->lock);
		g->lock = -1;
		say("the system may sleep", "");
	} else if (text[0] && g->lock < 0) {
		if (ext_systemd_inhibit_sleep(text, "block", &g->lock, &failed) < 0)
			say("cannot keep the system awake", failed.text);
		else
			say("the system stays awake", text);
	}
	return 0;
}

static int run(struct call *call, struct err *err)
{
	_cleanup_(guard_done) struct guard g = { .call = call, .watch = -1, .lock = -1 };
	_cleanup_(wish_host_done) struct wish_host wish = { 0 };
	_cleanup_(conf_problems_done) struct conf_problems problems = { 0 };
	int r = wish_read(call->root, &wish, &problems, err);

	if (r == 0)
		r = wish_refuse(&problems, err);
	if (r < 0)
		return r;
	if (wish.hooks.suspend.given && !wish.hooks.suspend.v) {
		doc_say(call->doc, "hooks: {suspend: off} in host.yaml: nothing to do");
		return 0;
	}
	/* The folder first: what is opened after that look is an event. */
	while (r >= 0 && !run_interrupted) {
		r = watch_nodes(&g, err);
		if (r >= 0)
			r = update(&g, err);
		if (r >= 0)
			r = watch_wait(g.watch, g.lock >= 0 || !g.on_vfio ? AGAIN_MS : -1, err);
		if (r > 0)
			(void)watch_wait(-1, SETTLE_MS, err);
	}
	return run_interrupted ? 0 : r;
}

const struct command command_hook_guard = {
	.name = "hook guard",
	.summary = "keep the system awake while guests hold devices",
	.about =
		"Runs until it is ended, as virtfn-sleep-guard.service. While a guest or another "
		"process holds a VF or a whole device through vfio, it holds logind's lock against "
		"sleep: most devices cannot sleep while a guest has them, and the host would not "
		"wake up. systemd-inhibit --list shows the lock with the guest's name. Who "
		"suspends "
		"with systemctl suspend --ignore-inhibitors is not stopped. "
		"\"hooks: {suspend: off}\" in host.yaml switches it off.",
	.examples = "sudo systemctl enable --now virtfn-sleep-guard\tfrom now on\n"
		    "sudo virtfn hook guard\tby hand, until Ctrl-C\n",
	.flags = COMMAND_ROOT,
	.run = run,
};
