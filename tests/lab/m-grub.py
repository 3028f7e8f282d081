#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
# lab: long
"""The machine with GRUB, without virtfn: boots, one-shot entries, panics, power cuts."""
import tap

# The default entry with more on its kernel line, under an id of its own.
ENTRY = r"""
set -e
awk '/^menuentry / && !n++ { on = 1 } on' /boot/grub/grub.cfg | awk '{ print } /^}/ { exit }' |
	sed -e "1s/.*/menuentry 'trial' --id trial {/" -e "s|^\(\tlinux\t.*\)|\1 $LAB_ADD|" > /boot/grub/custom.cfg
sync
grep -q -F "$LAB_ADD" /boot/grub/custom.cfg
grub-reboot trial
grub-editenv - list
"""


def arm(m, add):
    r = m.run(ENTRY, env={"LAB_ADD": add})
    tap.has(f"one-shot armed for \"{add}\"", r.out + r.err, "^next_entry=trial$")


def trial(m):
    m.start()
    tap.lacks("boots the default line", m.boot.cmdline, "lab.trial")
    tap.has("the line is GRUB's", m.boot.cmdline, "^BOOT_IMAGE=/boot/vmlinuz")
    tap.equal("systemd has started everything", m.wait_settled(), "running")
    groups = m.check("for d in /sys/bus/pci/devices/*/sriov_totalvfs; do"
                     " basename $(readlink ${d%/*}/iommu_group); done")
    tap.has("the PF has an IOMMU group", groups, r"^\d+$")
    first = m.boot.id
    arm(m, "lab.trial=1")
    m.reboot()
    tap.ok("another boot", m.boot.id != first)
    tap.has("the one-shot entry was booted", m.boot.cmdline, r" lab\.trial=1$")
    tap.lacks("and is used up", m.check("grub-editenv - list"), "next_entry=.")
    m.reboot()
    tap.lacks("then the default again", m.boot.cmdline, "lab.trial")


def panic(m):
    m.serial_mark()
    arm(m, "lab.trial=2 panic=1 init=/nonexistent rdinit=/nonexistent")
    m.reboot()
    tap.has("the trial entry panicked", m.serial_new(), "Kernel panic - not syncing")
    tap.lacks("and the machine came back by itself", m.boot.cmdline, "lab.trial")


def permanent(m):
    m.check("sed -i 's/^GRUB_CMDLINE_LINUX_DEFAULT=.*/GRUB_CMDLINE_LINUX_DEFAULT=\"quiet lab.kept=1\"/'"
            " /etc/default/grub && update-grub")
    m.reboot()
    tap.has("update-grub: the new line is there", m.boot.cmdline, r" lab\.kept=1$")


def power_cut(m):
    m.check("echo kept > /root/kept; sync")
    job = m.begin("while :; do update-grub; done")
    m.pump(8)
    tap.ok("it was writing", b"Generating" in job.err + job.out, str(job))
    m.kill()
    m.start()
    tap.has("boots after a power cut while it wrote", m.boot.cmdline, r"^BOOT_IMAGE=")
    tap.equal("what was synced is there", m.check("cat /root/kept"), "kept\n")
    tap.has("the root is mounted for writing", m.check("findmnt -n -o FSTYPE,OPTIONS /"), "^ext4 +rw")


def main():
    with tap.machine("grub") as m:
        trial(m)
        panic(m)
        permanent(m)
        power_cut(m)
    tap.finish()


main()
