# SPDX-License-Identifier: GPL-2.0-or-later
"""What m-apply-*.py share: a command line is applied, tried, fails and comes back, is undone."""
import json
import os

import tap

PF = "0000:01:00.0"
GOOD = "lab.good=1"
# The kernel finds no init and panics; its own panic=30 would make the test wait.
BAD = "panic=1 init=/nonexistent rdinit=/nonexistent"
WORSE = "module_blacklist=igb"


def virtfn(m, *args, timeout=300):
    return m.run(["virtfn", *args], timeout=timeout)


def said(r):
    return f"status {r.status}\n{r.out}\n{r.err}"


def status(m):
    r = virtfn(m, "status")
    return r.out + r.err


def driver(m, device):
    return m.run(f"basename \"$(readlink /sys/bus/pci/devices/{device}/driver)\"").out.strip()


def wait_for(m, pattern, seconds=240):
    """What virtfn status says once the trial is over; status 1 when it does not say this."""
    return m.run(f"for i in $(seq {2 * seconds}); do [ -e /var/lib/virtfn/trial.json ] || "
                 "systemctl is-active -q virtfn-boot.service || break; sleep 0.5; done; "
                 f"virtfn status 2>&1 | grep -E '{pattern}' && exit 0; virtfn status; "
                 "journalctl -b -u virtfn-boot --no-pager; exit 1", timeout=seconds + 60)


def snapshot(m):
    """Names, modes and bytes of everything that is configured and booted."""
    return m.check("find /etc /boot -xdev \\( -path /etc/mtab -o -name '*.efi' -o -name grubenv "
                   "-o -name random-seed \\) -prune -o -printf '%p %m %u %g %s %l\\n' "
                   "-type f -exec sha256sum {} + | grep -v '^/boot/efi/loader ' | sort")


def difference(before, now):
    a, b = set(before.splitlines()), set(now.splitlines())
    return "\n".join(sorted(f"- {x}" for x in a - b) + sorted(f"+ {x}" for x in b - a))


def prepare(m):
    m.start(restore=True)
    m.put(tap.VIRTFN, "/usr/bin/virtfn")
    tap.equal("virtfn runs", virtfn(m, "--version").status, 0)


def armed(m):
    """The bytes that make the next boot another one."""
    return m.check("cat /boot/grub/grubenv 2>/dev/null | sha256sum; ls /sys/firmware/efi/efivars | "
                   "grep -i oneshot || true")


def stopped(m, before):
    """The user does not want it any more, before the boot: nothing is left of it."""
    arming = armed(m)
    r = virtfn(m, "apply", "--arguments", "lab.stopped=1", "--yes")
    tap.ok("apply", r.status == 4, said(r))
    tap.ok("the next boot is armed", armed(m) != arming, arming)
    tap.ok("with files in /etc and /boot", snapshot(m) != before)
    r = virtfn(m, "apply", "--arguments", "lab.other=1", "--yes")
    tap.equal("a second apply is refused", r.status, 1)
    tap.has("with what to do", r.err, "reboot first, or end it with virtfn trial stop")
    r = virtfn(m, "trial", "stop")
    tap.ok("trial stop", r.status == 0, said(r))
    tap.equal("the arming is gone, to the byte", armed(m), arming)
    now = snapshot(m)
    tap.ok("and the entry", now == before, difference(before, now))
    tap.has("status says who ended it", status(m), "The last trial was stopped by the user: lab.stopped=1")
    tap.equal("a second stop: nothing to do", virtfn(m, "trial", "stop").status, 0)


def tried_and_kept(m):
    """A good line: the next boot alone has it, finds itself good, and makes it permanent."""
    r = virtfn(m, "plan", "--arguments", GOOD, "--exit-code")
    tap.equal("plan: something to do", r.status, 5)
    tap.has("plan shows the argument", r.out, rf"^ *\+.*{GOOD}")
    r = virtfn(m, "apply", "--arguments", GOOD, "--yes")
    tap.ok("apply: a reboot is needed", r.status == 4, said(r))
    tap.has("tried first", r.out, "tried for one boot")
    tap.has("status says what is to come", status(m), f"The next boot tries: {GOOD}")
    tap.lacks("the default has it not", m.check("cat /etc/default/grub.d/*.cfg /etc/kernel/cmdline "
                                                "2>/dev/null || true"), GOOD)
    m.reboot()
    tap.has("the trial boot has the line", m.boot.cmdline, GOOD)
    tap.has("and knows itself", m.boot.cmdline, r"virtfn\.trial=")
    r = wait_for(m, "confirmed")
    tap.ok("it confirms itself", r.status == 0, said(r))
    r = virtfn(m, "apply", "--arguments", GOOD, "--yes")
    tap.ok("a second apply: no changes", r.status == 0 and "No changes" in r.out, said(r))


def booted_by_trial(m):
    """Its entry is gone, so there is none to make another trial of: not a reason to do without."""
    r = virtfn(m, "apply", "--arguments", BAD, "--yes")
    tap.ok("another line before the next boot is refused", r.status == 1, said(r))
    tap.has("with what to do", r.err, "reboot, then the new line can be tried")
    tap.has("plan says so, too", said(virtfn(m, "plan", "--arguments", BAD)), "reboot, then")


def tried_and_failed(m):
    """A line whose kernel panics: the machine comes back by itself, with what was confirmed."""
    r = virtfn(m, "apply", "--arguments", BAD, "--yes")
    tap.ok("apply of a bad line", r.status == 4, said(r))
    m.serial_mark()
    m.reboot()
    tap.has("its kernel panicked", m.serial_new(), "Kernel panic - not syncing")
    tap.lacks("the machine came back by itself", m.boot.cmdline, "nonexistent")
    tap.has("the line that was confirmed is permanent", m.boot.cmdline, GOOD)
    tap.lacks("without the trial", m.boot.cmdline, r"virtfn\.trial=")
    r = wait_for(m, "trial boot failed")
    tap.ok("status tells the story", r.status == 0, said(r))
    tap.lacks("nothing is left of it", m.check("ls -R /boot /etc/systemd/system"), "virtfn-(trial|boot)")


def refused(m, what):
    r = virtfn(m, "apply", "--arguments", "lab.other=1", "--yes")
    tap.equal("a second apply is refused", r.status, 1)
    tap.has("with what to do", r.err, what)
    tap.equal("and nothing of it is done", m.run("grep -r -l lab.other /etc /boot").out, "")


def tried_and_worse(m):
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
    r = wait_for(m, "The last trial boot failed")
    tap.ok("status tells the story", r.status == 0, said(r))
    tap.has("with what was missing", r.out, f"{WORSE}.*missing: {PF} has the driver igb")
    tap.equal("status itself is well", virtfn(m, "status").status, 0)
    tap.equal("the driver is back", driver(m, PF), "igb")
    tap.equal("the service ended well", m.run("systemctl is-failed virtfn-boot.service").out.strip(), "inactive")


def power_cut(m, everything):
    """The power goes while apply writes; the machine boots, and the next virtfn finds its way."""
    job = m.begin(["virtfn", "apply", "--arguments", "lab.cut=1", "--no-trial", "--yes"])
    m.pump(4, lambda: b"running" in job.err or b"writing" in job.err)
    m.kill()
    m.start()
    tap.has("boots after a power cut in apply", m.boot.cmdline, GOOD)
    r = virtfn(m, "apply", "--arguments", "lab.cut=1", "--no-trial", "--yes")
    tap.ok("apply again", r.status == 4, said(r))
    tap.has("in the boot loader's file", m.check("cat /boot/grub/grub.cfg /boot/efi/loader/entries/*.conf 2>/dev/null || true"),
            r"lab\.cut=1")
    if everything:
        m.reboot()
        tap.has("in force", m.boot.cmdline, r"lab\.cut=1")


def undone(m, before, generations):
    r = virtfn(m, "history", "--json")
    done = [g for g in json.loads(r.out)["generations"] if g["state"] == "done"]
    tap.equal("generations in force", len(done), generations)
    r = virtfn(m, "undo", str(min(g["number"] for g in done)), "--yes")
    tap.ok("undo of all", r.status in (0, 4), said(r))
    now = snapshot(m)
    tap.ok("to the byte", now == before, difference(before, now))


def main(chain):
    """A boot takes most of a minute: one chain shows one half of what does not depend on the boot
    loader, the other one the other half. LAB_LONG=1: both show all."""
    everything = bool(os.environ.get("LAB_LONG"))
    with tap.machine(chain) as m:
        prepare(m)
        before = snapshot(m)
        stopped(m, before)
        # First what ends in a boot that is none by trial: each saves a reboot.
        if everything or chain == "systemd-boot":
            tried_and_worse(m)
        tried_and_kept(m)
        generations = 1
        if chain == "systemd-boot":
            booted_by_trial(m)
            if everything:
                m.reboot()
        if everything or chain == "grub":
            tried_and_failed(m)
            power_cut(m, everything)
            generations += 1
        undone(m, before, generations)
        if everything:
            m.reboot()
            tap.lacks("and booted so", m.boot.cmdline, r"lab\.(good|cut)")
    tap.finish()
