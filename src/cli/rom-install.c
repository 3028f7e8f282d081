/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where does a guest's ROM file belong? libvirt's AppArmor profile lets QEMU read only some
 * folders, and does not add the <rom file> of a guest to them.
 */
#include "cli/rom-install.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/root-publish.h"
#include "base/str.h"
#include "cli/rom-image.h"

/* Both are in libvirt's abstractions/libvirt-qemu; Proxmox VE looks for ROMs in its own. */
#define FOLDER     "usr/share/vgabios"
#define FOLDER_PVE "usr/share/kvm"
#define FILES_MAX  500

int rom_may_install(const struct call *call, struct err *err)
{
	if (!call->globals->root && geteuid() != 0)
		return err_set(err, EPERM,
			"--install writes to /%s, so it needs root; run it with sudo", FOLDER);
	return 0;
}

int rom_install(struct call *call, const char *name, struct bytes b, bool replace, struct err *err)
{
	const char *folder = root_exists(call->root, "etc/pve") ? FOLDER_PVE : FOLDER;
	_cleanup_free_ char *path = NULL;
	int r;

	if (!name[0] || strchr(name, '/') || name[0] == '.')
		return err_set(err, EINVAL,
			"'%s' is no name of a file for --install, which knows the folder", name);
	path = str_printf("%s/%s", folder, name);
	if (!path)
		return err_oom(err);
	r = root_publish(call->root, b, replace, err, path);
	if (r == -EEXIST)
		return err_hint(err, "--replace overwrites it, --output names another");
	if (r < 0)
		return r;
	doc_printf(call->doc, "output", "%s/%s", call->root->path, path);
	return 0;
}

/* Quick: most files there are QEMU's own, for its emulated displays. */
static bool may_be_for(const struct root_file *f, const struct pci_dev *d)
{
	const char pattern[6] = { 'P', 'C', 'I', 'R', (char)(d->vendor & 0xff),
		(char)(d->vendor >> 8) };

	return memmem(f->text, f->size, pattern, sizeof(pattern)) != NULL;
}

static bool is_for(const struct option_rom_image *i, const struct pci_dev *d)
{
	bool named = i->device == d->device;

	for (size_t n = 0; n < i->n_ids && n < OPTION_ROM_IDS && !named; n++)
		named = i->ids[n] == d->device;
	return named && i->vendor == d->vendor && i->wrong == 0;
}

/* 1: it is for the device, and starts as firmware wants it. */
static int look_at(
	const struct root *root, const char *path, const struct pci_dev *d, struct err *err)
{
	_cleanup_(rom_image_freep) struct rom_image *image = NULL;
	_cleanup_(root_file_done) struct root_file file = { 0 };
	struct err ignored;
	int r = root_read_bytes(root, OPTION_ROM_MAX, &file, &ignored, path);

	if (r == -ENOMEM)
		return err_oom(err);
	if (r < 0 || !may_be_for(&file, d))
		return 0;
	r = rom_image_read(&file, path, &image, err);
	if (r < 0)
		return r == -ENOMEM ? r : 0;
	if (image->rom.wrapper != OPTION_ROM_BARE)
		return 0;
	for (size_t i = 0; i < image->rom.n_images && i < OPTION_ROM_IMAGES; i++)
		if (is_for(&image->rom.images[i], d))
			return 1;
	return 0;
}

int rom_installed(const struct root *root, const struct pci_dev *d, char **ret, struct err *err)
{
	static const char *const folders[] = { FOLDER, FOLDER_PVE };

	for (size_t i = 0; i < ARRAY_SIZE(folders); i++) {
		_cleanup_(names_done) struct names names = { 0 };
		struct err ignored;

		if (root_list(root, &names, &ignored, "%s", folders[i]) < 0)
			continue;
		for (size_t k = 0; k < names.n && k < FILES_MAX; k++) {
			_cleanup_free_ char *path = str_printf("%s/%s", folders[i], names.v[k]);
			int r = path ? look_at(root, path, d, err) : err_oom(err);

			if (r < 0)
				return r;
			if (r == 0)
				continue;
			*ret = str_printf("%s/%s", root->path, path);
			return *ret ? 0 : err_oom(err);
		}
	}
	return -ENOENT;
}
