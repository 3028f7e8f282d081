/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "virtfn apply": changes this host as virtfn plan shows. Doing, journal and undo are actions/
 * work.
 */
#include "cli/command.h"

#include <errno.h>
#include <stdlib.h>

#include "actions/action.h"
#include "actions/runner.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "cli/ask.h"
#include "cli/host-plan.h"
#include "cli/plan-file.h"
#include "cli/plan-opts.h"
#include "cli/trial.h"

struct opts {
	struct plan_opts plan;
	const char *via;
	bool dry, trial, no_trial;
	struct option_uint minutes;
};

static const struct option options[] = {
	PLAN_OPTIONS,
	{ "trial", 0, NULL, "try a new kernel command line for one boot, or do nothing",
		OPTION_FLAG, offsetof(struct opts, trial) },
	{ "no-trial", 0, NULL, "make it permanent at once", OPTION_FLAG,
		offsetof(struct opts, no_trial) },
	{ "minutes", 0, "N", "how long the trial boot has to become as good as this one; 5",
		OPTION_UINT, offsetof(struct opts, minutes), .max = 1440 },
	{ "dry-run", 'n', NULL, "show the plan, and do nothing", OPTION_FLAG,
		offsetof(struct opts, dry) },
	{ "via", 0, "PROGRAM",
		"with --root: programs are run as PROGRAM DIR ..., such as chroot or arch-chroot",
		OPTION_STR, offsetof(struct opts, via) },
	{ 0 },
};

/* What only an undo does is no work here. */
static void tell(void *arg, size_t i, size_t n, const struct step *step)
{
	const struct action *a = action_find(step->action);

	(void)arg;
	if (a && a->doing)
		log_progress("[%zu/%zu] %s %s%s", i + 1, n, a->doing, a->target_is_path ? "/" : "",
			step->target);
}

static int begin(struct call *call, struct runner *runner, struct err *err)
{
	const struct opts *opts = call->opts;
	struct runner_how how = { .via = opts->via };
	int r = runner_begin_how(call->root, &how, runner, err);

	if (r < 0)
		return r;
	runner->tell = tell;
	if (runner->recovered > 0)
		doc_note(call->doc,
			"an earlier run was cut off; its %zu steps were taken back first",
			runner->recovered);
	return 0;
}

/* What is done, and how virtfn history calls it. */
struct work {
	const struct steps *steps;
	const char *about;
	const char *reboot; /* why one is needed afterwards, or NULL */
};

/* Starts what makes VFs, now that the lock is free for it. */
static int start(struct call *call, const struct runner *runner, const struct work *work,
	unsigned generation, struct err *err)
{
	int n = runner_start(runner, work->steps, err);

	if (n < 0 && generation == 0)
		return n;
	if (n < 0)
		return err_wrap(err,
			"all else is done (generation %u), but not this; virtfn apply tries it "
			"again",
			generation);
	if (generation > 0)
		doc_say(call->doc, "Applied as generation %u; virtfn undo takes it back%s",
			generation, n > 0 ? ", but not its VFs: virtfn vf destroy" : "");
	else if (n > 0)
		doc_say(call->doc, "Done; virtfn vf destroy takes it back");
	return 0;
}

static int do_steps(struct call *call, const struct work *work, struct err *err)
{
	_cleanup_(runner_done) struct runner runner = { .lock = -1 };
	unsigned generation = 0;
	int r = begin(call, &runner, err);

	if (r == 0)
		r = runner_apply(&runner, work->steps, work->about, &generation, err);
	if (r < 0)
		return r;
	runner_done(&runner);
	r = start(call, &runner, work, generation, err);
	if (r < 0 || !work->reboot)
		return r;
	doc_say(call->doc, "A reboot is needed: %s", work->reboot);
	call->exit = EXITCODE_REBOOT;
	return 0;
}

/* What an earlier run left is taken back before the host is looked at. */
static int recover(struct call *call, struct err *err)
{
	_cleanup_(runner_done) struct runner runner = { .lock = -1 };

	return begin(call, &runner, err);
}

/* A plan, whether it is tried first, and what it will do to the host. */
struct todo {
	struct host_plan plan;
	struct trial_steps trial;
	char *question; /* owned */
};

static void todo_done(struct todo *t)
{
	host_plan_done(&t->plan);
	trial_steps_done(&t->trial);
	free(t->question);
}

static int show(struct call *call, struct todo *t, struct err *err)
{
	const struct opts *opts = call->opts;
	const struct trial_wish wish = {
		.always = opts->trial,
		.never = opts->no_trial,
		.minutes = opts->minutes.given ? opts->minutes.value : 0,
	};
	int r;

	r = trial_make(call, &t->plan, &wish, &t->trial, err);
	return r < 0 ? r : host_plan_doc(call, &t->plan, err);
}

static int ask_and_do(struct call *call, struct todo *t, struct err *err)
{
	const struct work first = { &t->trial.first, "apply, packages in front of a trial", NULL };
	const struct work trial = { &t->trial.steps, t->trial.about,
		"the next boot tries what is new" };
	const struct work all = { &t->plan.steps, "apply", t->plan.reboot };
	int r;

	if (t->plan.steps.n == 0) {
		call->exit = t->plan.reboot ? EXITCODE_REBOOT : EXITCODE_OK;
		return 0;
	}
	r = call_show(call, err);
	if (r == 0)
		r = ask_yes(call->globals, err, "%s", t->question);
	if (r < 0 || !t->plan.tried)
		return r < 0 ? r : do_steps(call, &all, err);
	r = first.steps->n > 0 ? do_steps(call, &first, err) : 0;
	return r < 0 ? r : do_steps(call, &trial, err);
}

static int plan_file(struct call *call, struct todo *t, struct plan_file *file, struct err *err)
{
	const struct opts *opts = call->opts;
	int r;

	if (plan_opts_given(&opts->plan)) {
		call->exit = EXITCODE_USAGE;
		return err_set(err, EINVAL,
			"a plan's FILE says all; it does not go together with other wishes");
	}
	r = plan_file_read(call->root, call->args[0], file, err);
	if (r == 0)
		r = host_plan_look(call->root, &t->plan, err);
	if (r < 0)
		return r;
	t->plan.steps = file->steps;
	t->plan.needs = file->needs;
	t->plan.reboot = file->reboot;
	file->steps = (struct steps) { 0 };
	file->needs = (struct needs) { 0 };
	t->question = str_printf("Apply this plan, made %s?", file->made);
	return t->question ? 0 : err_oom(err);
}

static int plan_wish(struct call *call, struct todo *t, struct err *err)
{
	const struct opts *opts = call->opts;
	struct host_plan_wish wish = plan_opts_wish(&opts->plan);
	int r = opts->dry ? 0 : recover(call, err);

	if (r == 0)
		r = host_plan_make(call->root, &wish, &t->plan, err);
	if (t->plan.usage)
		call->exit = EXITCODE_USAGE;
	if (r < 0)
		return r;
	t->question = str_printf("Apply this plan?");
	return t->question ? 0 : err_oom(err);
}

static int apply(struct call *call, struct err *err)
{
	const struct opts *opts = call->opts;
	_cleanup_(plan_file_done) struct plan_file file = { 0 };
	_cleanup_(todo_done) struct todo t = { 0 };
	int r = opts->dry ? 0 : trial_pending(call->root, err);

	if (r == 0)
		r = call->args[0] ? plan_file(call, &t, &file, err) : plan_wish(call, &t, err);
	if (r == 0)
		r = show(call, &t, err);
	return r < 0 || opts->dry ? r : ask_and_do(call, &t, err);
}

/* Options that do not go together, or NULL. */
static const char *misused(const struct call *call)
{
	const struct opts *opts = call->opts;

	if (opts->trial && opts->no_trial)
		return "--trial and --no-trial do not go together";
	if (opts->minutes.given && opts->no_trial)
		return "--minutes and --no-trial do not go together";
	if (opts->minutes.given && opts->minutes.value == 0)
		return "--minutes is at least 1";
	if (opts->via && !call->globals->root)
		return "--via goes with --root only";
	return NULL;
}

static int run(struct call *call, struct err *err)
{
	const char *why = misused(call);

	if (!why)
		return apply(call, err);
	call->exit = EXITCODE_USAGE;
	return err_set(err, EINVAL, "%s", why);
}

const struct command command_apply = {
	.name = "apply",
	.summary = "change this host as virtfn plan shows",
	.about = "Shows the plan, asks, and does it: all of it or nothing. What a step changes is "
		 "saved before, so that a failure, Ctrl-C or a power cut leaves no step half done; "
		 "the next virtfn that changes something takes back what was cut off. A second run "
		 "says \"No changes\" and touches nothing. Exits with 4 when a reboot is needed.\n"
		 "A new kernel command line, and a new initramfs, are tried for one boot where the "
		 "boot loader can do that (see virtfn trial), and made permanent by the boot "
		 "itself; "
		 "packages are installed before that boot.\n"
		 "virtfn undo takes it back to the byte, virtfn history lists what was done. VFs "
		 "are made behind all that, at once where no reboot is needed; they stay after an "
		 "undo, until virtfn vf destroy or the next boot.",
	.examples = "sudo virtfn apply\twhat /etc/virtfn/host.yaml says\n"
		    "sudo virtfn apply --device 00:02.0\tmake this iGPU ready to be split\n"
		    "sudo virtfn apply plan.json\texactly what virtfn plan -o plan.json showed\n"
		    "sudo virtfn apply -d enp1s0f0 --vfs 4 --yes\tVFs for good, without asking\n"
		    "sudo virtfn --root /mnt apply -d 00:02.0 --via arch-chroot\t"
		    "a system mounted below /mnt\n",
	.options = options,
	.opts_size = sizeof(struct opts),
	.operands = { { "FILE", OPERAND_FILE, .optional = true } },
	.flags = COMMAND_ROOT | COMMAND_TREE,
	.run = run,
};
