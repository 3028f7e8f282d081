#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A trial boot that comes up and is worse than the one before: it boots back by itself, and tells.
On the machine with systemd-boot; what depends on the boot loader is in m-apply-*.py."""
import apply
import tap
from apply import PF, driver, said, status, virtfn

WORSE = "module_blacklist=igb"


def refused(m, what):
    r = virtfn(m, "apply", "--arguments", "lab.other=1", "--yes")
    tap.equal("a second apply is refused", r.status, 1)
    tap.has("with what to do", r.err, what)
    tap.lacks("and nothing of it is done", m.check("cat /etc/kernel/cmdline; ls /boot/efi/loader/entries"),
              "lab.other")


def worse(m):
    """What worked before is missing: after its minute the machine boots back, and tells why."""
    r = virtfn(m, "apply", "--arguments", WORSE, "--minutes", "1", "--yes")
    tap.ok("apply of a line that loses a driver", r.status == 4, said(r))
    m.reboot()
    tap.has("the trial boot has the line", m.boot.cmdline, WORSE)
    tap.has("status says so", status(m), f"This boot is on trial with: {WORSE}")
    refused(m, "virtfn trial confirm")
    tap.ok("the driver is missing", driver(m, PF) in ("", "driver"), driver(m, PF))
    m.wait_boot(timeout=300)
    tap.lacks("it boots back by itself", m.boot.cmdline, WORSE)
    r = apply.wait_for(m, "The last trial boot failed")
    tap.ok("status tells the story", r.status == 0, said(r))
    tap.has("with what was missing", r.out, f"{WORSE}.*missing: {PF} has the driver igb")
    tap.equal("status itself is well", virtfn(m, "status").status, 0)
    tap.equal("the driver is back", driver(m, PF), "igb")
    tap.equal("the service ended well", m.run("systemctl is-failed virtfn-boot.service").out.strip(), "inactive")


def main():
    with tap.machine("systemd-boot") as m:
        apply.prepare(m)
        worse(m)
    tap.finish()


main()
