/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From what a host needs to what is edited on it: kernel arguments go to its boot chain, modules
 * to modprobe.d and the initramfs (plan-modules.c), packages to its package manager
 * (plan-packages.c), values to sysfs. Steps are plan-steps.c's.
 */
#include "plan/plan-host.h"

#include <errno.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "boot/modprobe-edit.h"
#include "plan/plan-driver.h"
#include "plan/plan-hold.h"
#include "plan/plan-modules.h"
#include "plan/plan-packages.h"

static int by_hand(const char *const *arguments, bool gone, struct edits *edits, struct err *err)
{
	int r = 0;

	for (size_t i = 0; arguments[i] && r == 0; i++)
		r = edits_note(edits, err,
			"%s %s %s the kernel command line in your boot loader's settings: virtfn "
			"cannot edit those",
			gone ? "take" : "put", arguments[i], gone ? "off" : "onto");
	return r;
}

static int edit_boot(const struct plan_host *in, struct edits *edits, struct err *err)
{
	_cleanup_free_ const char **add = needs_list(in->needs, NEED_ARGUMENT);
	_cleanup_free_ const char **drop = needs_list(in->needs, NEED_ARGUMENT_GONE);
	struct boot_ask ask = {
		.evidence = in->evidence,
		.running = in->running,
		.add = add,
		.drop = drop,
	};
	int r;

	if (!add || !drop)
		return err_oom(err);
	if (!add[0] && !drop[0])
		return 0;
	if (in->boot && in->boot->edit)
		return in->boot->edit(&ask, edits, err);
	r = by_hand(add, false, edits, err);
	return r < 0 ? r : by_hand(drop, true, edits, err);
}

/* "/sys/... VALUE" */
static int edit_attributes(const struct plan_host *in, struct edits *edits, struct err *err)
{
	int r = 0;

	for (size_t i = 0; i < in->needs->n && r == 0; i++) {
		const struct need *n = &in->needs->v[i];
		const char *blank = strchr(n->what, ' ');
		_cleanup_free_ char *path = NULL;

		if (n->kind != NEED_ATTRIBUTE || !blank || n->what[0] != '/')
			continue;
		path = str_from_bytes(n->what + 1, (size_t)(blank - n->what - 1));
		r = path ? edits_attribute(edits, path, blank + 1, n->why, err) : err_oom(err);
	}
	return r;
}

static int notes(const struct plan_host *in, struct edits *edits, struct err *err)
{
	int r = 0;

	for (size_t i = 0; i < in->needs->n && r == 0; i++)
		if (in->needs->v[i].kind == NEED_PERSON)
			r = edits_note(edits, err, "%s", in->needs->v[i].what);
	return r;
}

int plan_host_patterns(const struct plan_host *in, const char ***ret, struct err *err)
{
	const char *const none[] = { NULL };
	const char *const *const sets[] = {
		in->boot && in->boot->files ? in->boot->files : none,
		modprobe_files,
		initramfs_files,
	};
	const char **list;
	size_t n = 0;

	for (size_t i = 0; i < ARRAY_SIZE(sets); i++)
		for (size_t j = 0; sets[i][j]; j++)
			n++;
	list = calloc(n + 1, sizeof(*list));
	if (!list)
		return err_oom(err);
	n = 0;
	for (size_t i = 0; i < ARRAY_SIZE(sets); i++)
		for (size_t j = 0; sets[i][j]; j++)
			list[n++] = sets[i][j];
	*ret = list;
	return 0;
}

int plan_host(const struct plan_host *in, struct edits *edits, struct err *err)
{
	int r = plan_packages(in->packages, edits, err);

	if (r == 0 && in->driver)
		r = plan_driver(in->driver, edits, err);
	if (r == 0 && in->hold)
		r = plan_hold(in->hold, edits, err);
	if (r == 0)
		r = edit_boot(in, edits, err);
	if (r >= 0)
		r = plan_modules(in, edits, err);
	if (r == 0)
		r = edit_attributes(in, edits, err);
	return r < 0 ? r : notes(in, edits, err);
}

/* Whether this boot's command line is not as it shall be. */
static bool waits_for_boot(const struct plan_host *in)
{
	_cleanup_free_ const char **add = needs_list(in->needs, NEED_ARGUMENT);
	_cleanup_free_ const char **drop = needs_list(in->needs, NEED_ARGUMENT_GONE);
	struct boot_ask ask = { .add = add, .drop = drop };
	_cleanup_free_ char *line = NULL;
	struct err ignored;

	return add && drop && boot_edit_cmdline(in->running, &ask, &line, &ignored) > 0;
}

/* A finding that stays although the files say all: what counts is what was loaded. */
static bool waits_for_modules(const struct plan_host *in)
{
	for (size_t i = 0; i < in->needs->n; i++) {
		const struct need *n = &in->needs->v[i];

		if ((n->kind == NEED_MODULE_OPTION || n->kind == NEED_MODULE_EARLY) &&
			!strchr(n->from, ':'))
			return true;
	}
	return false;
}

const char *plan_host_reboot(const struct plan_host *in, const struct edits *edits)
{
	if (waits_for_boot(in))
		return "the kernel reads its command line only when it starts";
	for (size_t i = 0; i < edits->n_commands; i++)
		if (edits->commands[i].packages && !edits->commands[i].live)
			return "what was installed is there when the host starts anew";
	if (edits->n_installs > 0)
		return "the new driver is loaded when the host starts anew";
	for (size_t i = 0; i < edits->n_commands; i++)
		if (edits->commands[i].remake && !edits->commands[i].live)
			return "an initramfs counts only when the host starts";
	if (waits_for_modules(in))
		return "options of a module count only when it is loaded";
	return NULL;
}
