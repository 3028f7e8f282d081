#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A wish with all in it: its package comes before the trial boot, the user confirms that by hand, VFs
are there at boot in front of libvirtd, and all of it is undone. On the machine with systemd-boot."""
# lab: long
import json

import apply
import archive
import tap
from apply import PF, difference, driver, said, snapshot, status, virtfn

# The wish's line: another driver goes, one that nobody misses, so that nothing confirms by itself.
LINE = "module_blacklist=i2c_i801 lab.kept=1"
SMBUS = "0000:00:1f.3"
WISH = f"""\
devices:
  - device: "{PF}"
    mode: sriov
    count: 2
    defaults: {{mac: auto}}
kernel: {{arguments: [{", ".join(LINE.split())}]}}
packages: [lab-thing]
"""
SETTLE = "virtfn-vf-settle.service"
GONE = "0000:7f:00.0"
# data/virtfn.catalog
MADE = "d1f0ab7c4ad54f7db32f7b0fd6d3a701"
LATE = "0c6f3f1f76e94aa1a1d5a8d90d3b1e03"
# What is wished for, and stand-ins for what VFs for guests bring along.
PACKAGES = "lab-thing qemu-system-x86 qemu-utils"


def installed(m):
    """One line of three letters for each package that is."""
    return m.run(f"dpkg-query -W -f '${{db:Status-Abbrev}}\\n' {PACKAGES}").out


def wish(m):
    """Packages first, then the boot; what else is wished for waits until it is confirmed."""
    m.check("systemctl enable --now libvirtd.service")
    archive.make(m, PACKAGES)
    m.check(f"mkdir -p /etc/virtfn && cat > /etc/virtfn/host.yaml <<'END'\n{WISH}END")
    before = snapshot(m)
    r = virtfn(m, "apply", "--yes", timeout=600)
    tap.ok("apply of host.yaml: tried first", r.status == 4, said(r))
    tap.has("the package is part of the plan", r.out, "lab-thing")
    tap.equal("all packages are installed before the boot", installed(m), "ii \n" * 3)
    tap.lacks("the new line is not permanent", m.check("cat /etc/kernel/cmdline"), "lab.kept")
    tap.equal("nor are the VFs", m.run("ls /etc/udev/rules.d | grep -c virtfn").out.strip(), "0")
    m.reboot()
    tap.has("the trial boot has the line", m.boot.cmdline, "lab.kept=1")
    return before


def by_hand(m):
    """The service waits for a driver that will not come; the user knows better."""
    m.wait_settled()
    tap.ok("something is missing", driver(m, SMBUS) in ("", "driver"), driver(m, SMBUS))
    tap.equal("the service waits", m.run("systemctl is-active virtfn-boot.service").out.strip(), "active")
    r = virtfn(m, "trial", "confirm", timeout=600)
    tap.ok("trial confirm", r.status == 0 and "Confirmed" in r.out, said(r))
    tap.has("the line is permanent", m.check("cat /etc/kernel/cmdline"), "lab.kept=1")
    tap.has("status says so", status(m), "The last trial boot was confirmed")
    r = m.run("for i in $(seq 60); do systemctl is-active -q virtfn-boot.service || exit 0; sleep 1; done; "
              "exit 1")
    tap.ok("the service ends", r.status == 0, said(r))
    r = m.run("journalctl -b -o cat --no-pager | grep -F 'ended meanwhile'")
    tap.ok("and does not overrule it", r.status == 0, said(r))


def when(m, unit, what):
    """Microseconds since the kernel started; 0: never."""
    return int(m.check(f"systemctl show --value -p {what}TimestampMonotonic {unit}"))


def message(m, number):
    """What the journal has of this boot, with the names of its fields."""
    out = m.check(f"journalctl -b -o json --no-pager MESSAGE_ID={number}")
    return [json.loads(line) for line in out.splitlines() if line.startswith("{")]


def before_all(m):
    made = message(m, MADE)
    tap.equal("the journal says so, once", [x["VIRTFN_DEVICE"] for x in made], [PF])
    made = int(made[0]["_SOURCE_MONOTONIC_TIMESTAMP"] if "_SOURCE_MONOTONIC_TIMESTAMP" in made[0]
               else made[0]["__MONOTONIC_TIMESTAMP"])
    for unit in ("libvirtd.service", "systemd-networkd.service"):
        started = when(m, unit, "ExecMainStart")
        tap.ok(f"before {unit} started", 0 < made < started, f"VFs {made} us, {unit} {started} us")
    return made


def vfs(m):
    """At boot, VFs are there before anything that could use them starts."""
    m.reboot()
    tap.has("the line is there", m.boot.cmdline, "lab.kept=1")
    tap.lacks("without the trial", m.boot.cmdline, r"virtfn\.trial=")
    m.wait_settled()
    tap.equal("the VFs are there", m.check(f"cat /sys/bus/pci/devices/{PF}/sriov_numvfs").strip(), "2")
    tap.equal("and for guests", driver(m, f"{PF}/virtfn0"), "vfio-pci")
    before_all(m)
    settled = when(m, SETTLE, "ExecMainExit")
    tap.equal("udev's unit has been there, too",
              m.run(f"systemctl is-active virtfn-vf@{PF}.service").out.strip(), "active")
    asked = when(m, SETTLE, "ExecMainStart")
    tap.ok("nothing waited longer than it had to", settled - asked < 20_000_000, f"{settled - asked} us")
    r = virtfn(m, "apply", "--yes")
    tap.ok("a second apply: no changes", r.status == 0 and "No changes" in r.out, said(r))


def absent(m):
    """A card that was taken out delays the boot, but not for ever, and not the others' VFs."""
    m.check("cp -a /etc/virtfn/host.yaml /root/host.yaml && "
            f"sed -i '1a\\  - {{device: \"{GONE}\", count: 1}}' /etc/virtfn/host.yaml")
    m.reboot()
    m.wait_settled()
    made = before_all(m)
    settled = when(m, SETTLE, "ExecMainExit")
    asked = when(m, SETTLE, "ExecMainStart")
    tap.ok("the VFs that can be are made at once", made < asked + 15_000_000, f"{made - asked} us")
    tap.ok("the time is limited", 19_000_000 < settled - asked < 40_000_000, f"{settled - asked} us")
    tap.ok("the network waits for its end", settled < when(m, "systemd-networkd.service", "ExecMainStart"))
    tap.equal("the boot has not failed", m.run(f"systemctl is-active {SETTLE}").out.strip(), "active")
    late = message(m, LATE)
    tap.equal("the journal names the device", [x.get("VIRTFN_DEVICE") for x in late], [GONE])
    tap.has("and explains it", m.run(f"journalctl -b --no-pager -o cat MESSAGE_ID={LATE}").out, GONE)
    m.check("cp -a /root/host.yaml /etc/virtfn/host.yaml && rm /root/host.yaml")


def undone(m, before):
    r = virtfn(m, "history", "--json")
    done = [g for g in json.loads(r.out)["generations"] if g["state"] == "done"]
    tap.ok("undo of all", done != [], said(r))
    r = virtfn(m, "undo", str(min(g["number"] for g in done)), "--yes", timeout=600)
    tap.ok("undo", r.status in (0, 4), said(r))
    now = snapshot(m)
    tap.ok("to the byte", now == before, difference(before, now))
    tap.lacks("the packages are gone", installed(m), "^ii")
    m.check("rm /etc/virtfn/host.yaml")
    m.reboot()
    tap.lacks("booted as before", m.boot.cmdline, r"lab\.kept")
    tap.equal("without VFs", m.check(f"cat /sys/bus/pci/devices/{PF}/sriov_numvfs").strip(), "0")
    tap.equal("the PF has its driver", driver(m, PF), "igb")


def main():
    with tap.machine("systemd-boot") as m:
        apply.prepare(m)
        before = wish(m)
        by_hand(m)
        vfs(m)
        absent(m)
        undone(m, before)
    tap.finish()


main()
