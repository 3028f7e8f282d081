/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which definitions of mdevctl go with the GVT-g devices of host.yaml? The unit that makes the
 * devices is plan-persist.c's, which ones they are plan-mdev-wish.c's.
 */
#include "plan/plan-persist.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "plan/plan-mdev.h"

#define WHY  "mdevctl and libvirt know the GVT-g devices, and make them at boot"
#define GONE "no such GVT-g devices are wished for any more"

/* One for the same type may have attributes, or not be for each boot: somebody wanted that. */
static int define(const struct host *host, const char *path, const char *type, struct edits *e,
	struct err *err)
{
	const struct mdev *m = host_find_mdev(host, str_base_name(path));
	_cleanup_free_ char *text = mdev_definition(type);

	if (!text)
		return err_oom(err);
	return m && mdev_defines(m, type) ? 0 : edits_set(e, path, text, WHY, err);
}

static int is_file_of(const struct edit_file *f, const struct pci_dev *gpu)
{
	_cleanup_free_ char *folder = str_printf(MDEV_DEFINITION, gpu->name, "");

	return folder ? strncmp(f->path, folder, strlen(folder)) == 0 : -ENOMEM;
}

/* What virtfn defined for this GPU goes, but for these names. */
static int drop_others(
	const struct pci_dev *gpu, const struct mdev_names *names, struct edits *e, struct err *err)
{
	struct edit_file *f;
	size_t at = 0;
	int r = 0;

	while (r == 0 && (f = edits_next(e, PERSIST_MDEVS, &at))) {
		bool kept = !f->text;

		for (size_t i = 0; i < names->n; i++)
			kept = kept || str_eq(str_base_name(f->path), names->uuids[i]);
		if (kept)
			continue;
		r = is_file_of(f, gpu);
		if (r < 0)
			return err_oom(err);
		r = r ? edits_set(e, f->path, NULL, GONE, err) : 0;
	}
	return r;
}

static int define_all(const struct host *host, const struct pci_dev *gpu,
	const struct wish_device *d, struct edits *e, struct err *err)
{
	_cleanup_(mdev_names_done) struct mdev_names names = { 0 };
	struct err why;
	int r = plan_mdev_names(host, gpu, d, &names, &why);

	if (r == -ENOMEM)
		return err_oom(err);
	if (r < 0)
		return edits_note(e, err, "No GVT-g devices are defined now: %s.", why.text);
	if (!names.type[0])
		return edits_note(e, err,
			"Which type of GVT-g device is the best, %s says once its driver is "
			"there: run virtfn apply again then, so that mdevctl and libvirt know "
			"them, too.",
			gpu->name);
	for (size_t i = 0; i < names.n && r == 0; i++) {
		_cleanup_free_ char *path = str_printf(MDEV_DEFINITION, gpu->name, names.uuids[i]);

		r = path ? define(host, path, names.type, e, err) : err_oom(err);
	}
	return r < 0 ? r : drop_others(gpu, &names, e, err);
}

static const struct wish_device *find_wish(
	const struct host *host, const struct wish_host *wish, const struct pci_dev *gpu)
{
	for (size_t i = 0; i < wish->n_devices; i++) {
		const struct wish_device *d = &wish->devices[i];
		struct pci_dev *found;
		struct err ignored;

		if (wish_device_mode(d) == WISH_MODE_GVT_G &&
			wish_device_persist(d) == WISH_PERSIST_SYSTEMD &&
			wish_device_find(d, host, &found, &ignored) == 0 && found == gpu)
			return d;
	}
	return NULL;
}

int plan_persist_mdevs(
	const struct host *host, const struct wish_host *wish, struct edits *e, struct err *err)
{
	static const struct mdev_names none;
	int r = 0;

	for (size_t i = 0; i < host->n_pci && r == 0; i++) {
		const struct pci_dev *gpu = &host->pci[i];
		const struct wish_device *d;

		if (gpu->is_vf || !pci_dev_is_gpu(gpu))
			continue;
		d = find_wish(host, wish, gpu);
		r = d ? define_all(host, gpu, d, e, err) : drop_others(gpu, &none, e, err);
	}
	return r;
}
