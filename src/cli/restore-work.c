/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One device of host.yaml: waited for, planned, made, and told to the journal.
 */
#include "cli/restore-work.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/run.h"
#include "base/str.h"
#include "cli/gvt-work.h"
#include "cli/vf-work.h"
#include "cli/vm-vfs.h"
#include "ext/ext-journal.h"
#include "facts/driver-ready.h"
#include "facts/facts.h"
#include "plan/plan-mdev.h"
#include "plan/plan-vf.h"

static const struct doc_column columns[] = {
	{ "action", "ACTION", "what is done", 0 },
	{ "target", "TARGET", "to what", 0 },
	{ "value", "VALUE", "what it becomes", DOC_COLUMN_TRUNC },
	{ 0 },
};

void restore_done(struct restore *re)
{
	host_done(&re->host);
}

int restore_look(struct restore *re, struct err *err)
{
	host_done(&re->host);
	return facts_read(re->call->root, FACTS_MATTERS | FACTS_NO_NAMES, &re->host, err);
}

bool restore_pause(const struct restore *re)
{
	if (log_now_ms() >= re->until_ms || run_interrupted)
		return false;
	(void)usleep(200000);
	return true;
}

static void tell(const struct restore *re, const char *id, int priority, const char *device,
	const char *text)
{
	struct err ignored;

	if (re->dry_run || !re->call->root->host)
		return;
	if (ext_journal_send(id, priority, device, text, &ignored) < 0)
		log_verbose("%s, ignoring", ignored.text);
}

static void tell_failed(
	const struct restore *re, const char *id, const char *device, const struct err *err)
{
	tell(re, id, 3, device, err->text);
}

static bool is_gvt(const struct wish_device *d)
{
	return wish_device_mode(d) == WISH_MODE_GVT_G;
}

static int plan(const struct host *host, const struct pci_dev *pf, const struct wish_device *d,
	struct steps *ret, struct err *err)
{
	return is_gvt(d) ? plan_mdev_wish(host, pf, d, ret, err)
			 : plan_vf_wish(host, pf, d, ret, err);
}

/* 1: there, and with the driver that makes its VFs; 0: not yet. *ret may be NULL then. */
static int is_ready(
	struct restore *re, const struct wish_device *d, struct pci_dev **ret, struct err *err)
{
	struct err ignored;
	int r = restore_look(re, err);

	if (r < 0)
		return r;
	*ret = NULL;
	r = wish_device_find(d, &re->host, ret, err);
	if (r == -ENOENT)
		return 0;
	if (r < 0)
		return r;
	if (is_gvt(d))
		return plan_mdev_kind(*ret, &ignored) < 0 || plan_mdev_check(*ret, &ignored) == 0;
	/* A device without SR-IOV is not one that gets it by waiting. */
	if ((*ret)->sriov.present == TRI_NO)
		return 1;
	return driver_ready(re->call->root, *ret);
}

bool restore_is_ready(struct restore *re, const struct wish_device *d)
{
	struct pci_dev *pf;
	struct err ignored;

	return wish_device_mode(d) == WISH_MODE_PASSTHROUGH || is_ready(re, d, &pf, &ignored) != 0;
}

static int wait_for(
	struct restore *re, const struct wish_device *d, struct pci_dev **ret, struct err *err)
{
	_cleanup_free_ char *name = wish_device_name(d);
	struct log_wait w;
	int r;

	log_wait_start(&w, "waiting for the driver of %s", name ? name : "a device");
	while ((r = is_ready(re, d, ret, err)) == 0 && restore_pause(re))
		log_wait_tick(&w);
	log_wait_stop(&w);
	/* Some cards have no interface, with their driver too; why there are no types, plan says.
	 */
	if (r > 0 || (r == 0 && !run_interrupted && *ret && (is_gvt(d) || (*ret)->driver[0])))
		return 0;
	if (r == 0 && run_interrupted)
		r = err_set(err, EINTR, "interrupted; nothing was changed");
	else if (r == 0 && *ret)
		r = err_set(err, ETIMEDOUT,
			"%s has no driver, so nobody can make its VFs; is its module there?",
			(*ret)->name);
	else if (r == 0)
		/* err has the place and what there is. */
		r = -ENOENT;
	tell_failed(re, JOURNAL_ID_VFS_LATE, *ret ? (*ret)->name : name, err);
	return r;
}

static void show_steps(struct restore *re, const struct pci_dev *pf, const struct steps *steps)
{
	if (!re->steps)
		re->steps = doc_table(re->call->doc, "steps", columns, NULL);
	for (size_t i = 0; i < steps->n; i++) {
		struct doc *row = doc_row(re->steps);

		doc_str(row, "action", steps->v[i].action);
		doc_str(row, "target", steps->v[i].target);
		doc_str(row, "value", steps->v[i].value);
	}
	if (steps->n == 0)
		doc_note(re->call->doc, "%s is as wished already", pf->name);
}

static int dry_run(
	struct restore *re, const struct pci_dev *pf, const struct wish_device *d, struct err *err)
{
	_cleanup_(steps_done) struct steps steps = { 0 };
	int r = plan(&re->host, pf, d, &steps, err);

	if (r == 0)
		show_steps(re, pf, &steps);
	return r;
}

static int make(
	struct restore *re, const struct wish_device *d, struct pci_addr addr, struct err *err)
{
	_cleanup_(vf_work_done) struct vf_work w = { .runner = { .lock = -1 } };
	char text[120], name[PCI_ADDR_TEXT];
	struct pci_dev *pf = NULL;
	int r = vf_work_begin(re->call->root, re->call->doc, &w, err);

	pci_addr_format(addr, name);
	if (r == 0)
		pf = host_find_pci(&w.host, addr);
	if (r == 0 && !pf)
		r = err_set(err, ENODEV, "%s is gone", name);
	if (r == 0)
		r = plan(&w.host, pf, d, &w.steps, err);
	if (r == 0)
		vm_vfs_keep(re->call->root, addr);
	if (r == 0 && w.steps.n == 0) {
		doc_say(re->call->doc, "No changes: %s is as wished already", name);
		return 0;
	}
	if (r == 0)
		r = vf_work_do(&w, err);
	if (r < 0)
		return r;
	(void)snprintf(text, sizeof(text), "%s has the %u %s%s of host.yaml", name,
		wish_device_count(d), is_gvt(d) ? "GVT-g device" : "VF",
		wish_device_count(d) == 1 ? "" : "s");
	doc_say(re->call->doc, "%s", text);
	tell(re, JOURNAL_ID_VFS_MADE, 6, name, text);
	return 0;
}

int restore_device(struct restore *re, const struct wish_device *d, struct err *err)
{
	_cleanup_free_ char *name = wish_device_name(d);
	struct pci_dev *pf = NULL;
	struct pci_addr addr;
	char text[PCI_ADDR_TEXT];
	struct err ignored;
	int r;

	if (wish_device_mode(d) == WISH_MODE_PASSTHROUGH) {
		doc_note(re->call->doc, "%s is not split, so there are no VFs to make",
			name ? name : "a device");
		return 0;
	}
	r = wait_for(re, d, &pf, err);
	if (r < 0)
		return r;
	addr = pf->addr;
	pci_addr_format(addr, text);
	r = re->dry_run ? dry_run(re, pf, d, err) : make(re, d, addr, err);
	if (r == -EOPNOTSUPP && is_gvt(d) && plan_mdev_kind(pf, &ignored) == 0)
		r = gvt_explain(re->call, addr, err);
	if (r < 0)
		tell_failed(re, JOURNAL_ID_VFS_FAILED, text, err);
	return r;
}
