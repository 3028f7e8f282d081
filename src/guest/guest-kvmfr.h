/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef GUEST_GUEST_KVMFR_H
#define GUEST_GUEST_KVMFR_H

#include <stdbool.h>

/*
 * What a host needs for the shared memory of Looking Glass, as texts of its files; to be free()d,
 * NULL without memory. Which files they are: plan/plan-looking-glass.c.
 */
#define GUEST_KVMFR_NODE "/dev/kvmfr0"
#define GUEST_SHM_FILE   "/dev/shm/looking-glass"

/* Files that are wholly virtfn's start with this. */
#define GUEST_KVMFR_MARK \
	"# Made by virtfn from /etc/virtfn/host.yaml; virtfn apply writes it again.\n"

/* The udev rule of the node; user: who owns it, NULL for root. */
char *guest_kvmfr_rule(const char *user);

/* The line of tmpfiles.d that makes the file. */
char *guest_shm_tmpfile(const char *user);

/* AppArmor's rules with one for the node behind them; text NULL: there is no such file. */
char *guest_kvmfr_apparmor(const char *text);

/*
 * A module of SELinux's policy that gives the node a type of its own and lets guests open it; in
 * CIL, which semodule takes as it is. It is called like its file without the ending.
 */
#define GUEST_KVMFR_MODULE "virtfn_kvmfr"
char *guest_kvmfr_selinux(void);

/*
 * qemu.conf with the node in cgroup_device_acl: 1 with *ret, 0 when it is there already; -EINVAL
 * when the file is broken, -ENOMEM. text NULL: there is no such file.
 */
int guest_kvmfr_acl(const char *text, char **ret);

#endif
