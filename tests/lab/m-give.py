#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""With systemd: the desktop stops for a device and starts again, and a device that a guest holds
keeps the system awake (virtfn-sleep-guard.service, logind's own list of locks)."""
# lab: long
import tap

DESKTOP = """[Service]
ExecStart=/bin/sleep infinity
"""
GUARD = """[Service]
Type=exec
ExecStart=/usr/bin/virtfn hook guard
"""
HOLD = "G=$(basename $(readlink /sys/bus/pci/devices/%s/iommu_group));" \
    " systemd-run --unit=held sh -c \"exec sleep 600 9<>/dev/vfio/$G\""


def unit(m, name, text):
    m.check(f"cat >/etc/systemd/system/{name} <<'END'\n{text}END\nsystemctl daemon-reload")


def locks(m, wanted):
    """logind's list, as soon as it is as wanted or after 20 s."""
    find = "systemd-inhibit --list --no-pager | grep virtfn"
    return m.run(f"for i in $(seq 40); do if {find} >/dev/null; then [ {wanted} = 1 ] && break;"
                 f" else [ {wanted} = 0 ] && break; fi; sleep 0.5; done; echo; {find}").out


def desktop(m, nic):
    unit(m, "display-manager.service", DESKTOP)
    m.check("systemctl start display-manager")
    r = m.run(["virtfn", "give", nic, "--headless", "--stop-display-manager", "--yes"])
    tap.equal("given", r.status, 0)
    tap.has("the desktop is a step", r.out, r"stop +display-manager\.service")
    tap.has("it is stopped", m.run("systemctl is-active display-manager").out, "inactive")
    r = m.run(["virtfn", "take", nic, "--yes"])
    tap.equal("taken back", r.status, 0)
    tap.equal("the desktop runs again", m.run("systemctl is-active display-manager").out.strip(),
              "active")
    tap.has("and the driver is back", m.check(f"readlink /sys/bus/pci/devices/{nic}/driver"), "igb")


def guard(m, nic):
    unit(m, "virtfn-sleep-guard.service", GUARD)
    m.check("systemctl start virtfn-sleep-guard")
    tap.lacks("nobody has anything: no lock", locks(m, 0), "virtfn")
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


with tap.machine("grub") as machine:
    machine.start(restore=True)
    machine.put(tap.VIRTFN, "/usr/bin/virtfn")
    card = machine.check("basename $(dirname $(ls -d /sys/bus/pci/devices/*/sriov_totalvfs |"
                         " head -n 1))").strip()
    machine.check("for i in /sys/class/net/e*; do ip addr flush dev ${i##*/};"
                  " ip link set ${i##*/} down; done")
    desktop(machine, card)
    guard(machine, card)
tap.finish()
