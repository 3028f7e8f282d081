/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which of a guest's files would AppArmor keep from it? As libvirt 9 to 11 have it: apparmor's
 * abstractions/libvirt-qemu, and valid_path() of virt-aa-helper.c. /dev/kvmfr0 is
 * facts/facts-confine.c's.
 */
#include "guest/guest-confine.h"

#include <stddef.h>
#include <string.h>

#include "base/mem.h"

static bool is_below(const char *path, const char *const *folders, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strncmp(path, folders[i], strlen(folders[i])) == 0)
			return true;
	return false;
}

bool guest_confine_rom(const char *path)
{
	static const char *const allowed[] = {
		"/usr/share/AAVMF/",
		"/usr/share/OVMF/",
		"/usr/share/bochs/",
		"/usr/share/edk2-ovmf/",
		"/usr/share/kvm/",
		"/usr/share/misc/sgabios.bin",
		"/usr/share/openbios/",
		"/usr/share/openhackware/",
		"/usr/share/ovmf/",
		"/usr/share/proll/",
		"/usr/share/qemu-efi/",
		"/usr/share/qemu-kvm/",
		"/usr/share/qemu/",
		"/usr/share/seabios/",
		"/usr/share/sgabios/",
		"/usr/share/slof/",
		"/usr/share/vgabios/",
	};

	return is_below(path, allowed, ARRAY_SIZE(allowed));
}

bool guest_confine_disk(const char *path)
{
	static const char *const refused[] = {
		"/bin/",
		"/boot/",
		"/etc/",
		"/lib", /* as it stands there: /lib64 is meant, too */
		"/proc/",
		"/sbin/",
		"/selinux/",
		"/sys/",
		"/usr/bin/",
		"/usr/lib",
		"/usr/local/bin/",
		"/usr/local/etc/",
		"/usr/local/lib",
		"/usr/local/sbin/",
		"/usr/sbin/",
		"/usr/share/",
	};

	return !is_below(path, refused, ARRAY_SIZE(refused));
}
