/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which steps make slices of a GPU by GVT-g, or take them away? What cannot be is refused here,
 * with the types that there are; why a GPU offers none at all is for checks to say.
 */
#include "plan/plan-mdev.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "kinds/gpu.h"
#include "kinds/gvt.h"
#include "model/mdev-wish.h"
#include "plan/plan-vf.h"

#define MIB (1024 * 1024)

int plan_mdev_kind(const struct pci_dev *gpu, struct err *err)
{
	const struct gpu_platform *p = gpu_platform_find(gpu->vendor, gpu->device);

	if (gpu->mdev == TRI_YES && gpu->n_mdev_types > 0)
		return 0;
	if (gpu->is_vf || !pci_dev_is_gpu(gpu) || gpu->vendor != GPU_VENDOR_INTEL)
		return err_set(err, EOPNOTSUPP,
			"%s cannot be split by GVT-g: that is for built-in GPUs of Intel "
			"processors, Broadwell to Comet Lake",
			gpu->name);
	if (p && !p->gvt)
		return err_set(err, EOPNOTSUPP,
			"%s cannot be split by GVT-g: it is %s, and GVT-g is for Broadwell to "
			"Comet Lake%s",
			gpu->name, p->name,
			p->state == GPU_STATE_NONE ? "; give it away as a whole"
						   : "; split it by SR-IOV: leave --type away");
	return 0;
}

int plan_mdev_check(const struct pci_dev *gpu, struct err *err)
{
	int r = plan_mdev_kind(gpu, err);

	if (r < 0 || (gpu->mdev == TRI_YES && gpu->n_mdev_types > 0))
		return r;
	return err_set(err, EOPNOTSUPP, "%s offers no GVT-g devices now", gpu->name);
}

/* "i915-GVTg_V5_4 (128 MiB, 1920x1200, 2 free), ..." */
static char *types_text(const struct pci_dev *gpu)
{
	struct str_buf b = { 0 };

	str_buf_add(&b, "");
	for (size_t i = 0; i < gpu->n_mdev_types; i++) {
		const struct pci_mdev_type *t = &gpu->mdev_types[i];

		str_buf_printf(&b, "%s%s (", i ? ", " : "", t->id);
		if (t->low)
			str_buf_printf(&b, "%u MiB, ", t->low);
		if (t->resolution[0])
			str_buf_printf(&b, "%s, ", t->resolution);
		if (t->available >= 0)
			str_buf_printf(&b, "%d free)", t->available);
		else
			str_buf_add(&b, "free: unknown)");
	}
	return str_buf_take(&b);
}

static int no_such_type(const struct pci_dev *gpu, const char *type, struct err *err)
{
	_cleanup_free_ char *text = types_text(gpu);
	const struct gvt_size *s = gvt_size_of(type);
	unsigned aperture = (unsigned)(gpu->aperture / MIB);

	if (!text)
		return err_oom(err);
	if (s && aperture > 0 && aperture < GVT_HOST_LOW + s->low)
		return err_set(err, ENOENT,
			"%s is not offered: it takes %u MiB of the GPU's aperture beside the "
			"host's %d MiB, and the aperture has %u MiB; raise \"Aperture Size\" in "
			"the firmware, or choose one of %s",
			type, s->low, GVT_HOST_LOW, aperture, text);
	return err_set(
		err, ENOENT, "%s offers no type '%.40s'; there are: %s", gpu->name, type, text);
}

/* Counts those that are there. */
static unsigned have(const struct host *host, const struct pci_dev *gpu, const char *type)
{
	unsigned n = 0;

	for (size_t i = 0; i < host->n_mdevs; i++) {
		const struct mdev *m = &host->mdevs[i];

		n += m->there && pci_addr_compare(m->parent, gpu->addr) == 0 &&
		     str_eq(m->type, type);
	}
	return n;
}

/* The same wish again means the same type: what is there of one counts as room. */
static const struct pci_mdev_type *best_type(
	const struct host *host, const struct pci_dev *gpu, unsigned count)
{
	const struct pci_mdev_type *best = NULL;

	for (size_t i = 0; i < gpu->n_mdev_types; i++) {
		const struct pci_mdev_type *t = &gpu->mdev_types[i];
		unsigned room =
			have(host, gpu, t->id) + (t->available > 0 ? (unsigned)t->available : 0);

		if (room >= count && (!best || t->low > best->low))
			best = t;
	}
	return best;
}

static int choose_type(const struct host *host, const struct pci_dev *gpu,
	const struct wish_mdev *wish, const struct pci_mdev_type **ret, struct err *err)
{
	_cleanup_free_ char *text = NULL;

	if (str_eq(wish->type, "best")) {
		*ret = best_type(host, gpu, wish->count);
		if (*ret)
			return 0;
		text = types_text(gpu);
		return text ? err_set(err, ENOSPC, "%s has no room for %u GVT-g device%s: %s",
				      gpu->name, wish->count, wish->count == 1 ? "" : "s", text)
			    : err_oom(err);
	}
	for (size_t i = 0; i < gpu->n_mdev_types; i++)
		if (str_eq(gpu->mdev_types[i].id, wish->type)) {
			*ret = &gpu->mdev_types[i];
			return 0;
		}
	return no_such_type(gpu, wish->type, err);
}

/* What is to be made while it is planned. */
struct making {
	const struct host *host;
	const struct pci_dev *gpu;
	const char *type;
	bool persist;
	struct steps *steps;
	unsigned n_new;
};

static int add_definition(
	struct making *m, const char *uuid, const struct mdev *there, struct err *err)
{
	_cleanup_free_ char *text = mdev_definition(m->type);
	_cleanup_free_ char *path = str_printf(MDEV_DEFINITION, m->gpu->name, uuid);
	struct step *s;
	int r;

	if (!text || !path)
		return err_oom(err);
	if (there && there->definition && str_eq(there->definition, text))
		return 0;
	/* It may have attributes, or not be for each boot: somebody wanted that. */
	if (there && there->definition)
		return err_set(err, EEXIST,
			"mdevctl has %s defined otherwise, in /%s; change that with mdevctl "
			"modify, or leave --persist away",
			uuid, path);
	if (steps_add(m->steps, "file", path, "0644") < 0)
		return err_oom(err);
	s = &m->steps->v[m->steps->n - 1];
	r = step_set_bytes(&s->after, text, strlen(text));
	return r < 0 ? err_oom(err) : 0;
}

static int add_one(struct making *m, const char *uuid, struct err *err)
{
	const struct mdev *there = host_find_mdev(m->host, uuid);
	char target[64];

	if (there && there->there && pci_addr_compare(there->parent, m->gpu->addr) != 0)
		return err_set(err, EEXIST, "%s is of another device already", uuid);
	if (there && there->there && !str_eq(there->type, m->type))
		return err_set(err, EEXIST, "%s is there already, as %s, not %s", uuid, there->type,
			m->type);
	if (!there || !there->there) {
		(void)snprintf(target, sizeof(target), "%s/%s", m->gpu->name, uuid);
		if (steps_add(m->steps, "mdev", target, m->type) < 0)
			return err_oom(err);
		m->n_new++;
	}
	return m->persist ? add_definition(m, uuid, there, err) : 0;
}

/* Defined for this type, and not there: a guest may know it by this name. */
static bool is_waiting(const struct making *m, const struct mdev *d)
{
	return !d->there && pci_addr_compare(d->parent, m->gpu->addr) == 0 &&
	       mdev_defines(d, m->type);
}

/* So many in all: those that are there count, and old names come before new ones. */
static int add_missing(struct making *m, const struct wish_mdev *wish, struct err *err)
{
	unsigned is = have(m->host, m->gpu, m->type), n = 0;
	int r = 0;

	if (is > wish->count)
		return err_set(err, EBUSY,
			"%s has %u of %s already; virtfn list gvt shows them, and virtfn vf "
			"destroy UUID removes one",
			m->gpu->name, is, m->type);
	for (size_t i = 0; i < m->host->n_mdevs && r == 0; i++) {
		const struct mdev *d = &m->host->mdevs[i];

		if (d->there && pci_addr_compare(d->parent, m->gpu->addr) == 0 &&
			str_eq(d->type, m->type))
			r = add_one(m, d->uuid, err);
	}
	for (size_t i = 0; i < m->host->n_mdevs && m->n_new < wish->count - is && r == 0; i++)
		if (is_waiting(m, &m->host->mdevs[i]))
			r = add_one(m, m->host->mdevs[i].uuid, err);
	while (m->n_new < wish->count - is && r == 0)
		r = add_one(m, wish->uuids[n++], err);
	return r;
}

int plan_mdev_create(const struct host *host, const struct pci_dev *gpu, struct wish_mdev *wish,
	struct steps *ret, struct err *err)
{
	struct making m = { host, gpu, NULL, wish->persist, ret, 0 };
	const struct pci_mdev_type *type = NULL;
	_cleanup_free_ char *text = NULL;
	int r = plan_mdev_check(gpu, err);

	if (r == 0)
		r = choose_type(host, gpu, wish, &type, err);
	if (r < 0)
		return r;
	m.type = type->id;
	if (!wish->named)
		r = add_missing(&m, wish, err);
	for (unsigned i = 0; wish->named && i < wish->count && r == 0; i++)
		r = add_one(&m, wish->uuids[i], err);
	if (r < 0)
		return r;
	if (!wish->replaces && type->available >= 0 && m.n_new > (unsigned)type->available) {
		text = types_text(gpu);
		return text ? err_set(err, ENOSPC,
				      "%s has no room for %u more of %s; they share one aperture. "
				      "There are: %s",
				      gpu->name, m.n_new, type->id, text)
			    : err_oom(err);
	}
	wish->chosen = type->id;
	return 0;
}

static int add_undefine(const struct mdev *m, const char *gpu, struct steps *ret, struct err *err)
{
	_cleanup_free_ char *path = str_printf(MDEV_DEFINITION, gpu, m->uuid);

	if (!path || steps_add(ret, "file", path, "0644") < 0 ||
		step_set_bytes(&ret->v[ret->n - 1].before, m->definition, m->definition_size) < 0)
		return err_oom(err);
	return 0;
}

int plan_mdev_remove(const struct mdev *m, struct steps *ret, struct err *err)
{
	const struct pci_use *use = m->n_uses > 0 ? &m->uses[0] : NULL;
	char gpu[PCI_ADDR_TEXT], target[64], text[300];

	pci_addr_format(m->parent, gpu);
	if (use) {
		plan_use_text(use, text, sizeof(text));
		return err_set(
			err, EBUSY, "cannot remove %s of %s: it is in use: %s", m->uuid, gpu, text);
	}
	(void)snprintf(target, sizeof(target), "%s/%s", gpu, m->uuid);
	if (m->there && steps_add(ret, "mdev", target, "none") < 0)
		return err_oom(err);
	return 0;
}

int plan_mdev_destroy(const struct mdev *m, struct steps *ret, struct err *err)
{
	char gpu[PCI_ADDR_TEXT];
	int r = plan_mdev_remove(m, ret, err);

	pci_addr_format(m->parent, gpu);
	return r == 0 && m->definition ? add_undefine(m, gpu, ret, err) : r;
}

int plan_mdev_destroy_all(
	const struct host *host, const struct pci_dev *gpu, struct steps *ret, struct err *err)
{
	int r = 0;

	for (size_t i = 0; i < host->n_mdevs && r == 0; i++)
		if (host->mdevs[i].there && pci_addr_compare(host->mdevs[i].parent, gpu->addr) == 0)
			r = plan_mdev_destroy(&host->mdevs[i], ret, err);
	return r;
}
