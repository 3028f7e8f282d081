/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The shared memory of Looking Glass in the files of a host: who may open it, and who makes it.
 * How large it is: guest-frame.c; its part of a domain: guest-domain.c.
 */
#include "guest/guest-kvmfr.h"

#include <string.h>

#include "base/str.h"
#include "formats/libvirt-conf.h"

/* Before 73-seat-late.rules, which acts on the tag uaccess. */
char *guest_kvmfr_rule(const char *user)
{
	return str_printf(GUEST_KVMFR_MARK
		"SUBSYSTEM==\"kvmfr\", %s%s%sGROUP=\"kvm\", MODE=\"0660\", "
		"TAG+=\"uaccess\"\n",
		user ? "OWNER=\"" : "", user ? user : "", user ? "\", " : "");
}

char *guest_shm_tmpfile(const char *user)
{
	return str_printf(GUEST_KVMFR_MARK "f " GUEST_SHM_FILE " 0660 %s kvm -\n", user);
}

char *guest_kvmfr_apparmor(const char *text)
{
	size_t n = text ? strlen(text) : 0;

	if (!text)
		return str_printf(GUEST_KVMFR_MARK GUEST_KVMFR_NODE " rw,\n");
	return str_printf(
		"%s%s" GUEST_KVMFR_NODE " rw,\n", text, n > 0 && text[n - 1] != '\n' ? "\n" : "");
}

/* A comment begins with ";" there. udev gives a node its label when it makes it. */
char *guest_kvmfr_selinux(void)
{
	return str_printf(
		";" GUEST_KVMFR_MARK "(type virtfn_kvmfr_t)\n"
		"(roletype object_r virtfn_kvmfr_t)\n"
		"(typeattributeset device_node (virtfn_kvmfr_t))\n"
		"(allow svirt_t virtfn_kvmfr_t (chr_file (getattr open read write map ioctl "
		"lock)))\n"
		"(filecon \"/dev/kvmfr[0-9]+\" char "
		"(system_u object_r virtfn_kvmfr_t ((s0) (s0))))\n");
}

/* The default of libvirt 8 to 11 (src/qemu/qemu_cgroup.c), where the file does not say it. */
int guest_kvmfr_acl(const char *text, char **ret)
{
	static const char *const usual[] = { "/dev/null", "/dev/full", "/dev/zero", "/dev/random",
		"/dev/urandom", "/dev/ptmx", "/dev/kvm", "/dev/userfaultfd", NULL };

	return libvirt_conf_list_add(
		text ? text : "", "cgroup_device_acl", GUEST_KVMFR_NODE, usual, ret);
}
