/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libvirt's and QEMU's own words, and what a user can do about them. Their texts are
 * matched because their codes are almost all "internal error".
 */
#include "ext/ext-libvirt-hint.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "ext/ext-libvirt.h"

/* Both parts are in the message; the first row that fits is taken. */
static const struct {
	const char *part, *also, *hint;
} rows[] = {
	{ "virtqemud-sock", "No such file",
		"libvirt's daemon does not run: systemctl start virtqemud.socket" },
	{ "libvirt-sock", "No such file",
		"libvirt's daemon does not run: systemctl start libvirtd.socket "
		"(package libvirt-daemon-system or libvirt-daemon-kvm)" },
	{ "-sock", "Connection refused",
		"libvirt's daemon died: systemctl restart libvirtd (or virtqemud)" },
	{ "-sock", "Permission denied",
		"be a member of the group libvirt (usermod -aG libvirt USER, log in again), or use "
		"sudo" },
	{ "authentication", "polkit",
		"be a member of the group libvirt (usermod -aG libvirt USER, log in again), or use "
		"sudo" },
	{ "access denied", "",
		"be a member of the group libvirt (usermod -aG libvirt USER, log in again), or use "
		"sudo" },
	{ "capabilities", "domaintype=kvm",
		"KVM is not there: is /dev/kvm, and is virtualisation on in the firmware?" },
	{ "KVM is not available", "",
		"is /dev/kvm there, and is virtualisation on in the firmware?" },
	{ "emulator", "arch=x86_64", "install QEMU (qemu-system-x86)" },
	{ "Unable to find", "firmware",
		"install the UEFI firmware (ovmf or edk2-ovmf), or create the guest with --bios" },
	{ "group", "is not viable",
		"another member of its IOMMU group has a host driver: see virtfn list groups" },
	{ "manually detached", "",
		"it is not bound to vfio-pci: virtfn vf create PF binds new VFs" },
	{ "doesn't support passthrough of host PCI", "",
		"the IOMMU is off or vfio-pci is missing: see virtfn list groups" },
	{ "is in use by driver QEMU", "", "another guest has it: see virtfn vm list" },
	{ "is not assignable", "", "see virtfn list groups" },
	{ "PF device for VF", "no network device name",
		"the PF needs its host driver: MAC and VLAN are set through it" },
	{ "cannot limit locked memory", "", "raise memlock (ulimit -l), or use qemu:///system" },
	{ "cannot set up guest memory", "",
		"the host has not that much free memory: less --memory" },
	{ "Cannot allocate memory", "",
		"a guest with a device has all its memory pinned: less memory, or a higher limit" },
	{ "Permission denied", "as uid",
		"QEMU's user must be able to reach the file: every folder above it needs x, so "
		"keep "
		"images in /var/lib/libvirt/images" },
	{ "Could not open", "Permission denied",
		"QEMU's user must be able to reach the file: keep images in "
		"/var/lib/libvirt/images" },
	{ "Failed to get", "lock", "another guest, or qemu-img, has this disk open" },
	{ "O_DIRECT", "", "keep the disk on a file system that knows O_DIRECT" },
	{ "Active console session", "",
		"somebody else has this console open: virtfn vm console --force puts him off" },
	{ "not supported by the connection driver", "virStorage",
		"install libvirt's storage driver (package libvirt-daemon-driver-storage, "
		"libvirt-daemon-driver-storage-core on Fedora and openSUSE)" },
	{ "no console", "", "the guest has no serial console" },
};

const char *virt_hint(const char *message)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (strstr(message, rows[i].part) && strstr(message, rows[i].also))
			return rows[i].hint;
	return NULL;
}

void virt_no_guest(const char *name, const char *const *names, size_t n, struct err *err)
{
	const char *best = NULL;
	struct str_buf b = { 0 };

	for (size_t i = 0; i < n; i++) {
		if (names[i] && !best && str_similar(name, names[i]))
			best = names[i];
		if (names[i] && i < 8)
			str_buf_printf(&b, "%s%s", i ? ", " : "", names[i]);
	}
	if (best)
		(void)err_set(
			err, ENOENT, "there is no guest '%s'; did you mean '%s'?", name, best);
	else if (n > 0)
		(void)err_set(err, ENOENT, "there is no guest '%s'; there are: %s%s", name,
			b.text ? b.text : "", n > 8 ? ", ... (see virtfn vm list)" : "");
	else
		(void)err_set(err, ENOENT,
			"there is no guest '%s', and no other; virtfn vm create makes one", name);
	str_buf_done(&b);
}

void virt_guest_done(struct virt_guest *guest)
{
	free(guest->name);
	free(guest->xml);
	*guest = (struct virt_guest) { 0 };
}

void virt_guests_done(struct virt_guests *guests)
{
	for (size_t i = 0; i < guests->n; i++)
		virt_guest_done(&guests->v[i]);
	free(guests->v);
	*guests = (struct virt_guests) { 0 };
}
