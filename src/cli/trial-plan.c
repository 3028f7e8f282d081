/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How is a new command line tried for one boot? Everything that the boot needs to judge itself is
 * a file of the same generation as the entry: undoing that leaves nothing. The boot is trial.c's.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "actions/journal.h"
#include "base/mem.h"
#include "base/str.h"
#include "cli/plan-file.h"
#include "cli/self.h"
#include "cli/trial-file.h"
#include "cli/trial-image.h"
#include "cli/trial.h"
#include "facts/edit-files.h"
#include "facts/health.h"
#include "plan/plan-host.h"

#define UNIT      "etc/systemd/system/virtfn-boot.service"
#define UNIT_LINK "etc/systemd/system/multi-user.target.wants/virtfn-boot.service"

static const char *const own_files[] = { TRIAL_FILE, TRIAL_PLAN, UNIT, NULL };

static void list_arguments(const struct needs *needs, struct str_buf *b)
{
	for (size_t i = 0; i < needs->n; i++) {
		const struct need *n = &needs->v[i];

		if (n->kind == NEED_ARGUMENT || n->kind == NEED_ARGUMENT_GONE)
			str_buf_printf(b, "%s%s%s", b->len ? " " : "",
				n->kind == NEED_ARGUMENT_GONE ? "-" : "", n->what);
	}
}

/* What is tried, for people. */
static void list_all(const struct host_plan *p, struct str_buf *b)
{
	list_arguments(&p->needs, b);
	if (p->tried_initramfs)
		str_buf_printf(b, "%sa new initramfs", b->len ? " and " : "");
}

static int add_trial_file(const struct root *root, const struct host_plan *p, struct trial *t,
	struct edits *edits, struct err *err)
{
	_cleanup_free_ char *text = NULL;
	struct str_buf arguments = { 0 };
	time_t now = time(NULL);
	char made[40] = "", boot[40];
	struct tm tm;
	int r;

	if (localtime_r(&now, &tm))
		(void)strftime(made, sizeof(made), "%Y-%m-%d %H:%M:%S %z", &tm);
	journal_boot_id(root, boot);
	list_all(p, &arguments);
	t->made = str_printf("%s", made);
	t->boot = str_printf("%s", boot);
	t->arguments = str_buf_take(&arguments);
	if (!t->made || !t->boot || !t->arguments)
		return err_oom(err);
	r = health_read(root, &p->host, &t->health, err);
	if (r == 0)
		r = trial_file_text(t, &text, err);
	return r < 0 ? r
		     : edits_set(edits, TRIAL_FILE, text, "what is tried, and what works now", err);
}

static int add_plan_file(
	const struct root *root, const struct host_plan *p, struct edits *edits, struct err *err)
{
	_cleanup_free_ char *text = NULL;
	int r = plan_file_text(root, p, &text, err);

	return r < 0 ? r : edits_set(edits, TRIAL_PLAN, text, "what is done once it is good", err);
}

/* The service may come with a package; a virtfn that was built here brings its own. */
static int add_unit(const struct root *root, struct edits *edits, struct err *err)
{
	_cleanup_free_ char *text = NULL;
	_cleanup_free_ char *path = NULL;
	int r;

	if (root_exists(root, "usr/lib/systemd/system/virtfn-boot.service"))
		return 0;
	r = self_path(&path, err);
	if (r < 0)
		return r;
	text = str_printf("# Made by virtfn for a trial boot; goes when the trial is over.\n"
			  "[Unit]\n"
			  "Description=virtfn judges a kernel command line on trial\n"
			  "Documentation=man:virtfn-trial-verify(1)\n"
			  "ConditionPathExists=/" TRIAL_FILE "\n"
			  "After=local-fs.target\n"
			  "[Service]\n"
			  "Type=exec\n"
			  "ExecStart=%s trial verify\n"
			  "SuccessExitStatus=4\n"
			  "[Install]\n"
			  "WantedBy=multi-user.target\n",
		path);
	if (!text)
		return err_oom(err);
	return edits_set(edits, UNIT, text, "the service that judges the trial boot", err);
}

static int add_link(const struct root *root, struct steps *steps, struct err *err)
{
	bool package = root_exists(root, "usr/lib/systemd/system/virtfn-boot.service");

	if (steps_add(steps, "link", UNIT_LINK,
		    package ? "/usr/lib/systemd/system/virtfn-boot.service" : "/" UNIT) < 0)
		return err_oom(err);
	return step_set_why(&steps->v[steps->n - 1], "it is started at boot") < 0 ? err_oom(err)
										  : 0;
}

/* The arguments that the plan adds and takes away; to be free()d each. */
struct ask_lists {
	const char **add, **drop;
};

static void ask_lists_done(struct ask_lists *l)
{
	free(l->add);
	free(l->drop);
}

static int make_ask(
	const struct host_plan *p, struct ask_lists *lists, struct boot_ask *ret, struct err *err)
{
	lists->add = needs_list(&p->needs, NEED_ARGUMENT);
	lists->drop = needs_list(&p->needs, NEED_ARGUMENT_GONE);
	if (!lists->add || !lists->drop)
		return err_oom(err);
	*ret = (struct boot_ask) {
		.evidence = &p->evidence,
		.running = p->running,
		.add = lists->add,
		.drop = lists->drop,
	};
	return 0;
}

static int boot_part(const struct root *root, const struct host_plan *p, const char *id,
	struct edits *edits, struct err *err)
{
	_cleanup_(ask_lists_done) struct ask_lists lists = { 0 };
	struct boot_ask ask;
	struct boot_trial trial = {
		.ask = &ask,
		.id = id,
		.tool = p->host.initramfs ? p->host.initramfs->id : NULL,
	};
	int r = make_ask(p, &lists, &ask, err);

	if (r < 0)
		return r;
	if (p->tried_initramfs)
		trial_image_ask(p, &trial);
	if (!p->boot || !p->boot->trial)
		return err_set(err, EOPNOTSUPP,
			"no trial boot: none is known to work for once with %s",
			p->boot ? p->boot->words.title : "this boot chain");
	if (p->boot->trial_files)
		r = facts_read_files(root, p->boot->trial_files, edits, err);
	if (r == 0)
		r = p->boot->trial(&trial, edits, err);
	return r < 0 ? r : trial_image_check(root, edits, err);
}

static bool has_arguments(const struct host_plan *p)
{
	return needs_count(&p->needs, NEED_ARGUMENT) + needs_count(&p->needs, NEED_ARGUMENT_GONE) >
	       0;
}

static int may_try(const struct root *root, struct host_plan *p, bool initramfs, struct err *err)
{
	_cleanup_(edits_done) struct edits edits = { 0 };

	p->tried_initramfs = initramfs;
	return boot_part(root, p, "0", &edits, err);
}

/*
 * What is tried: the line and the initramfs, or where that has no file of its own, the line
 * alone. 1 when something is, 0 when there is nothing new.
 */
static int choose(struct call *call, struct host_plan *p, struct err *err)
{
	bool wanted = trial_image_wanted(p);
	struct err why = { 0 };
	int r;

	if (!wanted && !has_arguments(p))
		return 0;
	r = may_try(call->root, p, wanted, err);
	if (r == -EOPNOTSUPP && wanted && has_arguments(p)) {
		why = *err;
		r = may_try(call->root, p, false, err);
		if (r == 0)
			doc_note(call->doc, "the initramfs is not tried with the new line: %s",
				why.text);
	}
	if (r < 0)
		p->tried_initramfs = false;
	return r < 0 ? r : 1;
}

void trial_steps_done(struct trial_steps *t)
{
	steps_done(&t->first);
	steps_done(&t->steps);
	free(t->about);
	*t = (struct trial_steps) { 0 };
}

static int trial_plan(const struct root *root, const struct host_plan *p, unsigned minutes,
	struct trial_steps *ret, struct err *err)
{
	_cleanup_(trial_done) struct trial t = { .minutes = minutes };
	_cleanup_(edits_done) struct edits edits = { 0 };
	int r;

	t.id = str_printf("%llx", (unsigned long long)time(NULL));
	ret->about = str_printf(TRIAL_ABOUT "%s", t.id ? t.id : "");
	if (!t.id || !ret->about)
		return err_oom(err);
	r = facts_read_files(root, own_files, &edits, err);
	if (r == 0)
		r = add_trial_file(root, p, &t, &edits, err);
	if (r == 0)
		r = add_plan_file(root, p, &edits, err);
	if (r == 0)
		r = add_unit(root, &edits, err);
	if (r == 0)
		r = add_link(root, &ret->steps, err);
	if (r == 0 && p->tried_initramfs)
		r = trial_image_stage(root, p, &edits, err);
	if (r == 0)
		r = boot_part(root, p, t.id, &edits, err);
	return r < 0 ? r : plan_steps(&edits, &ret->steps, err);
}

/* What a person types at the boot menu instead, as a note of the plan. */
static int add_words(struct host_plan *p, struct err *err)
{
	_cleanup_(ask_lists_done) struct ask_lists lists = { 0 };
	struct boot_ask ask;
	struct boot_trial trial = { .ask = &ask, .id = "0" };
	int r = make_ask(p, &lists, &ask, err);

	if (r < 0 || !has_arguments(p))
		return r;
	return boot_trial_by_hand(&trial, &p->edits, err);
}

/* There is no boot for once: the document says so. */
static int tell_no_trial(struct call *call, struct host_plan *p, const char *then, struct err *err)
{
	doc_note(call->doc, "%s; so %s", err->text, then);
	return add_words(p, err);
}

int trial_foretell(struct call *call, struct host_plan *p, struct err *err)
{
	int r;

	if (!call->root->host || p->steps.n == 0)
		return 0;
	r = choose(call, p, err);
	p->tried = r > 0;
	if (r >= 0)
		return 0;
	if (r == -EBUSY) {
		doc_note(call->doc, "%s", err->text);
		return 0;
	}
	if (r != -EOPNOTSUPP)
		return r == -EACCES ? 0 : r; /* not everybody may look at boot entries */
	return tell_no_trial(call, p,
		has_arguments(p) ? "virtfn apply makes the new line permanent at once"
				 : "virtfn apply makes the new initramfs permanent at once",
		err);
}

/* The trial boot may have no network; whoever confirms finds them there. */
static int add_packages(const struct host_plan *p, struct steps *ret, struct err *err)
{
	for (size_t i = 0; i < p->steps.n; i++) {
		const struct step *s = &p->steps.v[i];

		if (!str_eq(s->action, "package") && !str_eq(s->action, "fetch") &&
			!str_eq(s->action, "package-file"))
			continue;
		if (steps_add(ret, s->action, s->target, s->value) < 0 ||
			step_set_why(&ret->v[ret->n - 1], s->why ? s->why : "") < 0)
			return err_oom(err);
	}
	return 0;
}

int trial_make(struct call *call, struct host_plan *p, const struct trial_wish *wish,
	struct trial_steps *ret, struct err *err)
{
	int r;

	if (wish->never || p->steps.n == 0)
		return 0;
	if (!call->root->host)
		return wish->always ? err_set(err, EINVAL,
					      "--trial boots this host, so it does not go with "
					      "--root")
				    : 0;
	r = choose(call, p, err);
	if (r == 0)
		return wish->always ? err_set(err, EINVAL,
					      "there is no new kernel command line to be tried, "
					      "and no new initramfs")
				    : 0;
	if (r > 0)
		r = trial_plan(
			call->root, p, wish->minutes ? wish->minutes : TRIAL_MINUTES, ret, err);
	if (r == 0)
		r = add_packages(p, &ret->first, err);
	p->tried = r == 0;
	if (r == 0)
		return 1;
	trial_steps_done(ret);
	if (r != -EOPNOTSUPP || wish->always)
		return r;
	return tell_no_trial(call, p,
		has_arguments(p) ? "the new line becomes permanent at once"
				 : "the new initramfs becomes permanent at once",
		err);
}
