/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Slices of a GPU by GVT-g for the user: made, removed, shown. Which steps that takes is in
 * plan/plan-mdev.c.
 */
#include "cli/gvt-work.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "checks/check.h"
#include "cli/device-doc.h"
#include "facts/facts.h"
#include "facts/look.h"
#include "kinds/gvt.h"
#include "plan/plan-mdev.h"

/* More than any GPU has room for. */
#define MOST 64

static const struct doc_column columns[] = {
	{ "device", "DEVICE", "a GPU, a type that it offers, or a device of that type",
		DOC_COLUMN_TREE },
	{ "available", "FREE", "so many more can be made", DOC_COLUMN_RIGHT },
	{ "aperture_mib", "MIB", "of the GPU's aperture", DOC_COLUMN_RIGHT },
	{ "resolution", "SCREEN", "the largest that a guest sees", 0 },
	{ "at_boot", "BOOT", "mdevctl makes it at each boot", 0 },
	{ "used_by", "USED-BY", "guest or process that uses it", DOC_COLUMN_TRUNC },
	{ "memory_mib", "MEMORY-MIB", "of the GPU's address space behind the aperture",
		DOC_COLUMN_EXTRA | DOC_COLUMN_RIGHT },
	{ "group", "GROUP", "IOMMU group", DOC_COLUMN_EXTRA | DOC_COLUMN_RIGHT },
	{ "there", "THERE", "it is there, not only defined", DOC_COLUMN_EXTRA },
	{ 0 },
};

static void fill_device(struct doc *row, const struct host *host, const struct mdev *m)
{
	doc_str(row, "device", m->uuid);
	doc_bool(row, "there", m->there);
	doc_bool(row, "at_boot", m->definition && strstr(m->definition, "\"auto\""));
	if (m->group >= 0)
		doc_int(row, "group", m->group);
	if (m->there)
		device_doc_uses(row, m->uses, m->n_uses, host->holders_seen == TRI_YES);
}

static void add_devices(
	struct doc *up, const struct host *host, const struct pci_dev *gpu, const char *type)
{
	for (size_t i = 0; i < host->n_mdevs; i++) {
		const struct mdev *m = &host->mdevs[i];

		if (pci_addr_compare(m->parent, gpu->addr) == 0 && str_eq(m->type, type))
			fill_device(doc_row(up), host, m);
	}
}

static void add_type(struct doc *up, const struct host *host, const struct pci_dev *gpu, size_t nth)
{
	const struct pci_mdev_type *t = &gpu->mdev_types[nth];
	struct doc *row = doc_row(up);

	doc_str(row, "device", t->id);
	if (t->available >= 0)
		doc_int(row, "available", t->available);
	else
		doc_unknown(row, "available");
	if (t->low)
		doc_int(row, "aperture_mib", t->low);
	if (t->high)
		doc_int(row, "memory_mib", t->high);
	if (t->resolution[0])
		doc_str(row, "resolution", t->resolution);
	add_devices(row, host, gpu, t->id);
}

/* Which types are not among those offered, and why. */
static void note_missing(struct doc *doc, const struct pci_dev *gpu)
{
	unsigned mib = (unsigned)(gpu->aperture >> 20);
	const struct gvt_size *s = gvt_sizes;

	while (s->suffix && mib > 0 && mib < GVT_HOST_LOW + s->low)
		s++;
	if (mib > 0 && s != gvt_sizes)
		doc_note(doc,
			"larger types are not offered: the aperture of %s has %u MiB, %d of them "
			"the host's, and the largest type takes 512; \"Aperture Size\" in the "
			"firmware changes that",
			gpu->name, mib, GVT_HOST_LOW);
}

void gvt_list(struct doc *doc, const struct host *host)
{
	struct doc *table = doc_table(doc, "gvt", columns, "below");
	bool any = false, there = false;

	for (size_t i = 0; i < host->n_mdevs; i++)
		there = there || host->mdevs[i].there;
	for (size_t i = 0; i < host->n_pci; i++) {
		const struct pci_dev *d = &host->pci[i];
		struct doc *row;

		if (d->mdev != TRI_YES)
			continue;
		any = true;
		row = doc_row(table);
		doc_str(row, "device", d->name);
		if (d->aperture)
			doc_int(row, "aperture_mib", (long long)(d->aperture >> 20));
		for (size_t t = 0; t < d->n_mdev_types; t++)
			add_type(row, host, d, t);
		add_devices(row, host, d, "");
		note_missing(doc, d);
	}
	if (there && host->holders_seen != TRI_YES)
		doc_note(doc, "who holds one is for root to see: '?' in USED-BY");
	if (!any)
		doc_note(doc, "no GPU offers GVT-g devices; virtfn doctor DEVICE --mode gvt-g "
			      "says why");
}

/* What blocks is the reason: of the host, else of the GPU. */
static const struct finding *reason(const struct check_report *report)
{
	for (size_t i = 0; i < report->n; i++)
		if (report->v[i].verdict == VERDICT_BLOCKS &&
			report->v[i].folded_under == FINDING_NONE &&
			(report->v[i].device[0] || strncmp(report->v[i].id, "kernel-gvt", 10) == 0))
			return &report->v[i];
	return NULL;
}

int gvt_explain(struct call *call, struct pci_addr addr, struct err *err)
{
	_cleanup_(check_report_done) struct check_report report = { 0 };
	_cleanup_(host_done) struct host host = { 0 };
	struct check_wish wish = { .mode = USE_MODE_GVT_G, .guests = GUEST_OS_ANY };
	const struct finding *f;
	struct err ignored;
	int code = -err->code;

	if (facts_read(call->root, FACTS_HOST | FACTS_NO_NAMES, &host, &ignored) < 0)
		return code;
	if (checks_run(&host, &wish, &report, &ignored) < 0)
		return code;
	wish.dev = host_find_pci(&host, addr);
	if (!wish.dev || checks_run(&host, &wish, &report, &ignored) < 0)
		return code;
	f = reason(&report);
	if (f && f->fix)
		(void)err_hint(err, "%s; %.*s", f->title, (int)strcspn(f->fix, "\n"), f->fix);
	else if (f)
		(void)err_hint(err, "%s", f->title);
	doc_note(call->doc, "virtfn doctor %s --mode gvt-g says more", wish.dev->name);
	return code;
}

static int take_uuids(
	const struct gvt_opts *o, char (*ret)[MDEV_UUID], unsigned *ret_n, struct err *err)
{
	_cleanup_free_ char *copy = str_printf("%s", o->uuids);
	char *rest = copy, *word;
	unsigned n = 0;

	if (!copy)
		return err_oom(err);
	while ((word = strsep(&rest, ","))) {
		if (n == MOST)
			return err_set(
				err, E2BIG, "these are more UUIDs than any GPU has room for");
		if (mdev_uuid_parse(word, ret[n]) < 0)
			return err_set(err, EINVAL,
				"'%.50s' is no UUID; give one such as "
				"c2d8a6f0-0000-4000-8000-000000000001, or leave --uuid away",
				word);
		for (unsigned i = 0; i < n; i++)
			if (str_eq(ret[i], ret[n]))
				return err_set(err, EINVAL, "%s is there twice", ret[n]);
		n++;
	}
	if (o->count > 0 && o->count != n)
		return err_set(err, EINVAL, "-n %u and %u UUIDs; leave -n away", o->count, n);
	*ret_n = n;
	return 0;
}

static int take_opts(
	const struct gvt_opts *o, char (*uuids)[MDEV_UUID], struct wish_mdev *ret, struct err *err)
{
	int r = 0;

	*ret = (struct wish_mdev) { .type = o->type,
		.count = o->count ? o->count : 1,
		.named = o->uuids,
		.persist = o->persist };
	if (o->uuids)
		r = take_uuids(o, uuids, &ret->count, err);
	else if (o->count > MOST)
		r = err_set(err, ERANGE, "no GPU has room for %u GVT-g devices", o->count);
	for (unsigned i = 0; !o->uuids && i < ret->count && r == 0; i++)
		r = mdev_uuid_new(uuids[i], err);
	ret->uuids = (const char(*)[MDEV_UUID])uuids;
	return r;
}

static void note_boot(struct call *call)
{
	static const char *const programs[] = { "mdevctl", NULL };

	if (look_for_program(call->root, programs) == TRI_NO)
		doc_note(call->doc, "mdevctl makes them at each boot, and is not installed yet: "
				    "install the package mdevctl");
}

static void show(struct call *call, const struct vf_work *w, const struct pci_dev *gpu,
	const char *type, double seconds)
{
	struct doc *table = doc_table(call->doc, "devices", columns, "below");
	unsigned n = 0;

	add_devices(table, &w->host, gpu, type);
	for (size_t i = 0; i < w->host.n_mdevs; i++)
		n += pci_addr_compare(w->host.mdevs[i].parent, gpu->addr) == 0 &&
		     str_eq(w->host.mdevs[i].type, type);
	doc_str(call->doc, "type", type);
	if (w->steps.n > 0)
		doc_say(call->doc, "%u %s of %s ready after %.1f s", n, type, gpu->name, seconds);
	else
		doc_say(call->doc, "No changes: %s has its %u %s already", gpu->name, n, type);
}

static int make(struct call *call, struct vf_work *w, struct wish_mdev *wish, struct err *err)
{
	long long start = log_now_ms();
	struct pci_dev *gpu;
	struct pci_addr addr;
	char type[40];
	int r = host_resolve_pci(&w->host, call->args[0], &gpu, err);

	if (r < 0)
		return r;
	addr = gpu->addr;
	r = plan_mdev_check(gpu, err);
	if (r < 0)
		return gpu->vendor == 0x8086 && pci_dev_is_gpu(gpu) ? gvt_explain(call, addr, err)
								    : r;
	r = plan_mdev_create(&w->host, gpu, wish, &w->steps, err);
	if (r < 0)
		return r;
	(void)snprintf(type, sizeof(type), "%s", wish->chosen);
	r = vf_work_do(w, err);
	gpu = host_find_pci(&w->host, addr);
	if (r < 0 || !gpu)
		return r;
	show(call, w, gpu, type, (double)(log_now_ms() - start) / 1000);
	if (wish->persist)
		note_boot(call);
	return 0;
}

int gvt_create(struct call *call, const struct gvt_opts *opts, struct err *err)
{
	_cleanup_(vf_work_done) struct vf_work w = { .runner = { .lock = -1 } };
	char uuids[MOST][MDEV_UUID];
	struct wish_mdev wish;
	int r = take_opts(opts, uuids, &wish, err);

	if (r < 0) {
		call->exit = EXITCODE_USAGE;
		return r;
	}
	r = vf_work_begin(call->root, call->doc, &w, err);
	return r < 0 ? r : make(call, &w, &wish, err);
}

int gvt_destroy(struct call *call, struct vf_work *w, const struct pci_dev *gpu, const char *uuid,
	struct err *err)
{
	unsigned n = 0, defined = 0;
	int r;

	for (size_t i = 0; i < w->host.n_mdevs; i++) {
		const struct mdev *m = &w->host.mdevs[i];
		bool of_gpu = gpu && pci_addr_compare(m->parent, gpu->addr) == 0;

		n += uuid ? str_eq(m->uuid, uuid) : of_gpu && m->there;
		defined += !uuid && of_gpu && !m->there;
	}
	if (uuid && n == 0)
		return err_set(
			err, ENOENT, "there is no %s; virtfn list gvt shows what there is", uuid);
	r = uuid ? plan_mdev_destroy(host_find_mdev(&w->host, uuid), &w->steps, err)
		 : plan_mdev_destroy_all(&w->host, gpu, &w->steps, err);
	if (defined > 0)
		doc_note(call->doc,
			"%u more of %s %s only defined, for mdevctl; virtfn vf destroy "
			"UUID takes one away",
			defined, gpu->name, defined == 1 ? "is" : "are");
	if (r == 0)
		r = vf_work_do(w, err);
	if (r < 0)
		return r;
	doc_int(call->doc, "removed", n);
	if (uuid)
		doc_say(call->doc, "Removed %s", uuid);
	else if (n > 0)
		doc_say(call->doc, "Removed %u GVT-g device%s", n, n == 1 ? "" : "s");
	else
		doc_say(call->doc, "No changes: there are no GVT-g devices");
	return 0;
}
