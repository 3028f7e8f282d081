#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""With systemd: the desktop stops for a device and starts again, a device that a guest holds keeps
the system awake (logind's own list of locks), and units that close much can still do their work."""
import os

import archive
import tap

DESKTOP = """[Service]
ExecStart=/bin/sleep infinity
"""
SOURCES = os.path.join(os.path.dirname(os.path.realpath(__file__)), "..", "..")
HOLD = "G=$(basename $(readlink /sys/bus/pci/devices/%s/iommu_group));" \
    " systemd-run --unit=held sh -c \"exec sleep 600 9<>/dev/vfio/$G\""


def unit(m, name, text):
    m.check(f"cat >/etc/systemd/system/{name} <<'END'\n{text}END\nsystemctl daemon-reload")


def own_unit(m, name):
    """As it is installed, with all that it closes."""
    with open(os.path.join(SOURCES, "data", name + ".in"), encoding="utf-8") as f:
        unit(m, name, f.read().replace("@bindir@", "/usr/bin"))


def locks(m, wanted):
    """logind's list, as soon as it is as wanted or after 20 s."""
    find = "systemd-inhibit --list --no-pager | grep virtfn"
    return m.run(f"for i in $(seq 40); do if {find} >/dev/null; then [ {wanted} = 1 ] && break;"
                 f" else [ {wanted} = 0 ] && break; fi; sleep 0.5; done; echo; {find}").out


def quiet(m):
    """No addresses: the distribution configures a card as soon as its driver is back."""
    m.check("udevadm settle; systemctl stop systemd-networkd.socket systemd-networkd networking"
            " 'ifup@*' 2>/dev/null; for i in /sys/class/net/e*; do ip addr flush dev ${i##*/};"
            " ip link set ${i##*/} down; done")


def desktop(m, nic):
    unit(m, "display-manager.service", DESKTOP)
    m.check("systemctl start display-manager")
    r = m.run(["virtfn", "give", nic, "--headless", "--stop-display-manager", "--yes"])
    tap.ok("given", r.status == 0, r.out, r.err)
    tap.has("the desktop is a step", r.out, r"stop +display-manager\.service")
    tap.has("it is stopped", m.run("systemctl is-active display-manager").out, "inactive")
    r = m.run(["virtfn", "take", nic, "--yes"])
    tap.ok("taken back", r.status == 0, r.out, r.err)
    tap.equal("the desktop runs again", m.run("systemctl is-active display-manager").out.strip(),
              "active")
    tap.has("and the driver is back", m.check(f"readlink /sys/bus/pci/devices/{nic}/driver"), "igb")


def guard(m, nic):
    own_unit(m, "virtfn-sleep-guard.service")
    m.check("systemctl unmask systemd-logind; systemctl start systemd-logind virtfn-sleep-guard")
    tap.lacks("nobody has anything: no lock", locks(m, 0), "virtfn")
    quiet(m)
    m.check(f"virtfn give {nic} --headless --yes")
    tap.lacks("given, but idle: no lock", locks(m, 0), "virtfn")
    m.check(HOLD % nic)
    tap.has("held: logind has the lock, and who it is for", locks(m, 1),
            r"virtfn.*sleep.*sleep \(pid \d+\) has " + nic + ".*block")
    r = m.run(["virtfn", "take", nic, "--yes"])
    tap.equal("held: not taken back", r.status, 1)
    m.check("systemctl stop held")
    tap.lacks("let go: no lock", locks(m, 0), "virtfn")
    tap.equal("taken back", m.run(["virtfn", "take", nic, "--yes"]).status, 0)
    tap.equal("the guard runs on", m.run("systemctl is-active virtfn-sleep-guard").out.strip(),
              "active")


def restore(m, nic):
    own_unit(m, "virtfn-vf@.service")
    m.check("mkdir -p /etc/virtfn; printf 'devices:\\n  - device: \"%s\"\\n    count: 1\\n' "
            ">/etc/virtfn/host.yaml" % nic)
    r = m.run(f"systemctl start virtfn-vf@{nic}; journalctl --no-pager -u virtfn-vf@{nic}")
    made = m.run(f"cat /sys/bus/pci/devices/{nic}/sriov_numvfs").out.strip()
    tap.ok("the unit makes VFs", made == "1", r.out)
    m.check(f"systemctl stop virtfn-vf@{nic}; virtfn vf destroy {nic}")
    # What VFs for guests bring along.
    archive.make(m, "qemu-system-x86 qemu-utils")
    m.check(f"systemctl mask virtfn-vf@{nic}.service")
    r = m.run(["virtfn", "apply", "--yes"])
    tap.equal("a unit that cannot start: a failure", r.status, 1)
    tap.has("says what is done, and what to do", r.err,
            r"all else is done \(generation \d+\), but not this; virtfn apply tries it again: .*"
            rf"systemctl restart virtfn-vf@{nic}")
    m.check(f"systemctl unmask virtfn-vf@{nic}.service")
    r = m.run(["virtfn", "apply", "--yes"])
    made = m.run(f"cat /sys/bus/pci/devices/{nic}/sriov_numvfs").out.strip()
    tap.ok("apply has systemd make them at once", made == "1" and r.status == 0, r.out + r.err)
    r = m.run(["virtfn", "apply", "--yes"])
    tap.has("and is content then", r.out, "No changes")


with tap.machine("grub") as machine:
    machine.start(restore=True)
    machine.put(tap.VIRTFN, "/usr/bin/virtfn")
    card = machine.check("basename $(dirname $(ls -d /sys/bus/pci/devices/*/sriov_totalvfs |"
                         " head -n 1))").strip()
    quiet(machine)
    desktop(machine, card)
    guard(machine, card)
    restore(machine, card)
tap.finish()
