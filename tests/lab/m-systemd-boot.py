#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
# lab: long
"""The machine with systemd-boot, without virtfn: boots, one-shot entries, panics, power cuts."""
import tap

# The default entry with more on its options line, under a name that is never the default.
ENTRY = r"""
set -e
cd /boot/efi/loader/entries
for e in *-amd64.conf; do
	sed -e "/^options/s|$| $LAB_ADD|" -e 's/^title .*/title trial/' -e 's/^version .*/version 0/' "$e" > trial.conf
done
grep -q -F "$LAB_ADD" trial.conf
bootctl set-default "$e"
bootctl set-oneshot trial.conf
sync
"""
ONESHOT = "/sys/firmware/efi/efivars/LoaderEntryOneShot-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f"


def arm(m, add):
    m.run(ENTRY, env={"LAB_ADD": add})
    armed = m.run(f"cat {ONESHOT} | tail -c +5 | tr -d '\\000'")
    tap.equal(f"one-shot armed for \"{add}\"", armed.out, "trial.conf")


def trial(m):
    m.start()
    tap.lacks("boots the default line", m.boot.cmdline, "lab.trial")
    tap.has("the initrd is the stub's", m.boot.cmdline, r"^initrd=\\")
    tap.equal("systemd has started everything", m.wait_settled(), "running")
    tap.has("systemd-boot can one-shot", m.check("bootctl --no-pager status"), "✓ One-shot entry control")
    groups = m.check("for d in /sys/bus/pci/devices/*/sriov_totalvfs; do"
                     " basename $(readlink ${d%/*}/iommu_group); done")
    tap.has("the PF has an IOMMU group", groups, r"^\d+$")
    arm(m, "lab.trial=1")
    m.reboot()
    tap.has("the one-shot entry was booted", m.boot.cmdline, r" lab\.trial=1$")
    tap.equal("and is used up", m.run(["test", "-e", ONESHOT]).status, 1)
    m.reboot()
    tap.lacks("then the default again", m.boot.cmdline, "lab.trial")


def panic(m):
    m.serial_mark()
    arm(m, "lab.trial=2 panic=1 init=/nonexistent rdinit=/nonexistent")
    m.reboot()
    tap.has("the trial entry panicked", m.serial_new(), "Kernel panic - not syncing")
    tap.lacks("and the machine came back by itself", m.boot.cmdline, "lab.trial")


def permanent(m):
    m.check("sed -i 's/$/ lab.kept=1/' /etc/kernel/cmdline && v=$(uname -r) &&"
            " kernel-install add $v /boot/vmlinuz-$v /boot/initrd.img-$v")
    m.reboot()
    tap.has("kernel-install: the new line is there", m.boot.cmdline, r" lab\.kept=1( |$)")


def power_cut(m):
    m.check("echo kept > /root/kept; sync")
    arm(m, "lab.trial=3")
    m.kill()
    m.start()
    tap.has("a one-shot armed before a power cut is kept", m.boot.cmdline, r" lab\.trial=3$")
    tap.equal("what was synced is there", m.check("cat /root/kept"), "kept\n")
    m.kill()
    m.start()
    tap.lacks("then the default again", m.boot.cmdline, "lab.trial")


def main():
    with tap.machine("systemd-boot") as m:
        trial(m)
        panic(m)
        permanent(m)
        power_cut(m)
    tap.finish()


main()
