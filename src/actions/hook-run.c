/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Makes the host as its guests want it, and as it was when none of them does any more. The state
 * on disk is ahead of the host at any moment, so that whoever comes next can go on from it.
 */
#include "actions/hook-run.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "actions/action.h"
#include "actions/hook-merge.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/run.h"
#include "base/str.h"

#define LOCK_PATH    HOOK_DIR "/hook.lock"
#define LOCK_WAIT_MS 30000

/* Not flock(): a child that the kernel does not let go would keep it for ever. */
static int take_lock(int fd, int wait_ms, struct err *err)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	long long end = log_now_ms() + wait_ms;
	struct log_wait w;
	int r = 0;

	log_wait_start(&w, "waiting for another guest's hook");
	while (fcntl(fd, F_SETLK, &lock) < 0) {
		if (run_interrupted)
			r = err_set(err, EINTR, "interrupted; nothing was changed");
		else if (errno != EAGAIN && errno != EACCES)
			r = err_sys(err, errno, "cannot lock /" LOCK_PATH);
		else if (log_now_ms() > end)
			r = err_set(err, EBUSY,
				"another guest's hook is at work for over %d s; see who holds "
				"/" LOCK_PATH " (fuser -v)",
				wait_ms / 1000);
		if (r < 0)
			break;
		(void)usleep(20000);
		log_wait_tick(&w);
	}
	log_wait_stop(&w);
	return r;
}

static int find(const struct step *step, const struct action **ret, struct err *err)
{
	*ret = action_find(step->action);
	return *ret ? 0 : err_set(err, EINVAL, "there is no action '%s'", step->action);
}

static int put_back(struct hook *h, const struct journal_entry *e, struct err *err)
{
	const struct site site = { .root = h->root };
	const struct action *a;
	int r = find(&e->step, &a, err);

	if (r == 0 && h->may)
		r = h->may(h->arg, e, err);
	return r < 0 ? r : a->undo(&site, &e->step, &e->saved, err);
}

static int do_one(struct hook *h, const struct journal_entry *was, struct err *err)
{
	const struct site site = { .root = h->root };
	const struct action *a;
	struct step step;
	int r = find(&was->step, &a, err);

	if (r == 0)
		r = hook_merge(h->root, &h->state, was, &step, err);
	return r < 0 ? r : a->apply(&site, &step, err);
}

static void keep_first(int *first, struct err *err, int r, const struct err *one)
{
	if (r < 0 && *first == 0) {
		*first = r;
		*err = *one;
	}
}

/* The last thing first: VFs lose their settings before they go. */
static int drop_unwanted(struct hook *h, struct err *err)
{
	int first = 0;

	for (size_t i = h->state.n_was; i-- > 0;) {
		struct err one = { 0 };
		int r;

		if (hook_state_wanted(&h->state, &h->state.was[i].step, NULL))
			continue;
		r = put_back(h, &h->state.was[i], &one);
		h->mended += r == 0;
		/* A thing that is gone is as it would have been. */
		if (r == 0 || r == -ENOENT || r == -ENODEV)
			hook_state_drop_was(&h->state, i);
		else
			keep_first(&first, err, r, &one);
	}
	return first;
}

/* The host as the guests that are left want it. */
static int settle(struct hook *h, struct err *err)
{
	struct err one = { 0 };
	int first = drop_unwanted(h, err), r;

	for (size_t i = 0; i < h->state.n_was; i++) {
		const struct journal_entry *was = &h->state.was[i];

		/* Those that no guest wants are here because they could not be put back. */
		if (!hook_shared(&was->step) || !hook_state_wanted(&h->state, &was->step, NULL))
			continue;
		r = do_one(h, was, &one);
		keep_first(&first, err, r, &one);
	}
	r = hook_state_write(h->root, &h->state, &one);
	keep_first(&first, err, r, &one);
	return first;
}

/* Who has the lock is alone: a guest that is being prepared was left by somebody killed. */
static bool drop_cut_off(struct hook_state *s)
{
	bool any = false;

	for (size_t i = s->n_guests; i-- > 0;) {
		if (s->guests[i].stage != HOOK_PREPARING)
			continue;
		hook_state_drop_guest(s, &s->guests[i]);
		any = true;
	}
	for (size_t i = 0; i < s->n_was && !any; i++)
		any = !hook_state_wanted(s, &s->was[i].step, NULL);
	return any;
}

int hook_begin(struct hook *hook, struct err *err)
{
	struct err one = { 0 };
	int r = root_mkdir(hook->root, err, HOOK_DIR);

	if (r < 0)
		return err_wrap(err, "cannot change this host");
	hook->lock = root_open_file(hook->root, O_RDWR | O_CREAT, err, LOCK_PATH);
	if (hook->lock < 0)
		return err_wrap(err, "cannot change this host");
	r = take_lock(hook->lock, hook->wait_ms ? hook->wait_ms : LOCK_WAIT_MS, err);
	if (r == 0)
		r = hook_state_read(hook->root, &hook->state, err);
	if (r < 0)
		return r;
	if (drop_cut_off(&hook->state) && settle(hook, &one) < 0)
		log_verbose("%s, ignoring", one.text);
	return 0;
}

void hook_done(struct hook *hook)
{
	mem_closep(&hook->lock);
	hook_state_done(&hook->state);
}

/* Into the state, before anything is done. */
static int note_step(struct hook *h, struct hook_guest *g, const struct step *step, struct err *err)
{
	const struct hook_guest *other = hook_state_wanted(&h->state, step, g);
	const struct site site = { .root = h->root };
	struct journal_entry *e;
	const struct action *a;
	struct saved saved = { 0 };
	int r = find(step, &a, err);

	if (r < 0)
		return r;
	if (other && !hook_shared(step))
		return err_set(err, EBUSY, "%s is taken: the guest '%s' has it (%s)", step->target,
			other->name, step->action);
	if (!hook_guest_wants(g, step) &&
		steps_add(&g->wants, step->action, step->target, step->value) < 0)
		return err_oom(err);
	if (hook_state_was(&h->state, step))
		return 0;
	r = a->save(&site, step, &saved, err);
	if (r < 0)
		return r;
	e = mem_append(&h->state.was, &h->state.n_was, sizeof(*e));
	if (!e)
		return err_oom(err);
	*e = (struct journal_entry) { .saved = saved };
	(void)memcpy(e->step.action, step->action, sizeof(step->action));
	(void)memcpy(e->step.target, step->target, sizeof(step->target));
	return 0;
}

/*
 * What is there only once the steps in front of it are done can be saved only then: so one step
 * after the other, but no more than needed are written one by one.
 */
static int do_steps(
	struct hook *h, struct hook_guest *g, const struct steps *steps, struct err *err)
{
	int r = 0;

	for (size_t i = 0; i < steps->n && r == 0; i++)
		r = run_interrupted ? err_set(err, EINTR, "interrupted")
				    : note_step(h, g, &steps->v[i], err);
	if (r == 0)
		r = hook_state_write(h->root, &h->state, err);
	for (size_t i = 0; i < steps->n && r == 0; i++)
		r = run_interrupted ? err_set(err, EINTR, "interrupted")
				    : do_one(h, hook_state_was(&h->state, &steps->v[i]), err);
	return r;
}

int hook_want(struct hook *hook, const char *name, const struct steps *steps, struct err *err)
{
	struct hook_guest *g = hook_state_guest(&hook->state, name);
	struct err undo = { 0 };
	int r = 0;

	if (!g && hook_state_add_guest(&hook->state, name, &g) < 0)
		return err_oom(err);
	g->stage = HOOK_PREPARING;
	r = do_steps(hook, g, steps, err);
	if (r == 0)
		return 0;
	if (hook_release(hook, name, &undo) < 0)
		return err_hint(err, "and it could not be taken back: %s", undo.text);
	return err_hint(err, "everything is as it was before");
}

int hook_stage(struct hook *hook, const char *name, enum hook_stage stage, struct err *err)
{
	struct hook_guest *g = hook_state_guest(&hook->state, name);

	if (!g || g->stage == stage)
		return 0;
	g->stage = stage;
	return hook_state_write(hook->root, &hook->state, err);
}

int hook_release(struct hook *hook, const char *name, struct err *err)
{
	struct hook_guest *g = hook_state_guest(&hook->state, name);
	struct err one = { 0 };
	int r, w;

	if (g)
		hook_state_drop_guest(&hook->state, g);
	/* First on disk: who is killed from here on is gone on with. */
	w = hook_state_write(hook->root, &hook->state, &one);
	r = settle(hook, err);
	if (r == 0 && w < 0)
		*err = one;
	return r < 0 ? r : w;
}
