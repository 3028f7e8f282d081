/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Set how many VFs a PF has (sriov_numvfs). Target: the PF's address; value: the
 * count. The kernel changes a count only through 0, and blocks for ever when a VF
 * that goes is still held: so each write is made by a child, with a time limit.
 * Whether VFs are in use was asked before: this is plan-vf.c's work.
 */
#include "actions/action.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "actions/kernel-log.h"
#include "base/mem.h"
#include "base/run.h"
#include "base/str.h"

#define DEVICE     "sys/bus/pci/devices/%s"
#define ATTRIBUTE  DEVICE "/sriov_numvfs"
#define TIMEOUT_MS 120000

struct write {
	const struct root *root;
	const char *target, *value;
};

static int read_count(const struct root *root, const char *target, char **ret, struct err *err)
{
	int r = root_read(root, ret, err, ATTRIBUTE, target);

	return r < 0 ? err_wrap(err, "cannot read the number of VFs of %s", target) : 0;
}

/* Linux iov.c and the drivers' sriov_configure(), kernel 6.12 (virtfn's facts 2.4, 3.2). */
static const struct {
	int code;
	const char *meaning;
} meanings[] = {
	{ ERANGE, "that is more than its driver allows (sriov_totalvfs)" },
	{ EBUSY, "it has VFs already, or its driver is still starting; the kernel changes a "
		 "count only through 0: virtfn vf destroy" },
	{ ENOMEM, "the firmware left too little address space for the VFs' BARs, or too few bus "
		  "numbers; turn on \"Above 4G decoding\" in the firmware, boot with pci=realloc, "
		  "or ask for fewer VFs" },
	{ EIO, "the device or its firmware refused; a GPU may be wedged: see the kernel log" },
	{ EINVAL, "its driver refuses this count" },
	{ ENOSPC, "it has no resources left for that many VFs; ask for fewer" },
	{ ENODEV, "its driver does not run it as a physical function" },
	{ ENOSYS, "it is no physical function" },
	{ EPERM, "VFs are still assigned to a guest" },
	{ ECANCELED, "the GPU is wedged: see the kernel log" },
	{ EUCLEAN, "settings made by hand are left over; set them back first" },
	{ ESTALE, "its provisioning was reset; try again" },
};

static void explain(const struct write *w, struct err *err)
{
	_cleanup_free_ char *driver = NULL;
	struct err ignored;

	if (err->code == ENOENT) {
		if (root_link_name(w->root, &driver, &ignored, DEVICE "/driver", w->target) < 0)
			(void)err_hint(err, "no driver is bound to it: load its driver first");
		else
			(void)err_hint(err, "its driver %s cannot make VFs on this kernel", driver);
		return;
	}
	for (size_t i = 0; i < ARRAY_SIZE(meanings); i++)
		if (meanings[i].code == err->code)
			(void)err_hint(err, "%s", meanings[i].meaning);
}

static int write_count(const struct write *w, struct err *err)
{
	_cleanup_free_ char *now = NULL;
	int r;

	r = root_write(w->root, w->value, err, ATTRIBUTE, w->target);
	if (r < 0) {
		(void)err_wrap(err, "cannot set %s VFs on %s", w->value, w->target);
		explain(w, err);
		return r;
	}
	/* A driver may enable fewer, or none, and the write still succeeds. */
	r = read_count(w->root, w->target, &now, err);
	if (r < 0)
		return r;
	if (!str_eq(now, w->value))
		return err_set(err, ENOSPC,
			"asked %s for %s VFs, its driver left it at %s; ask for "
			"what it grants, or see the kernel log",
			w->target, w->value, now);
	return 0;
}

/* In the child: reading blocks too while a removal is stuck. */
static int change(void *arg, struct err *err)
{
	const struct write *w = arg;
	_cleanup_free_ char *now = NULL;
	struct write zero = *w;
	int r;

	r = read_count(w->root, w->target, &now, err);
	if (r < 0 || str_eq(now, w->value))
		return r;
	zero.value = "0";
	if (!str_eq(now, "0") && !str_eq(w->value, "0"))
		r = write_count(&zero, err);
	return r < 0 ? r : write_count(w, err);
}

static int set(const struct root *root, const char *target, const char *value, struct err *err)
{
	_cleanup_close_ int mark = kernel_log_mark(root);
	struct write w = { root, target, value };
	char what[96];
	int r;

	(void)snprintf(what, sizeof(what), "setting %.8s VFs on %.30s", value, target);
	r = run_in_child(change, &w, TIMEOUT_MS, what, err);
	if (r == -ETIMEDOUT)
		(void)err_hint(err, "a VF is still held by somebody, or its driver hangs; end what "
				    "holds it (virtfn list), the kernel then goes on by itself");
	if (r < 0)
		kernel_log_attach(mark, target, err);
	return r;
}

static int save_in_child(void *arg, struct err *err)
{
	const struct write *w = arg;
	_cleanup_free_ char *now = NULL;
	int r = read_count(w->root, w->target, &now, err);

	/* The count itself is the answer: it fits in what a child returns. */
	return r < 0 ? r : atoi(now);
}

static int save(
	const struct site *site, const struct step *step, struct saved *ret, struct err *err)
{
	struct write w = { site->root, step->target, step->value };
	char text[16];
	int r;

	r = run_in_child(save_in_child, &w, 5000, "reading the number of VFs", err);
	if (r == -ETIMEDOUT)
		return err_hint(err,
			"an earlier removal of VFs of %s is stuck: end what holds one "
			"of them",
			step->target);
	if (r < 0)
		return r;
	(void)snprintf(text, sizeof(text), "%d", r);
	return saved_set(ret, text, err);
}

static int apply(const struct site *site, const struct step *step, struct err *err)
{
	return set(site->root, step->target, step->value, err);
}

static int undo(const struct site *site, const struct step *step, const struct saved *saved,
	struct err *err)
{
	return set(site->root, step->target, saved->text, err);
}

const struct action action_vf_count = {
	.id = "vf-count",
	.save = save,
	.apply = apply,
	.undo = undo,
};
