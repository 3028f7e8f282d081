#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""The hook with a real systemd: its own processes are kept off a guest's CPUs, and come back."""
import re

import tap

DOMAIN = """<domain><name>{name}</name><metadata>
<needs xmlns="https://virtfn.org/needs/1"><host cpus="{cpus}"/></needs></metadata></domain>
"""
UNITS = ("user.slice", "system.slice", "init.scope")


CALL = """
printf %s "$LAB_XML" >/run/guest.xml
s=$(date +%s%N)
virtfn hook qemu $LAB_WORDS </run/guest.xml
rc=$?
echo $((($(date +%s%N) - s) / 1000000)) ms
exit $rc
"""


def hook(m, name, cpus, words):
    r = m.run(CALL, env={"LAB_XML": DOMAIN.format(name=name, cpus=cpus),
                         "LAB_WORDS": f"{name} {words}"})
    print(f"# {name} {words}: {r.out.strip()} {r.err.strip()}")
    return r


def allowed(m):
    """As systemd says it, and as the kernel has it: for all where nobody is held."""
    said = {u: m.check(f"systemctl show -P AllowedCPUs {u}").strip() for u in UNITS}
    real = {u: m.check(f"cat /sys/fs/cgroup/{u}/cpuset.cpus.effective 2>/dev/null || "
                       "cat /sys/devices/system/cpu/online").strip() for u in UNITS}
    return said, real


def both(value):
    one = {u: value for u in UNITS}
    return one, one


def of_processes(m):
    """What the processes themselves may use: systemd's first one, a service's, a user's."""
    pids = ("1", "$(pidof -s systemd-journald)", "$(systemctl show -P MainPID lab-user)")
    return {m.check(f"sed -n 's/^Cpus_allowed_list:.//p' /proc/{pid}/status").strip()
            for pid in pids}


def main():
    with tap.machine("grub") as m:
        m.start(restore=True)
        m.put(tap.VIRTFN, "/usr/bin/virtfn")
        last = int(m.check("nproc")) - 1
        every = f"0-{last}" if last else "0"
        m.check("systemd-run -q --slice=user.slice --unit=lab-user sleep 1000")
        before = allowed(m)
        tap.equal("nothing is held at first", before[0], {u: "" for u in UNITS})
        tap.equal("prepare", hook(m, "a", "0", "prepare begin -").status, 0)
        tap.equal("systemd and the kernel hold the host's processes", allowed(m), both("0"))
        tap.equal("who runs already is moved", of_processes(m), {"0"})
        tap.lacks("guests are not held", m.check(
            "cat /sys/fs/cgroup/machine.slice/cpuset.cpus 2>/dev/null || :"), r"\d")
        tap.equal("a second guest", hook(m, "b", every, "prepare begin -").status, 0)
        tap.equal("together they leave what both leave", allowed(m), both("0"))
        tap.equal("the first one ends", hook(m, "a", "0", "release end -").status, 0)
        tap.equal("the second one's holds", allowed(m), both(every))
        tap.equal("the second one ends", hook(m, "b", every, "release end -").status, 0)
        tap.equal("as before", allowed(m), before)
        tap.equal("for all who run", of_processes(m), {every})

        m.check(f"systemctl set-property --runtime system.slice AllowedCPUs={every}")
        mine = allowed(m)
        tap.equal("beside a setting of the user's", hook(m, "a", "0", "prepare begin -").status, 0)
        tap.equal("it holds", allowed(m), both("0"))
        tap.equal("libvirt restarted", hook(m, "a", "0", "reconnect begin -").status, 0)
        tap.equal("it ends", hook(m, "a", "0", "release end -").status, 0)
        tap.equal("the user's setting is back", allowed(m), mine)
        tap.equal("and nobody else is held", of_processes(m), {every})

        r = hook(m, "a", "900", "prepare begin -")
        tap.equal("CPUs that are not there: refused", r.status, 1)
        tap.ok("in one line", re.fullmatch(r"virtfn: [^\n]* is there[^\n]*\n", r.err) is not None,
               r.err)
        tap.equal("nothing changed", allowed(m), mine)
        tap.equal("no journal is left", m.run("test -e /run/virtfn/hook").status, 1)
    tap.finish()


main()
