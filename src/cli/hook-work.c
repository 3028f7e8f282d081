/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A guest starts or ended: its needs to steps, and the steps to the hook's journal. Devices take
 * the lock of all commands that change them; the rest has only the hook's own, as a guest waits.
 */
#include "cli/hook-work.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "actions/hook-run.h"
#include "actions/runner.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "facts/facts.h"
#include "facts/hook-look.h"
#include "plan/plan-hook.h"

#define RELEASE_WAIT_MS 180000

struct work {
	struct call *call;
	const char *guest;
	struct hook hook;
	struct runner runner; /* lock -1 until a device is touched */
	struct host host;
	struct steps steps;
};

static void work_done(struct work *w)
{
	steps_done(&w->steps);
	host_done(&w->host);
	runner_done(&w->runner);
	hook_done(&w->hook);
}

/* Before the first change of a device: nobody else may be at it. */
static int take_devices(struct work *w, struct err *err)
{
	return w->runner.lock >= 0 ? 0 : runner_begin(w->call->root, &w->runner, err);
}

static int look(struct work *w, struct err *err)
{
	host_done(&w->host);
	return facts_read(w->call->root, FACTS_MATTERS | FACTS_NO_NAMES, &w->host, err);
}

static int refuse_used_vfs(struct work *w, const char *pf, struct err *err)
{
	int r = look(w, err);

	for (size_t i = 0; i < w->host.n_pci && r == 0; i++) {
		const struct pci_dev *d = &w->host.pci[i];
		const struct pci_use *use = d->is_vf ? pci_dev_busy(d) : NULL;
		char of[PCI_ADDR_TEXT];

		pci_addr_format(d->physfn, of);
		if (use && str_eq(of, pf))
			r = err_set(err, EBUSY,
				"the VFs of %s stay: %s is in use (%s); they go when that ends and "
				"a guest's hook runs, or with virtfn vf destroy %s",
				pf, d->name, use->what, pf);
	}
	return r;
}

/*
 * The kernel waits for ever for whoever holds a VF that is to go: it may be a guest without
 * needs, or a program. What belongs to the VFs as a whole stays with them.
 */
static int may_put_back(void *arg, const struct journal_entry *e, struct err *err)
{
	static const char *const devices[] = { "vf-count", "vf-autoprobe", "vf-sharing", "vf-link",
		"vf-quota", "pci-driver" };
	struct work *w = arg;
	size_t i = 0;
	int r;

	while (i < ARRAY_SIZE(devices) && !str_eq(e->step.action, devices[i]))
		i++;
	if (i == ARRAY_SIZE(devices))
		return 0;
	r = take_devices(w, err);
	return r < 0 || i > 2 ? r : refuse_used_vfs(w, e->step.target, err);
}

static void begin_work(struct work *w, struct call *call, const char *guest)
{
	*w = (struct work) {
		.call = call,
		.guest = guest,
		.hook = { .root = call->root, .lock = -1, .may = may_put_back, .arg = w },
		.runner = { .lock = -1 },
	};
}

static int begin(struct work *w, struct err *err)
{
	int r = hook_begin(&w->hook, err);

	if (r == 0 && w->hook.mended > 0)
		doc_note(w->call->doc,
			"an earlier hook was cut off; %zu things were put back first",
			w->hook.mended);
	return r;
}

static int do_steps(struct work *w, struct err *err)
{
	int r = w->steps.n ? hook_want(&w->hook, w->guest, &w->steps, err) : 0;

	steps_done(&w->steps);
	return r;
}

static bool same_pf(const struct vm_need_vf *a, const struct vm_need_vf *b)
{
	return pci_addr_compare(a->pf, b->pf) == 0;
}

/* Once for each PF: as many VFs as any of the guest's needs says. */
static int plan_make(struct work *w, const struct vm_needs *n, size_t i, struct err *err)
{
	struct vm_need_vf vf = n->vfs[i];
	struct step count = { .action = "vf-count" };

	for (size_t j = 0; j < n->n_vfs; j++) {
		if (!same_pf(&n->vfs[j], &vf))
			continue;
		if (j < i)
			return 0;
		if (n->vfs[j].count > vf.count)
			vf.count = n->vfs[j].count;
		if (n->vfs[j].index > vf.index)
			vf.index = n->vfs[j].index;
		if (n->vfs[j].quota.set)
			vf.quota = n->vfs[j].quota;
	}
	pci_addr_format(vf.pf, count.target);
	return plan_hook_make(
		&w->host, &vf, hook_state_was(&w->hook.state, &count) != NULL, &w->steps, err);
}

static int prepare_vfs(struct work *w, const struct vm_needs *n, struct err *err)
{
	bool changed;
	int r = n->n_vfs ? take_devices(w, err) : 0;

	if (r == 0 && n->n_vfs)
		r = look(w, err);
	for (size_t i = 0; i < n->n_vfs && r == 0; i++)
		r = plan_make(w, n, i, err);
	changed = w->steps.n > 0;
	if (r == 0)
		r = do_steps(w, err);
	if (r == 0 && changed)
		r = look(w, err);
	for (size_t i = 0; i < n->n_vfs && r == 0; i++)
		r = plan_hook_take(&w->host, &n->vfs[i], &w->steps, err);
	return r < 0 ? r : do_steps(w, err);
}

/* A line each, for who looks: libvirt keeps what a hook says only when it fails. */
static void tell_notes(struct call *call, struct str_buf *notes)
{
	_cleanup_free_ char *text = str_buf_take(notes);
	char *rest = NULL;

	for (char *p = text ? strtok_r(text, "\n", &rest) : NULL; p;
		p = strtok_r(NULL, "\n", &rest))
		doc_note(call->doc, "%s", p);
}

static int prepare_cpus(struct work *w, const struct vm_needs *n, struct err *err)
{
	_cleanup_(hook_host_done) struct hook_host host = { 0 };
	struct str_buf notes = { 0 };
	int r = 0;

	if (n->host_cpus[0] || n->governor[0] || n->epp[0]) {
		r = hook_look(w->call->root, &host, err);
		if (r == 0)
			r = plan_hook_cpus(n, &host, &w->steps, &notes, err);
	}
	tell_notes(w->call, &notes);
	return r;
}

/* All of it, or nothing is left of it. */
static int prepare(struct work *w, const struct vm_needs *n, struct err *err)
{
	struct err undo = { 0 };
	int r = prepare_vfs(w, n, err);

	if (r == 0)
		r = prepare_cpus(w, n, err);
	if (r == 0)
		r = plan_hook_memory(n, &w->steps, err);
	if (r == 0)
		r = do_steps(w, err);
	if (r == 0)
		return hook_stage(&w->hook, w->guest, HOOK_READY, err);
	/* hook_want() took it back; this is for who failed before it. */
	if (hook_state_guest(&w->hook.state, w->guest) &&
		hook_release(&w->hook, w->guest, &undo) < 0)
		(void)err_hint(err, "and it could not be taken back: %s", undo.text);
	return r;
}

static bool knows_any(const struct call *call)
{
	return root_exists(call->root, HOOK_STATE);
}

int hook_work_prepare(
	struct call *call, const char *guest, const struct vm_needs *needs, struct err *err)
{
	_cleanup_(work_done) struct work w;
	struct err ignored;
	int r;

	begin_work(&w, call, guest);
	if (!vm_needs_any(needs) && !knows_any(call))
		return 0;
	r = begin(&w, err);
	if (r < 0)
		return r;
	/* It does not run, or it would not be prepared: what it had is of a host that crashed. */
	if (hook_state_guest(&w.hook.state, guest) && hook_release(&w.hook, guest, &ignored) < 0)
		log_verbose("%s, ignoring", ignored.text);
	return vm_needs_any(needs) ? prepare(&w, needs, err) : 0;
}

int hook_work_started(struct call *call, const char *guest, struct err *err)
{
	_cleanup_(work_done) struct work w;
	int r;

	begin_work(&w, call, guest);
	if (!knows_any(call))
		return 0;
	r = begin(&w, err);
	return r < 0 ? r : hook_stage(&w.hook, guest, HOOK_STARTED, err);
}

int hook_work_release(struct call *call, const char *guest, struct err *err)
{
	_cleanup_(work_done) struct work w;
	int r;

	begin_work(&w, call, guest);
	if (!knows_any(call))
		return 0;
	/* libvirt asks once: a guest that was not forgotten would hold what it had. */
	w.hook.wait_ms = RELEASE_WAIT_MS;
	r = begin(&w, err);
	return r < 0 || !hook_state_guest(&w.hook.state, guest) ? r
								: hook_release(&w.hook, guest, err);
}

int hook_work_reconnect(
	struct call *call, const char *guest, const struct vm_needs *needs, struct err *err)
{
	_cleanup_(work_done) struct work w;
	int r;

	begin_work(&w, call, guest);
	if (!vm_needs_any(needs) && !knows_any(call))
		return 0;
	r = begin(&w, err);
	if (r == 0 && !hook_state_guest(&w.hook.state, guest))
		r = prepare_cpus(&w, needs, err);
	if (r == 0)
		r = do_steps(&w, err);
	return r < 0 ? r : hook_stage(&w.hook, guest, HOOK_STARTED, err);
}
