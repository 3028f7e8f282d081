/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What does host.yaml want of the host? What devices need beside it, checks say; what makes their
 * VFs at each boot is plan-persist.c's.
 */
#include "plan/plan-wish.h"

#include <errno.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "plan/plan-looking-glass.h"
#include "plan/plan-mdev.h"
#include "plan/plan-vf.h"

struct work {
	const struct host *host;
	struct needs *needs;
	struct err *err;
};

/* what is freed. */
static int add(const struct work *w, enum need_kind kind, char *what, struct conf_place at)
{
	_cleanup_free_ char *owned = what;
	_cleanup_free_ char *place = conf_place_text(at);
	_cleanup_free_ char *why = place ? str_printf("it is asked for at %s", place) : NULL;
	const struct need need = { kind, owned, why, place };

	return owned && why ? needs_add(w->needs, &need, w->err) : err_oom(w->err);
}

static int add_texts(const struct work *w, enum need_kind kind, const struct wish_texts *t)
{
	int r = 0;

	for (size_t i = 0; i < t->n && r == 0; i++)
		r = add(w, kind, str_printf("%s", t->v[i].v), t->v[i].at);
	return r;
}

/* AMD's driver starts by itself. */
static int add_iommu(const struct work *w, const struct wish_number *iommu)
{
	int r = 0;

	if (!iommu->given || iommu->v == WISH_IOMMU_OFF)
		return 0;
	if (w->host->cpu.vendor != CPU_VENDOR_AMD)
		r = add(w, NEED_ARGUMENT, str_printf("intel_iommu=on"), iommu->at);
	if (r == 0 && iommu->v == WISH_IOMMU_PT)
		r = add(w, NEED_ARGUMENT, str_printf("iommu=pt"), iommu->at);
	return r;
}

/* "hugepages=8", or "hugepages=0:4,1:4" (Linux 5.16) when each says its node. */
static char *huge_argument(const struct wish_host *wish, unsigned size)
{
	struct str_buf b = { 0 };
	unsigned sum = 0;

	str_buf_add(&b, "hugepages=");
	for (size_t i = 0, n = 0; i < wish->n_huge_pages; i++) {
		const struct wish_huge *h = &wish->huge_pages[i];

		if (h->size.v == size && h->node.given)
			str_buf_printf(&b, "%s%u:%u", n++ ? "," : "", h->node.v, h->count.v);
		else if (h->size.v == size)
			sum += h->count.v;
	}
	if (sum > 0)
		str_buf_printf(&b, "%u", sum);
	return str_buf_take(&b);
}

static bool mixes_nodes(const struct wish_host *wish, unsigned size)
{
	bool with = false, without = false;

	for (size_t i = 0; i < wish->n_huge_pages; i++) {
		if (wish->huge_pages[i].size.v != size)
			continue;
		with |= wish->huge_pages[i].node.given;
		without |= !wish->huge_pages[i].node.given;
	}
	return with && without;
}

/*
 * Of one size: the same argument cannot stand there twice and survive an edit. That it is the
 * default size makes the order of the three unimportant.
 */
static int add_huge(const struct work *w, const struct wish_host *wish)
{
	static const char *const sizes[] = { "2M", "1G" };
	const struct wish_huge *first = wish->huge_pages;
	int r = 0;

	if (wish->n_huge_pages == 0)
		return 0;
	for (size_t i = 1; i < wish->n_huge_pages; i++)
		if (first[i].size.v != first->size.v)
			return add(w, NEED_PERSON,
				str_printf("put huge pages of two sizes onto the kernel command "
					   "line yourself: virtfn plans one size"),
				first[i].at);
	if (mixes_nodes(wish, first->size.v))
		return add(w, NEED_PERSON,
			str_printf("say node: for all huge_pages or for none: the kernel takes "
				   "one or the other"),
			first->at);
	r = add(w, NEED_ARGUMENT, str_printf("default_hugepagesz=%s", sizes[first->size.v]),
		first->at);
	if (r == 0)
		r = add(w, NEED_ARGUMENT, str_printf("hugepagesz=%s", sizes[first->size.v]),
			first->at);
	if (r == 0)
		r = add(w, NEED_ARGUMENT, huge_argument(wish, first->size.v), first->at);
	return r;
}

static int add_isolation(const struct work *w, const struct wish_text *cpus)
{
	static const char *const names[] = { "isolcpus", "nohz_full", "rcu_nocbs" };
	int r = 0;

	for (size_t i = 0; i < ARRAY_SIZE(names) && cpus->v && r == 0; i++)
		r = add(w, NEED_ARGUMENT, str_printf("%s=%s", names[i], cpus->v), cpus->at);
	return r;
}

static int add_options(const struct work *w, const struct wish_host *wish)
{
	int r = 0;

	for (size_t i = 0; i < wish->modules.n_options && r == 0; i++) {
		const struct wish_module_options *o = &wish->modules.options[i];

		r = add(w, NEED_MODULE_OPTION, str_printf("%s %s", o->module.v, o->options.v),
			o->at);
	}
	return r;
}

int plan_wish_needs(
	const struct host *host, const struct wish_host *wish, struct needs *ret, struct err *err)
{
	const struct work w = { host, ret, err };
	int r = add_iommu(&w, &wish->iommu);

	if (r == 0)
		r = add_huge(&w, wish);
	if (r == 0)
		r = add_isolation(&w, &wish->isolation.cpus);
	if (r == 0)
		r = add_texts(&w, NEED_ARGUMENT, &wish->kernel.arguments);
	if (r == 0)
		r = add_texts(&w, NEED_ARGUMENT_GONE, &wish->kernel.remove);
	if (r == 0)
		r = add_texts(&w, NEED_MODULE_LOAD, &wish->modules.load);
	if (r == 0)
		r = add_texts(&w, NEED_MODULE_BLOCKED, &wish->modules.blacklist);
	if (r == 0)
		r = add_options(&w, wish);
	if (r == 0)
		r = plan_looking_glass_needs(wish, ret, err);
	return r < 0 ? r : add_texts(&w, NEED_PACKAGE, &wish->packages);
}

int plan_wish_check(const struct host *host, const struct wish_host *wish, struct err *err)
{
	for (size_t i = 0; i < wish->n_devices; i++) {
		const struct wish_device *d = &wish->devices[i];
		_cleanup_free_ char *place = conf_place_text(d->count.given ? d->count.at : d->at);
		struct pci_dev *pf;
		int r = wish_device_find(d, host, &pf, err);

		if (r < 0)
			return r;
		if (!place)
			return err_oom(err);
		if (wish_device_mode(d) == WISH_MODE_GVT_G && plan_mdev_kind(pf, err) < 0)
			return err_wrap(err, "%s", place);
		if (wish_device_mode(d) == WISH_MODE_SRIOV && pf->sriov.total >= 0 &&
			wish_device_count(d) > (unsigned)pf->sriov.total)
			return err_set(err, ERANGE, "%s: %s can have at most %d VFs, not %u", place,
				pf->name, pf->sriov.total, wish_device_count(d));
	}
	return plan_looking_glass_check(host, wish, err);
}

/* The unit, or what the unit runs where nothing starts units. */
static int start(const struct pci_dev *pf, const char *what, const char *program,
	struct edits *edits, struct err *err)
{
	_cleanup_free_ char *unit = str_printf("virtfn-vf@%s.service", pf->name);
	_cleanup_free_ char *why = str_printf("makes the %s of %s now", what, pf->name);
	const char *const by_unit[] = { "systemctl", "restart", unit, NULL };
	const char *const by_itself[] = { program, "vf", "restore", pf->name, NULL };
	int r;

	if (!unit || !why)
		return err_oom(err);
	r = edits_command(edits, program ? by_itself : by_unit, NULL, why, err);
	if (r == 0)
		edits->commands[edits->n_commands - 1].last = true;
	return r;
}

/* Without its driver, the rule starts the unit once that is bound. */
static int start_one(const struct host *host, const struct wish_device *d, const char *program,
	struct edits *edits, struct err *err)
{
	_cleanup_(steps_done) struct steps steps = { 0 };
	bool gvt = wish_device_mode(d) == WISH_MODE_GVT_G;
	const char *what = gvt ? "GVT-g devices" : "VFs";
	struct pci_dev *pf;
	int r = wish_device_find(d, host, &pf, err);

	if (r < 0 || (gvt ? pf->mdev != TRI_YES || pf->n_mdev_types == 0 : !pf->driver[0]))
		return r;
	r = gvt ? plan_mdev_wish(host, pf, d, &steps, err) : plan_vf_wish(host, pf, d, &steps, err);
	if (r < 0)
		return edits_note(edits, err, "the %s of %s stay as they are for now: %s", what,
			pf->name, err->text);
	return steps.n > 0 ? start(pf, what, program, edits, err) : 0;
}

int plan_wish_start(const struct host *host, const struct wish_host *wish, const char *program,
	struct edits *edits, struct err *err)
{
	int r = 0;

	for (size_t i = 0; i < wish->n_devices && r == 0; i++)
		if (wish_device_mode(&wish->devices[i]) != WISH_MODE_PASSTHROUGH &&
			wish_device_persist(&wish->devices[i]) == WISH_PERSIST_SYSTEMD)
			r = start_one(host, &wish->devices[i], program, edits, err);
	return r;
}
