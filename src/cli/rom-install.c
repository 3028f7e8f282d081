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

/* Both are in libvirt's abstractions/libvirt-qemu; Proxmox VE looks for ROMs in its own. */
#define FOLDER     "usr/share/vgabios"
#define FOLDER_PVE "usr/share/kvm"

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
