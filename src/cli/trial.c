/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is the command line that this boot tries any good? What worked before must work again, within
 * some minutes. Then it is made permanent; else the host boots back, and the story is kept. How a
 * trial is made is in trial-plan.c.
 */
#include "cli/trial.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "actions/journal.h"
#include "actions/runner.h"
#include "base/bytes.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/root-file.h"
#include "base/run.h"
#include "base/str.h"
#include "boot/boot.h"
#include "cli/plan-file.h"
#include "cli/trial-file.h"
#include "facts/facts.h"
#include "facts/health.h"

#define LOOK_EVERY_MS 2000
#define REBOOT_MS     60000

enum where {
	WHERE_NOT_BOOTED, /* still the boot in which it was armed */
	WHERE_ON_TRIAL,
	WHERE_BACK, /* booted without it */
};

static int where_are_we(
	const struct root *root, const struct trial *t, enum where *ret, struct err *err)
{
	_cleanup_free_ char *line = NULL;
	_cleanup_free_ char *token = str_printf("virtfn.trial=%s", t->id);
	_cleanup_free_ char *same = NULL;
	const char *add[] = { token, NULL };
	struct boot_ask ask = { .add = add };
	char boot[40];
	int r;

	if (!token)
		return err_oom(err);
	r = root_read(root, &line, err, "proc/cmdline");
	if (r == 0)
		r = boot_edit_cmdline(line, &ask, &same, err);
	if (r < 0)
		return r;
	journal_boot_id(root, boot);
	*ret = r == 0 ? WHERE_ON_TRIAL : str_eq(boot, t->boot) ? WHERE_NOT_BOOTED : WHERE_BACK;
	return 0;
}

static int keep_story(const struct root *root, struct trial *t, const char *outcome,
	const char *reason, struct err *err)
{
	_cleanup_free_ char *text = NULL;
	struct root_meta meta = { .mode = 0600 };
	int r;

	free(t->outcome);
	free(t->reason);
	t->outcome = str_printf("%s", outcome);
	t->reason = str_printf("%s", reason);
	if (!t->outcome || !t->reason)
		return err_oom(err);
	r = trial_file_text(t, &text, err);
	if (r < 0)
		return r;
	return root_replace(root, TRIAL_STORY, bytes_of(text, strlen(text)), &meta, err);
}

/* The generation that armed it; 0: there is none any more. */
static int find_generation(
	const struct root *root, const struct trial *t, unsigned *ret, struct err *err)
{
	_cleanup_(generations_done) struct generations all = { 0 };
	_cleanup_free_ char *about = str_printf(TRIAL_ABOUT "%s", t->id);
	int r;

	if (!about)
		return err_oom(err);
	r = journal_list(root, JOURNAL_PERSISTENT, &all, err);
	if (r < 0)
		return r;
	*ret = 0;
	for (size_t i = 0; i < all.n; i++)
		if (str_eq(all.v[i].about, about) && all.v[i].state == GENERATION_DONE)
			*ret = all.v[i].number;
	return 0;
}

static int take_back(
	const struct root *root, struct runner *runner, const struct trial *t, struct err *err)
{
	unsigned generation = 0;
	int r = find_generation(root, t, &generation, err);

	if (r < 0 || generation == 0)
		return r;
	r = runner_undo(runner, generation, err);
	return r < 0 ? err_wrap(err, "cannot clean up behind the trial") : 0;
}

/*
 * The right to decide, and whether there still is something to decide: the service, the user who
 * confirms and the one who stops may all be at it. 1 with the lock, 0 when it was decided.
 */
static int take_over(
	struct call *call, const struct trial *t, struct runner *runner, struct err *err)
{
	_cleanup_(trial_done) struct trial now = { 0 };
	int r = runner_begin(call->root, runner, err);

	if (r == 0)
		r = trial_file_read(call->root, TRIAL_FILE, &now, err);
	if (r == 0 && str_eq(now.id, t->id))
		return 1;
	if (r < 0 && r != -ENOENT)
		return r;
	doc_say(call->doc, "The trial was ended meanwhile: %s", t->arguments);
	return 0;
}

/* Its own text says what failed; the story keeps it for virtfn status. */
static int not_made(const struct root *root, struct trial *t, struct err *err)
{
	struct err ignored;

	(void)keep_story(root, t, "failed", err->text, &ignored);
	(void)err_wrap(err, "the command line is good, but was not made permanent");
	return err_hint(err, "the next boot has the old one; mend this, then apply again");
}

static int confirm(struct call *call, struct trial *t, struct runner *runner, struct err *err)
{
	_cleanup_(plan_file_done) struct plan_file plan = { 0 };
	_cleanup_free_ char *about = str_printf("apply, tried by boot %s", t->id);
	unsigned generation = 0;
	int r, s;

	if (!about)
		return err_oom(err);
	r = plan_file_kept(call->root, TRIAL_PLAN, &plan, err);
	if (r == 0)
		r = runner_apply(runner, &plan.steps, about, &generation, err);
	if (r < 0)
		return not_made(call->root, t, err);
	doc_say(call->doc, "Confirmed: %s; made permanent as generation %u", t->arguments,
		generation);
	s = keep_story(call->root, t, "confirmed", "it was made permanent", err);
	r = take_back(call->root, runner, t, err);
	return r < 0 ? r : s;
}

/* The next boot is the default's: its verify cleans up. */
static int give_up(struct call *call, struct trial *t, const char *missing, struct err *err)
{
	static const char *const reboot[] = { "systemctl", "reboot", NULL };
	_cleanup_free_ char *reason = str_printf("on the trial boot this was missing: %s", missing);
	int r;

	if (!reason)
		return err_oom(err);
	r = keep_story(call->root, t, "failed", reason, err);
	if (r < 0)
		return r;
	doc_say(call->doc, "The trial failed: %s; booting back", reason);
	r = run_argv(reboot, REBOOT_MS, NULL, err);
	return r < 0 ? err_wrap(err, "cannot boot back") : 0;
}

/* What was there before and is not now; NULL: nothing. To be free()d. */
static int look(const struct root *root, const struct trial *t, char **ret, struct err *err)
{
	_cleanup_(host_done) struct host host = { 0 };
	_cleanup_(health_done) struct health now = { 0 };
	const char *missing;
	int r;

	r = facts_read(root, FACTS_MATTERS | FACTS_NO_NAMES, &host, err);
	if (r == 0)
		r = health_read(root, &host, &now, err);
	if (r < 0)
		return r;
	free(*ret);
	missing = health_missing(&t->health, &now);
	*ret = missing ? str_printf("%s", missing) : NULL;
	return missing && !*ret ? err_oom(err) : 0;
}

/* Until all is there again, the minutes are over, or somebody decided it. */
static int wait_for_all(
	struct call *call, const struct trial *t, char **ret_missing, struct err *err)
{
	long long end = log_now_ms() + (long long)t->minutes * 60 * 1000;
	struct log_wait w;
	int r;

	log_wait_start(&w, "waiting for all that worked before");
	do {
		r = look(call->root, t, ret_missing, err);
		if (r < 0 || !*ret_missing || run_interrupted ||
			!root_exists(call->root, TRIAL_FILE))
			break;
		(void)usleep(LOOK_EVERY_MS * 1000);
		log_wait_tick(&w);
	} while (log_now_ms() < end);
	log_wait_stop(&w);
	if (r == 0 && run_interrupted)
		r = err_set(err, EINTR, "interrupted; the trial is neither confirmed nor given up");
	return r;
}

static int watch(struct call *call, struct trial *t, struct err *err)
{
	_cleanup_(runner_done) struct runner runner = { .lock = -1 };
	_cleanup_free_ char *missing = NULL;
	int r = wait_for_all(call, t, &missing, err);

	if (r < 0)
		return r;
	/* Who confirms by hand may make an initramfs, which takes minutes. */
	do {
		r = take_over(call, t, &runner, err);
	} while (r == -EBUSY && !run_interrupted);
	if (r <= 0)
		return r;
	return missing ? give_up(call, t, missing, err) : confirm(call, t, &runner, err);
}

static int confirm_now(struct call *call, struct trial *t, struct err *err)
{
	_cleanup_(runner_done) struct runner runner = { .lock = -1 };
	int r = take_over(call, t, &runner, err);

	return r <= 0 ? r : confirm(call, t, &runner, err);
}

/* Did the trial boot itself say why? Else nobody knows more than that it did not come up. */
static int clean_up(struct call *call, struct trial *t, struct err *err)
{
	_cleanup_(runner_done) struct runner runner = { .lock = -1 };
	_cleanup_(trial_done) struct trial story = { 0 };
	struct err ignored;
	int r = take_over(call, t, &runner, err);

	if (r <= 0)
		return r;
	r = 0;
	if (trial_file_read(call->root, TRIAL_STORY, &story, &ignored) < 0 ||
		!str_eq(story.id, t->id))
		r = keep_story(call->root, t, "failed",
			"the trial boot did not come up, or was not confirmed; journalctl -b -1 "
			"may say more",
			err);
	if (r == 0)
		r = take_back(call->root, &runner, t, err);
	if (r < 0)
		return r;
	return trial_tell(call->root, call->doc, err);
}

static int go_on(struct call *call, bool wait, struct err *err)
{
	_cleanup_(trial_done) struct trial t = { 0 };
	enum where where;
	int r;

	r = trial_file_read(call->root, TRIAL_FILE, &t, err);
	if (r == -ENOENT) {
		doc_say(call->doc, "No command line is on trial");
		return 0;
	}
	if (r == 0)
		r = where_are_we(call->root, &t, &where, err);
	if (r < 0)
		return r;
	switch (where) {
	case WHERE_ON_TRIAL:
		return wait ? watch(call, &t, err) : confirm_now(call, &t, err);
	case WHERE_BACK:
		return clean_up(call, &t, err);
	case WHERE_NOT_BOOTED:
		break;
	}
	if (!wait)
		return err_set(err, EAGAIN, "the trial boot is still to come; reboot first");
	doc_say(call->doc, "The next boot tries: %s", t.arguments);
	return 0;
}

int trial_verify(struct call *call, struct err *err)
{
	return go_on(call, true, err);
}

int trial_confirm(struct call *call, struct err *err)
{
	return go_on(call, false, err);
}

int trial_stop(struct call *call, struct err *err)
{
	_cleanup_(runner_done) struct runner runner = { .lock = -1 };
	_cleanup_(trial_done) struct trial t = { 0 };
	enum where where;
	int r;

	r = trial_file_read(call->root, TRIAL_FILE, &t, err);
	if (r == -ENOENT) {
		doc_say(call->doc, "No command line is on trial");
		return 0;
	}
	if (r == 0)
		r = where_are_we(call->root, &t, &where, err);
	if (r == 0)
		r = take_over(call, &t, &runner, err);
	if (r <= 0)
		return r;
	r = keep_story(call->root, &t, "stopped", "the user stopped it", err);
	if (r == 0)
		r = take_back(call->root, &runner, &t, err);
	if (r < 0)
		return r;
	doc_say(call->doc, "The trial is over: %s", t.arguments);
	if (where != WHERE_ON_TRIAL)
		return 0;
	doc_say(call->doc, "A reboot is needed: this boot still runs with it");
	call->exit = EXITCODE_REBOOT;
	return 0;
}

int trial_pending(const struct root *root, struct err *err)
{
	_cleanup_(trial_done) struct trial t = { 0 };
	enum where where;
	int r = root->host ? trial_file_read(root, TRIAL_FILE, &t, err) : -ENOENT;

	if (r == -ENOENT)
		return 0;
	if (r == 0)
		r = where_are_we(root, &t, &where, err);
	if (r < 0)
		return r;
	if (where == WHERE_ON_TRIAL)
		return err_set(err, EBUSY,
			"this boot tries a kernel command line, which is not permanent yet: keep "
			"it "
			"with virtfn trial confirm, or end it with virtfn trial stop");
	return err_set(err, EBUSY,
		"a kernel command line waits for its trial boot, and more than one cannot be told "
		"apart: reboot first, or end it with virtfn trial stop");
}

int trial_tell(const struct root *root, struct doc *doc, struct err *err)
{
	_cleanup_(trial_done) struct trial t = { 0 };
	enum where where;
	int r = trial_file_read(root, TRIAL_FILE, &t, err);

	if (r == 0) {
		r = where_are_we(root, &t, &where, err);
		if (r < 0)
			return r;
		doc_say(doc, "%s: %s (since %s)",
			where == WHERE_NOT_BOOTED ? "The next boot tries"
			: where == WHERE_ON_TRIAL ? "This boot is on trial with"
						  : "A trial is over, but not cleaned up",
			t.arguments, t.made);
		return 0;
	}
	if (r == -EINVAL)
		doc_note(doc, "%s", err->text);
	if (r == -ENOENT)
		r = trial_file_read(root, TRIAL_STORY, &t, err);
	/* Whoever is not root may not see it; that is no failure of what he asked. */
	if (r < 0)
		return 0;
	if (str_eq(t.outcome, "stopped"))
		doc_say(doc, "The last trial was stopped by the user: %s (%s)", t.arguments,
			t.made);
	else if (str_eq(t.outcome, "failed"))
		doc_say(doc,
			"The last trial boot failed, and the host came back by itself: %s (%s): %s",
			t.arguments, t.made, t.reason);
	else
		doc_say(doc, "The last trial boot was confirmed: %s (%s)", t.arguments, t.made);
	return 0;
}
