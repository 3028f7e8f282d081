/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which GVT-g devices does host.yaml wish for, by name, and what has to be done for them to be
 * there? Who else makes them at boot is plan-persist-mdev.c's.
 */
#include "plan/plan-mdev.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "kinds/gvt.h"
#include "model/mdev-wish.h"

void mdev_names_done(struct mdev_names *names)
{
	free(names->uuids);
	*names = (struct mdev_names) { 0 };
}

static bool is_of(const struct mdev *m, const struct pci_dev *gpu, const char *type)
{
	return pci_addr_compare(m->parent, gpu->addr) == 0 &&
	       (m->there ? str_eq(m->type, type) : mdev_defines(m, type));
}

/* There or defined. */
static unsigned known(const struct host *host, const struct pci_dev *gpu, const char *type)
{
	unsigned n = 0;

	for (size_t i = 0; i < host->n_mdevs; i++)
		n += is_of(&host->mdevs[i], gpu, type);
	return n;
}

/* Whether it was made or defined for a wish, and may go when that asks for another one. */
static bool is_own(const struct mdev *m, const struct pci_dev *gpu)
{
	return pci_addr_compare(m->parent, gpu->addr) == 0 && mdev_uuid_is_wished(m->uuid);
}

/* How many of a type there would be room for without those that a wish may replace. */
static unsigned room_for(
	const struct host *host, const struct pci_dev *gpu, const struct pci_mdev_type *t)
{
	const struct gvt_size *want = gvt_size_of(t->id);
	unsigned low = 0, high = 0, n = t->available > 0 ? (unsigned)t->available : 0;

	for (size_t i = 0; i < host->n_mdevs; i++) {
		const struct mdev *m = &host->mdevs[i];
		const struct gvt_size *s = m->there ? gvt_size_of(m->type) : NULL;

		if (m->there && is_of(m, gpu, t->id))
			n++;
		else if (s && is_own(m, gpu)) {
			low += s->low;
			high += s->high;
		}
	}
	if (want && low / want->low < high / want->high)
		return n + low / want->low;
	return want ? n + high / want->high : n;
}

/* What was decided once stays: a guest knows its screen. */
static const struct pci_mdev_type *best_type(
	const struct host *host, const struct pci_dev *gpu, unsigned count)
{
	const struct pci_mdev_type *kept = NULL, *best = NULL;

	for (size_t i = 0; i < gpu->n_mdev_types; i++) {
		const struct pci_mdev_type *t = &gpu->mdev_types[i];

		if (room_for(host, gpu, t) < count)
			continue;
		if (known(host, gpu, t->id) >= count && (!kept || t->low > kept->low))
			kept = t;
		if (!best || t->low > best->low)
			best = t;
	}
	return kept ? kept : best;
}

static int choose_type(const struct host *host, const struct pci_dev *gpu,
	const struct wish_device *wish, struct mdev_names *ret, struct err *err)
{
	const char *type = wish->type.v ? wish->type.v : "best";
	unsigned count = wish_device_count(wish);
	const struct pci_mdev_type *best;

	if (!str_eq(type, "best")) {
		if (strlen(type) >= sizeof(ret->type))
			return err_set(err, ENOENT, "%s offers no type '%.60s'", gpu->name, type);
		(void)snprintf(ret->type, sizeof(ret->type), "%s", type);
		return 0;
	}
	ret->type[0] = '\0';
	if (gpu->mdev != TRI_YES || gpu->n_mdev_types == 0)
		return 0;
	best = best_type(host, gpu, count);
	if (!best)
		return err_set(err, ENOSPC,
			"%s has no room for %u GVT-g device%s; virtfn list gvt shows what there "
			"is",
			gpu->name, count, count == 1 ? "" : "s");
	(void)snprintf(ret->type, sizeof(ret->type), "%s", best->id);
	return 0;
}

static bool has_name(const struct mdev_names *names, const char *uuid)
{
	for (size_t i = 0; i < names->n; i++)
		if (str_eq(names->uuids[i], uuid))
			return true;
	return false;
}

static void add_known(const struct host *host, const struct pci_dev *gpu, bool there,
	struct mdev_names *names, size_t max)
{
	for (size_t i = 0; i < host->n_mdevs && names->n < max; i++) {
		const struct mdev *m = &host->mdevs[i];

		if (m->there == there && is_of(m, gpu, names->type))
			memcpy(names->uuids[names->n++], m->uuid, MDEV_UUID);
	}
}

int plan_mdev_names(const struct host *host, const struct pci_dev *gpu,
	const struct wish_device *wish, struct mdev_names *ret, struct err *err)
{
	size_t count = wish_device_count(wish);
	struct mdev_names names = { 0 };
	int r = choose_type(host, gpu, wish, &names, err);

	if (r < 0)
		return r;
	if (names.type[0]) {
		names.uuids = calloc(count, sizeof(*names.uuids));
		if (!names.uuids)
			return err_oom(err);
		add_known(host, gpu, true, &names, count);
		add_known(host, gpu, false, &names, count);
	}
	for (unsigned n = 0; names.uuids && names.n < count; n++) {
		char uuid[MDEV_UUID];

		mdev_uuid_wished(gpu->addr, n, uuid);
		if (!has_name(&names, uuid))
			memcpy(names.uuids[names.n++], uuid, sizeof(uuid));
	}
	*ret = names;
	return 0;
}

/* Those of former wishes that are in the way, or one too many. */
static int remove_others(const struct host *host, const struct pci_dev *gpu,
	const struct mdev_names *names, struct steps *ret, struct err *err)
{
	int r = 0;

	for (size_t i = 0; i < host->n_mdevs && r == 0; i++) {
		const struct mdev *m = &host->mdevs[i];

		if (m->there && is_own(m, gpu) &&
			!(is_of(m, gpu, names->type) && has_name(names, m->uuid)))
			r = plan_mdev_remove(m, ret, err);
	}
	return r;
}

/* Without those that go: their names are free. Borrows all. */
static int without_others(const struct host *host, const struct pci_dev *gpu, const char *type,
	struct host *ret, struct err *err)
{
	*ret = *host;
	ret->n_mdevs = 0;
	ret->mdevs = calloc(host->n_mdevs + 1, sizeof(*ret->mdevs));
	if (!ret->mdevs)
		return err_oom(err);
	for (size_t i = 0; i < host->n_mdevs; i++)
		if (!is_own(&host->mdevs[i], gpu) || is_of(&host->mdevs[i], gpu, type))
			ret->mdevs[ret->n_mdevs++] = host->mdevs[i];
	return 0;
}

int plan_mdev_wish(const struct host *host, const struct pci_dev *gpu,
	const struct wish_device *wish, struct steps *ret, struct err *err)
{
	_cleanup_(mdev_names_done) struct mdev_names names = { 0 };
	_cleanup_free_ struct mdev *kept = NULL;
	struct wish_mdev w = { .named = true };
	struct host rest;
	int r = plan_mdev_check(gpu, err);

	if (r == 0)
		r = plan_mdev_names(host, gpu, wish, &names, err);
	if (r == 0)
		r = remove_others(host, gpu, &names, ret, err);
	if (r == 0)
		r = without_others(host, gpu, names.type, &rest, err);
	if (r < 0)
		return r;
	kept = rest.mdevs;
	w.type = names.type;
	w.count = (unsigned)names.n;
	w.uuids = (const char(*)[MDEV_UUID])names.uuids;
	w.replaces = ret->n > 0;
	return plan_mdev_create(&rest, gpu, &w, ret, err);
}
