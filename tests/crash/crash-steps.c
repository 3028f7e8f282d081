/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The program that crash.py kills: one of each kind of lasting step, without a plan. "crash-steps
 * ROOT VIA apply|undo": undo takes back what was cut off, and then what was done.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "actions/journal.h"
#include "actions/runner.h"
#include "base/mem.h"
#include "model/step-value.h"

struct row {
	const char *action, *target, *value;
	const char *before, *after; /* of a file; NULL: not there */
};

static const struct row rows[] = {
	{ "remake-undo", "make-it", "make-it" },
	{ "file", "etc/default/grub", "0644", "# mine\r\nLINE=\"quiet\"\nlast",
		"# mine\r\nLINE=\"quiet iommu=pt\"\nlast" },
	{ "file", "etc/modprobe.d/new/virtfn.conf", "0640", NULL, "options i915 max_vfs=7\n" },
	{ "file", "etc/old.conf", "", "max_vfs=1\n", NULL },
	{ "file", "etc/linked.conf", "", "real\n", "real, changed\n" },
	{ "file", "etc/empty", "0600", "", "full\n" },
	{ "link", "etc/systemd/system/multi-user.target.wants/virtfn.service",
		"/usr/lib/systemd/system/virtfn.service" },
	{ "link", "etc/there", "new place" },
	{ "link", "etc/gone", "" },
	{ "initramfs", "boot/trial.img",
		"make-image\x1f"
		"boot/trial.img\x1e"
		"boot/initrd.img" },
	{ "command", "mark", "mark\x1fon\x1emark\x1foff" },
	{ "remake", "make-it", "make-it" },
	{ "proof", "boot/line", "text:present:iommu=pt" },
};

static int add(struct steps *steps, const struct row *row)
{
	struct step *s;

	if (steps_add(steps, row->action, row->target, row->value) < 0)
		return -1;
	s = &steps->v[steps->n - 1];
	if (step_set_bytes(&s->before, row->before, row->before ? strlen(row->before) : 0) < 0)
		return -1;
	return step_set_bytes(&s->after, row->after, row->after ? strlen(row->after) : 0);
}

static int apply(struct runner *runner, struct err *err)
{
	_cleanup_(steps_done) struct steps steps = { 0 };
	unsigned generation;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (add(&steps, &rows[i]) < 0)
			return err_oom(err);
	return runner_apply(runner, &steps, "crash test", &generation, err);
}

static int undo(struct runner *runner, struct err *err)
{
	_cleanup_(generations_done) struct generations all = { 0 };
	int r = journal_list(runner->root, JOURNAL_PERSISTENT, &all, err);

	for (size_t i = all.n; r == 0 && i-- > 0;)
		if (all.v[i].state == GENERATION_DONE)
			r = runner_undo(runner, all.v[i].number, err);
	return r;
}

int main(int argc, char **argv)
{
	_cleanup_(runner_done) struct runner runner = { .lock = -1 };
	_cleanup_(root_done) struct root root = { .fd = -1 };
	struct runner_how how = { 0 };
	struct err err = { 0 };
	int r;

	if (argc != 4)
		return 2;
	how.via = argv[2];
	r = root_open(&root, argv[1], &err);
	if (r == 0)
		r = runner_begin_how(&root, &how, &runner, &err);
	if (r == 0)
		r = strcmp(argv[3], "undo") == 0 ? undo(&runner, &err) : apply(&runner, &err);
	if (r == 0 && runner.stuck.code) {
		err = runner.stuck;
		r = -1;
	}
	if (r < 0)
		(void)fprintf(stderr, "crash-steps: %s\n", err.text);
	return r < 0;
}
