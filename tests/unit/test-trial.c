/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is a trial confirmed when all works, cleaned up behind, ended by the user, and told about? On a
 * tree; the real boots are tests/lab/ work.
 */
#include "cli/trial.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/run.h"
#include "base/str.h"
#include "cli/plan-file.h"
#include "cli/trial-file.h"
#include "lib/lasting.h"
#include "lib/tests.h"

#define ID    "6af0"
#define BOOT  "00000000-1111-2222-3333-444444444444"
#define ENTRY "boot/loader/entries/trial.conf"
#define LINE  "etc/kernel/cmdline"
#define PLAN                                                                                     \
	"{ \"format\": \"virtfn-plan-1\", \"made\": \"now\", \"machine\": \"%s\", \"steps\": [ " \
	"{ \"action\": \"file\", \"target\": \"" LINE "\", \"value\": \"0644\", "                \
	"\"before\": \"root=1\\n\", \"after\": \"root=1 x=1\\n\" } ] }\n"
#define MISSING "0000:01:00.0 has the driver igb"

/* A trial as virtfn apply arms it: its files, and the generation that made them. */
static void arm(struct lasting *l, const char *works)
{
	_cleanup_(trial_done) struct trial t = { .minutes = 1 };
	_cleanup_(runner_done) struct runner runner = { .lock = -1 };
	_cleanup_free_ char *text = NULL;
	char plan[600];

	t.id = str_printf(ID);
	t.boot = str_printf(BOOT);
	t.made = str_printf("today");
	t.arguments = str_printf("x=1");
	if (works)
		assert_ok(health_add(&t.health, &l->err, "%s", works), l->err);
	assert_ok(trial_file_text(&t, &text, &l->err), l->err);
	(void)snprintf(plan, sizeof(plan), PLAN, "m1");
	lasting_file(l, TRIAL_FILE, NULL, text);
	lasting_file(l, TRIAL_PLAN, NULL, plan);
	lasting_file(l, ENTRY, NULL, "options root=1 x=1 virtfn.trial=" ID "\n");
	assert_ok(runner_begin(&l->root, &runner, &l->err), l->err);
	assert_ok(
		runner_apply(&runner, &l->steps, TRIAL_ABOUT ID, &l->generation, &l->err), l->err);
	assert_int_equal(l->generation, 1);
}

static void boots(struct lasting *l, const char *line, const char *id)
{
	tree_add(&l->tree, "proc/cmdline", line);
	tree_add(&l->tree, "proc/sys/kernel/random/boot_id", id);
}

static int setup(void **state)
{
	int r = lasting_setup(state);
	struct lasting *l = *state;

	tree_add(&l->tree, "sys/bus/pci/devices", NULL);
	tree_add(&l->tree, "etc/machine-id", "m1\n");
	tree_add(&l->tree, "boot/loader/entries/here", "");
	tree_add(&l->tree, LINE, "root=1\n");
	boots(l, "root=1\n", BOOT "\n");
	return r;
}

/* What a command says, and how it ends. */
struct said {
	struct doc *doc;
	enum exitcode exit;
	int r;
};

static struct said call(struct lasting *l, int (*run)(struct call *call, struct err *err))
{
	struct call c = { .root = &l->root, .doc = doc_new() };
	struct said s;

	l->err = (struct err) { 0 };
	s.r = run(&c, &l->err);
	s.doc = c.doc;
	s.exit = c.exit;
	return s;
}

static void assert_says(struct said *s, int r, const char *text)
{
	const struct doc *list = doc_get(s->doc, DOC_KEY_SAY);
	const struct doc *first = list ? doc_first(list) : NULL;

	assert_int_equal(s->r, r);
	if (text) {
		assert_non_null(first);
		assert_contains(doc_text(first), text);
	} else
		assert_null(first);
	doc_free(s->doc);
}

static int tell(struct call *call, struct err *err)
{
	return trial_tell(call->root, call->doc, err);
}

static void assert_told(struct lasting *l, const char *text)
{
	struct said s = call(l, tell);

	assert_says(&s, 0, text);
}

static void assert_call(struct lasting *l, int (*run)(struct call *call, struct err *err),
	int wanted, const char *text)
{
	struct said s = call(l, run);

	assert_says(&s, wanted, text);
}

static void assert_clean(struct lasting *l)
{
	lasting_holds(l, TRIAL_FILE, NULL);
	lasting_holds(l, TRIAL_PLAN, NULL);
	lasting_holds(l, ENTRY, NULL);
}

static void test_none(void **state)
{
	struct lasting *l = *state;

	assert_call(l, trial_verify, 0, "No command line is on trial");
	assert_call(l, trial_confirm, 0, "No command line is on trial");
	assert_call(l, trial_stop, 0, "No command line is on trial");
	assert_told(l, NULL);
	lasting_holds(l, TRIAL_STORY, NULL);
}

static void test_not_booted(void **state)
{
	struct lasting *l = *state;

	arm(l, NULL);
	assert_call(l, trial_verify, 0, "The next boot tries: x=1");
	assert_call(l, trial_confirm, -EAGAIN, NULL);
	assert_contains(l->err.text, "reboot first");
	assert_told(l, "The next boot tries: x=1 (since today)");
	lasting_holds(l, LINE, "root=1\n");
	lasting_holds(l, ENTRY, "options root=1 x=1 virtfn.trial=" ID "\n");
}

static void test_confirmed(void **state)
{
	struct lasting *l = *state;

	arm(l, NULL);
	boots(l, "root=1 x=1 virtfn.trial=" ID "\n", "b2\n");
	assert_told(l, "This boot is on trial with: x=1");
	assert_call(l, trial_verify, 0, "Confirmed: x=1; made permanent as generation 2");
	lasting_holds(l, LINE, "root=1 x=1\n");
	assert_clean(l);
	assert_told(l, "The last trial boot was confirmed: x=1 (today)");
	/* The user asks again, the service is started again. */
	assert_call(l, trial_verify, 0, "No command line is on trial");
	assert_call(l, trial_confirm, 0, "No command line is on trial");
	assert_ok(lasting_undo(l, 2), l->err);
	lasting_holds(l, LINE, "root=1\n");
}

/* Something is missing, and the user says that it is good enough. */
static void test_by_hand(void **state)
{
	struct lasting *l = *state;

	arm(l, MISSING);
	boots(l, "root=1 x=1 virtfn.trial=" ID "\n", "b2\n");
	assert_call(l, trial_confirm, 0, "Confirmed: x=1");
	lasting_holds(l, LINE, "root=1 x=1\n");
	assert_clean(l);
}

/* Another trial's boot, or a boot whose id only begins alike. */
static void test_another(void **state)
{
	struct lasting *l = *state;

	arm(l, NULL);
	boots(l, "root=1 x=1 virtfn.trial=" ID "1\n", "b2\n");
	assert_call(l, trial_confirm, 0, "The last trial boot failed");
	lasting_holds(l, LINE, "root=1\n");
	assert_clean(l);
}

static void test_back(void **state)
{
	struct lasting *l = *state;

	arm(l, NULL);
	boots(l, "root=1\n", "b3\n");
	assert_told(l, "A trial is over, but not cleaned up: x=1");
	assert_call(l, trial_verify, 0, "The last trial boot failed");
	assert_clean(l);
	lasting_holds(l, LINE, "root=1\n");
	assert_told(l, "did not come up, or was not confirmed");
}

/* The trial boot itself knew why. */
static void test_back_with_story(void **state)
{
	struct lasting *l = *state;

	arm(l, NULL);
	tree_add(&l->tree, TRIAL_STORY,
		"{ \"format\": \"virtfn-trial-1\", \"id\": \"" ID "\", \"arguments\": \"x=1\", "
		"\"made\": \"today\", \"outcome\": \"failed\", \"reason\": \"igb was missing\" }");
	boots(l, "root=1\n", "b3\n");
	assert_call(l, trial_verify, 0, "igb was missing");
	assert_clean(l);
}

/* A story of an older trial says nothing about this one; nor does rubbish. */
static void test_back_with_old_story(void **state)
{
	struct lasting *l = *state;

	arm(l, NULL);
	tree_add(&l->tree, TRIAL_STORY,
		"{ \"format\": \"virtfn-trial-1\", \"id\": \"1\", "
		"\"outcome\": \"confirmed\", \"arguments\": \"y\" }");
	assert_told(l, "The next boot tries: x=1");
	boots(l, "root=1\n", "b3\n");
	assert_call(l, trial_verify, 0, "did not come up");
	tree_add(&l->tree, TRIAL_STORY, "rubbish");
	assert_told(l, NULL);
}

static void test_stop(void **state)
{
	struct lasting *l = *state;
	struct said s;

	arm(l, NULL);
	s = call(l, trial_stop);
	assert_int_equal(s.exit, EXITCODE_OK);
	assert_says(&s, 0, "The trial is over: x=1");
	assert_clean(l);
	assert_told(l, "The last trial was stopped by the user: x=1 (today)");
}

static void test_stop_on_trial(void **state)
{
	struct lasting *l = *state;
	struct said s;

	arm(l, NULL);
	boots(l, "root=1 x=1 virtfn.trial=" ID "\n", "b2\n");
	s = call(l, trial_stop);
	assert_int_equal(s.exit, EXITCODE_REBOOT);
	assert_says(&s, 0, "The trial is over: x=1");
	assert_clean(l);
	lasting_holds(l, LINE, "root=1\n");
}

/* The file was changed since: the line stays the old one, and the next boot tells why. */
static void test_cannot_be_made(void **state)
{
	struct lasting *l = *state;

	arm(l, NULL);
	tree_add(&l->tree, LINE, "root=1 mine=1\n");
	boots(l, "root=1 x=1 virtfn.trial=" ID "\n", "b2\n");
	assert_call(l, trial_verify, -ESTALE, NULL);
	assert_contains(l->err.text, "the command line is good, but was not made permanent: ");
	assert_contains(l->err.text, "the next boot has the old one");
	lasting_holds(l, LINE, "root=1 mine=1\n");
	boots(l, "root=1\n", "b3\n");
	assert_call(l, trial_verify, 0, LINE);
	assert_clean(l);
}

/* The plan was made for another machine: a disk that was copied. */
static void test_other_machine(void **state)
{
	struct lasting *l = *state;

	arm(l, NULL);
	tree_add(&l->tree, "etc/machine-id", "m2\n");
	boots(l, "root=1 x=1 virtfn.trial=" ID "\n", "b2\n");
	assert_call(l, trial_confirm, -ESTALE, NULL);
	assert_contains(l->err.text, "made for another machine");
	lasting_holds(l, LINE, "root=1\n");
}

static void test_damaged(void **state)
{
	struct lasting *l = *state;
	struct said s;

	arm(l, NULL);
	tree_add(&l->tree, TRIAL_FILE, "{ \"format\": \"virtfn-trial-1\"");
	assert_call(l, trial_verify, -EINVAL, NULL);
	assert_call(l, trial_confirm, -EINVAL, NULL);
	assert_call(l, trial_stop, -EINVAL, NULL);
	assert_contains(l->err.text, "makes no sense");
	s = call(l, tell);
	assert_contains(doc_text(doc_first(doc_get(s.doc, DOC_KEY_NOTE))), "makes no sense");
	assert_says(&s, 0, NULL);
	/* What the text advises works. */
	assert_int_equal(root_remove(&l->root, &l->err, TRIAL_FILE), 0);
	assert_ok(lasting_undo(l, 1), l->err);
	assert_clean(l);
}

static void test_no_cmdline(void **state)
{
	struct lasting *l = *state;

	arm(l, NULL);
	assert_int_equal(root_remove(&l->root, &l->err, "proc/cmdline"), 0);
	assert_call(l, trial_verify, -ENOENT, NULL);
	assert_call(l, trial_stop, -ENOENT, NULL);
	lasting_holds(l, ENTRY, "options root=1 x=1 virtfn.trial=" ID "\n");
}

static void test_pending(void **state)
{
	struct lasting *l = *state;
	struct err err = { 0 };

	assert_int_equal(trial_pending(&l->root, &err), 0);
	arm(l, NULL);
	/* A tree that is not the host has no next boot of ours. */
	assert_int_equal(trial_pending(&l->root, &err), 0);
	l->root.host = true;
	assert_int_equal(trial_pending(&l->root, &err), -EBUSY);
	assert_contains(err.text, "waits for its trial boot");
	assert_contains(err.text, "reboot first");
	assert_contains(err.text, "virtfn trial stop");
	boots(l, "root=1 x=1 virtfn.trial=" ID "\n", "b2\n");
	assert_int_equal(trial_pending(&l->root, &err), -EBUSY);
	assert_contains(err.text, "virtfn trial confirm");
	tree_add(&l->tree, TRIAL_FILE, "rubbish");
	assert_int_equal(trial_pending(&l->root, &err), -EINVAL);
	l->root.host = false;
}

/* systemctl is a script that notes it was called: no test reboots the machine. */
static void fake_systemctl(struct lasting *l)
{
	_cleanup_free_ char *text = NULL;
	char bin[256], log[256], full[300];

	lasting_full(l, "log", log);
	lasting_full(l, "bin", bin);
	text = str_printf("#!/bin/sh\necho \"$*\" >>%s\n", log);
	tree_add(&l->tree, "bin/systemctl", text);
	(void)snprintf(full, sizeof(full), "%s/systemctl", bin);
	assert_int_equal(chmod(full, 0755), 0);
	assert_int_equal(setenv("PATH", bin, 1), 0);
}

/* A child that does something to the trial while the service watches. */
static pid_t meanwhile(struct lasting *l, int (*run)(struct call *call, struct err *err))
{
	pid_t pid = fork();

	if (pid == 0) {
		struct said s;

		(void)usleep(700 * 1000);
		s = call(l, run);
		doc_free(s.doc);
		_exit(s.r < 0 ? 1 : 0);
	}
	assert_true(pid > 0);
	return pid;
}

static void ended(pid_t pid)
{
	int status = 0;

	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

/* Whoever decides while the service waits is not overruled by it minutes later. */
static void test_confirmed_meanwhile(void **state)
{
	struct lasting *l = *state;
	pid_t pid;

	fake_systemctl(l);
	arm(l, MISSING);
	boots(l, "root=1 x=1 virtfn.trial=" ID "\n", "b2\n");
	pid = meanwhile(l, trial_confirm);
	assert_call(l, trial_verify, 0, "The trial was ended meanwhile: x=1");
	ended(pid);
	lasting_holds(l, "log", NULL);
	lasting_holds(l, LINE, "root=1 x=1\n");
	assert_told(l, "The last trial boot was confirmed");
}

static void test_stopped_meanwhile(void **state)
{
	struct lasting *l = *state;
	pid_t pid;

	fake_systemctl(l);
	arm(l, MISSING);
	boots(l, "root=1 x=1 virtfn.trial=" ID "\n", "b2\n");
	pid = meanwhile(l, trial_stop);
	assert_call(l, trial_verify, 0, "The trial was ended meanwhile: x=1");
	ended(pid);
	lasting_holds(l, "log", NULL);
	lasting_holds(l, LINE, "root=1\n");
	assert_told(l, "The last trial was stopped");
}

static int interrupt(struct call *call, struct err *err)
{
	(void)call;
	(void)err;
	return kill(getppid(), SIGUSR1) < 0 ? -errno : 0;
}

static void on_signal(int number)
{
	(void)number;
	run_interrupted = 1;
}

/* systemctl stop of the service: nothing is decided. */
static void test_interrupted(void **state)
{
	struct lasting *l = *state;
	pid_t pid;

	fake_systemctl(l);
	assert_true(signal(SIGUSR1, on_signal) != SIG_ERR);
	arm(l, MISSING);
	boots(l, "root=1 x=1 virtfn.trial=" ID "\n", "b2\n");
	pid = meanwhile(l, interrupt);
	assert_call(l, trial_verify, -EINTR, NULL);
	run_interrupted = 0;
	ended(pid);
	lasting_holds(l, "log", NULL);
	lasting_holds(l, TRIAL_STORY, NULL);
	lasting_holds(l, ENTRY, "options root=1 x=1 virtfn.trial=" ID "\n");
}

#define ON_TREE(name) cmocka_unit_test_setup_teardown(name, setup, lasting_teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON_TREE(test_none),
		ON_TREE(test_not_booted),
		ON_TREE(test_confirmed),
		ON_TREE(test_by_hand),
		ON_TREE(test_another),
		ON_TREE(test_back),
		ON_TREE(test_back_with_story),
		ON_TREE(test_back_with_old_story),
		ON_TREE(test_stop),
		ON_TREE(test_stop_on_trial),
		ON_TREE(test_cannot_be_made),
		ON_TREE(test_other_machine),
		ON_TREE(test_damaged),
		ON_TREE(test_no_cmdline),
		ON_TREE(test_pending),
		ON_TREE(test_confirmed_meanwhile),
		ON_TREE(test_stopped_meanwhile),
		ON_TREE(test_interrupted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
