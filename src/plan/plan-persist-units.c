/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What do the units say that make VFs? virtfn-vf@.service is started by udev, for one device, and
 * virtfn-vf-settle.service is part of each boot: what is ordered behind it waits until the VFs
 * are there, which udev's starting a unit at some moment cannot bring about.
 */
#include "plan/plan-persist.h"

#include "base/str.h"

/*
 * Some have a network before sysinit.target (cloud-init): so none of the default dependencies,
 * which would be a cycle there.
 */
#define ORDER                                                                       \
	"DefaultDependencies=no\n"                                                  \
	"Conflicts=shutdown.target\n"                                               \
	"Wants=network-pre.target\n"                                                \
	"Before=network-pre.target libvirtd.service virtqemud.service\n"            \
	"Before=virtnetworkd.service virtnodedevd.service libvirt-guests.service\n" \
	"Before=pve-guests.service display-manager.service shutdown.target\n"

/* No RestrictSUIDSGID=: systemd answers openat2() with ENOSYS then, and every path is opened so. */
#define CLOSED                                                                          \
	"# What it says stands in the journal with a message id.\n"                     \
	"StandardOutput=null\n"                                                         \
	"RuntimeDirectory=virtfn\n"                                                     \
	"RuntimeDirectoryMode=0700\n"                                                   \
	"RuntimeDirectoryPreserve=yes\n"                                                \
	"UMask=0077\n"                                                                  \
	"# It writes to /sys, loads modules, and speaks netlink: the rest is closed.\n" \
	"CapabilityBoundingSet=CAP_SYS_ADMIN CAP_NET_ADMIN CAP_SYS_MODULE\n"            \
	"CapabilityBoundingSet=CAP_DAC_OVERRIDE CAP_SYS_PTRACE CAP_SYSLOG\n"            \
	"NoNewPrivileges=yes\n"                                                         \
	"ProtectSystem=strict\n"                                                        \
	"ReadWritePaths=-/var/lib/virtfn\n"                                             \
	"ProtectHome=yes\n"                                                             \
	"ProtectClock=yes\n"                                                            \
	"ProtectHostname=yes\n"                                                         \
	"ProtectControlGroups=yes\n"                                                    \
	"PrivateTmp=yes\n"                                                              \
	"RestrictAddressFamilies=AF_UNIX AF_NETLINK\n"                                  \
	"RestrictNamespaces=yes\n"                                                      \
	"RestrictRealtime=yes\n"                                                        \
	"LockPersonality=yes\n"                                                         \
	"MemoryDenyWriteExecute=yes\n"                                                  \
	"SystemCallArchitectures=native\n"

/* The same text is data/virtfn-vf@.service.in; a test compares them. */
char *persist_unit(const char *program)
{
	return str_printf("[Unit]\n"
			  "Description=Virtual functions of %%I\n"
			  "Documentation=man:virtfn-vf-restore(1) man:virtfn-host.yaml(5)\n"
			  "ConditionPathExists=|/sys/bus/pci/devices/%%I/sriov_numvfs\n"
			  "ConditionPathExists=|/sys/bus/pci/devices/%%I/mdev_supported_types\n"
			  "After=local-fs.target systemd-modules-load.service "
			  "virtfn-vf-settle.service\n" ORDER "\n"
			  "[Service]\n"
			  "Type=oneshot\n"
			  "RemainAfterExit=yes\n"
			  "ExecStart=%s vf restore --wait 60 %%I\n"
			  "TimeoutStartSec=180\n" CLOSED "\n"
			  "[Install]\n"
			  "WantedBy=multi-user.target\n",
		program);
}

/* The same as data/virtfn-vf-settle.service.in. */
char *persist_settle(const char *program)
{
	return str_printf(
		"[Unit]\n"
		"Description=Virtual functions of host.yaml, before the network and libvirt\n"
		"Documentation=man:virtfn-vf-restore(1) man:virtfn-host.yaml(5)\n"
		"ConditionPathExists=|/etc/virtfn/host.yaml\n"
		"ConditionDirectoryNotEmpty=|/etc/virtfn/host.d\n"
		"After=local-fs.target systemd-modules-load.service\n"
		"After=systemd-udevd.service systemd-udev-trigger.service\n" ORDER "\n"
		"[Service]\n"
		"Type=oneshot\n"
		"RemainAfterExit=yes\n"
		"# A driver that comes later: virtfn-vf@.service. The boot goes on without.\n"
		"ExecStart=-%s vf restore --boot --wait 20\n"
		"TimeoutStartSec=90\n"
		"TimeoutStopSec=30\n" CLOSED,
		program);
}

/* The same as a link in multi-user.target.wants, as a text. */
const char persist_wants[] = PERSIST_MARK "[Unit]\nWants=virtfn-vf-settle.service\n";
