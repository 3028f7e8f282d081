/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * "virtfn apply": changes this host as virtfn plan shows. Doing, journal and undo are actions/
 * work.
 */
#include "cli/command.h"

#include <errno.h>
#include <stdio.h>

#include "actions/runner.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "checks/check.h"
#include "cli/ask.h"
#include "cli/host-plan.h"
#include "cli/plan-file.h"
#include "cli/trial.h"

struct opts {
	const char *device, *mode, *guest, *arguments, *via;
	bool warnings, dry, trial, no_trial;
	struct option_uint minutes;
	const char *driver, *persist;
	struct option_uint vfs;
};

static const struct option options[] = {
	{ "device", 'd', "DEVICE", "what the host is to be made ready for", OPTION_STR,
		offsetof(struct opts, device) },
	{ "mode", 'm', "MODE", "what the device is for; default: what it can", OPTION_STR,
		offsetof(struct opts, mode), .choices = "sriov|gvt-g|passthrough" },
	{ "for", 0, "GUEST", "the guest's system; default: any", OPTION_STR,
		offsetof(struct opts, guest), .choices = "windows|linux" },
	{ "arguments", 0, "ARGS", "these too, on the kernel's command line", OPTION_STR,
		offsetof(struct opts, arguments) },
	{ "vfs", 0, "N", "that many VFs of the device, from now on and at each boot", OPTION_UINT,
		offsetof(struct opts, vfs), .max = 65535 },
	{ "driver", 0, "DRIVER", "of these VFs: vfio-pci, or host; default: vfio-pci", OPTION_STR,
		offsetof(struct opts, driver) },
	{ "persist", 0, "HOW", "who makes them at each boot; default: systemd", OPTION_STR,
		offsetof(struct opts, persist), .choices = "systemd|link" },
	{ "warnings", 'w', NULL, "mend warnings too, not only what blocks", OPTION_FLAG,
		offsetof(struct opts, warnings) },
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
	(void)arg;
	if (str_eq(step->action, "remake-undo"))
		return;
	if (str_eq(step->action, "proof"))
		log_progress("[%zu/%zu] verifying /%s", i + 1, n, step->target);
	else if (str_eq(step->action, "file") || str_eq(step->action, "link"))
		log_progress("[%zu/%zu] writing /%s", i + 1, n, step->target);
	else if (str_eq(step->action, "attribute"))
		log_progress("[%zu/%zu] setting /%s", i + 1, n, step->target);
	else if (str_eq(step->action, "package"))
		log_progress("[%zu/%zu] installing %s", i + 1, n, step->target);
	else
		log_progress("[%zu/%zu] running %s", i + 1, n, step->target);
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

static int do_steps(struct call *call, const struct work *work, struct err *err)
{
	_cleanup_(runner_done) struct runner runner = { .lock = -1 };
	unsigned generation = 0;
	int r = begin(call, &runner, err);

	if (r == 0)
		r = runner_apply(&runner, work->steps, work->about, &generation, err);
	if (r < 0)
		return r;
	if (generation > 0)
		doc_say(call->doc, "Applied as generation %u; virtfn undo takes it back",
			generation);
	if (!work->reboot)
		return 0;
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

static int apply_file(struct call *call, const char *path, struct err *err)
{
	const struct opts *opts = call->opts;
	_cleanup_(plan_file_done) struct plan_file file = { 0 };
	struct host_plan plan = { 0 };
	struct work work = { &file.steps, "apply of a kept plan", NULL };
	int r;

	if (opts->vfs.given || opts->driver || opts->persist) {
		call->exit = EXITCODE_USAGE;
		return err_set(err, EINVAL, "a plan's FILE says how VFs are made, too");
	}
	if (opts->device || opts->mode || opts->guest || opts->arguments || opts->warnings) {
		call->exit = EXITCODE_USAGE;
		return err_set(err, EINVAL,
			"a plan's FILE says all; it does not go together with other wishes");
	}
	r = plan_file_read(call->root, path, &file, err);
	if (r < 0)
		return r;
	plan.steps = file.steps;
	plan.reboot = work.reboot = file.reboot;
	r = host_plan_doc(call, &plan, err);
	if (r < 0 || opts->dry || file.steps.n == 0)
		return r;
	r = call_show(call, err);
	if (r == 0)
		r = ask_yes(call->globals, err, "Apply this plan, made %s?", file.made);
	return r < 0 ? r : do_steps(call, &work, err);
}

static bool has_arguments(const struct needs *needs)
{
	return needs_count(needs, NEED_ARGUMENT) + needs_count(needs, NEED_ARGUMENT_GONE) > 0;
}

/* 1 with the steps of a trial, 0 when there is none and none must be. */
static int plan_trial(
	struct call *call, struct host_plan *plan, struct trial_steps *ret, struct err *err)
{
	const struct opts *opts = call->opts;
	unsigned minutes = opts->minutes.given ? opts->minutes.value : TRIAL_MINUTES;
	int r;

	if (opts->no_trial || !call->root->host || plan->steps.n == 0)
		return 0;
	if (!has_arguments(&plan->needs))
		return opts->trial ? err_set(err, EINVAL,
					     "there is no new kernel command line to be tried")
				   : 0;
	r = trial_plan(call->root, plan, minutes ? minutes : TRIAL_MINUTES, ret, err);
	if (r == 0)
		return 1;
	trial_steps_done(ret);
	if (r != -EOPNOTSUPP || opts->trial)
		return r;
	doc_note(call->doc, "%s; so the new line becomes permanent at once", err->text);
	return trial_words(plan, &plan->edits, err);
}

static int plan_and_show(
	struct call *call, struct host_plan *plan, struct trial_steps *trial, struct err *err)
{
	const struct opts *opts = call->opts;
	struct host_plan_wish wish = {
		.device = opts->device,
		.mode = host_plan_mode(opts->mode),
		.guests = host_plan_guest(opts->guest),
		.arguments = opts->arguments,
		.warnings = opts->warnings,
		.vfs = opts->vfs,
		.driver = opts->driver,
		.persist = opts->persist,
	};
	int r, tried;

	r = host_plan_make(call->root, &wish, plan, err);
	if (plan->usage)
		call->exit = EXITCODE_USAGE;
	if (r < 0)
		return r;
	tried = plan_trial(call, plan, trial, err);
	if (tried < 0)
		return tried;
	r = host_plan_doc(call, plan, err);
	if (r == 0 && tried)
		doc_close(call->doc,
			"The new kernel command line is tried for one boot first; all this "
			"becomes permanent when that boot is good. --no-trial does it at once.");
	return r < 0 ? r : tried;
}

static int apply_wish(struct call *call, struct err *err)
{
	const struct opts *opts = call->opts;
	_cleanup_(host_plan_done) struct host_plan plan = { 0 };
	_cleanup_(trial_steps_done) struct trial_steps trial = { 0 };
	struct work work = { &plan.steps, "apply", NULL };
	int r = opts->dry ? 0 : recover(call, err);

	if (r == 0)
		r = plan_and_show(call, &plan, &trial, err);
	if (r < 0 || opts->dry)
		return r < 0 ? r : 0;
	if (plan.steps.n == 0) {
		call->exit = plan.reboot ? EXITCODE_REBOOT : EXITCODE_OK;
		return 0;
	}
	work.reboot = plan.reboot;
	if (r > 0)
		work = (struct work) { &trial.steps, trial.about,
			"the next boot tries the new line" };
	r = call_show(call, err);
	if (r == 0)
		r = ask_yes(call->globals, err, "Apply this plan?");
	return r < 0 ? r : do_steps(call, &work, err);
}

static int run(struct call *call, struct err *err)
{
	const struct opts *opts = call->opts;

	if (opts->trial && opts->no_trial) {
		call->exit = EXITCODE_USAGE;
		return err_set(err, EINVAL, "--trial and --no-trial do not go together");
	}
	if (opts->via && !call->globals->root) {
		call->exit = EXITCODE_USAGE;
		return err_set(err, EINVAL, "--via goes with --root only");
	}
	return call->args[0] ? apply_file(call, call->args[0], err) : apply_wish(call, err);
}

const struct command command_apply = {
	.name = "apply",
	.summary = "change this host as virtfn plan shows",
	.about =
		"Shows the plan, asks, and does it: all of it or nothing. What a step changes is "
		"saved before, so that a failure, Ctrl-C or a power cut leaves no step half done; "
		"the next virtfn that changes something takes back what was cut off. A second run "
		"says \"No changes\" and touches nothing. Exits with 4 when a reboot is needed.\n"
		"A new kernel command line is tried for one boot where the boot loader can do that "
		"(see virtfn trial), and made permanent by the boot itself.\n"
		"virtfn undo takes it back to the byte, virtfn history lists what was done.",
	.examples = "sudo virtfn apply\twhat /etc/virtfn/host.yaml says\n"
		    "sudo virtfn apply --device 00:02.0\tmake this iGPU ready to be split\n"
		    "sudo virtfn apply plan.json\texactly what virtfn plan -o plan.json showed\n"
		    "sudo virtfn apply -d enp1s0f0 --vfs 4 --yes\tVFs for good, without asking\n"
		    "sudo virtfn --root /mnt apply -d 00:02.0 --via arch-chroot\t"
		    "a system mounted below /mnt\n",
	.options = options,
	.opts_size = sizeof(struct opts),
	.operands = { { "FILE", OPERAND_TEXT, .optional = true } },
	.flags = COMMAND_ROOT | COMMAND_TREE,
	.run = run,
};
