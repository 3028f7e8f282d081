#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""A trial with an initramfs of its own that cannot boot: the machine comes back by itself, with the
old line and the old initramfs, to the byte. LAB_LONG=1: one that is good is confirmed and taken
back, and all of it on the machine with systemd-boot too."""
import json
import os

import apply
import tap
from apply import difference, said, snapshot, status, virtfn

# An option of a module, so that the initramfs is made again; nothing needs the module.
OPTION = "options pcspkr lab_new=1"
WISH = """\
kernel: {arguments: [panic=1, lab.tried=1]}
modules: {options: [{module: pcspkr, options: lab_new=1}]}
"""
# The host's own: an image that cannot boot, and which options a boot came through.
HOOK = r"""#!/bin/sh
[ "$1" = prereqs ] && exit 0
if [ -e /etc/lab-broken ] && grep -qs lab_new /etc/modprobe.d/*.conf; then
	printf '#!/bin/sh\nexit 1\n' > $DESTDIR/init
fi
"""
SCRIPT = r"""#!/bin/sh
[ "$1" = prereqs ] && exit 0
cat /etc/modprobe.d/*.conf > /run/lab-options
"""
FOLDERS = {"grub": "/boot", "systemd-boot": "/boot/efi"}


def images(m, chain):
    return m.check(f"find {FOLDERS[chain]} -name virtfn-trial.img")


def wish(m):
    for path, text in (("initramfs-tools/hooks/zz-lab", HOOK),
                       ("initramfs-tools/scripts/init-bottom/lab", SCRIPT), ("virtfn/host.yaml", WISH)):
        m.check(f"mkdir -p $(dirname /etc/{path}); cat > /etc/{path} <<'END'\n{text}END\n"
                f"chmod 755 /etc/{path}")


def applied(m, chain):
    """Nothing that the default entry boots, or is made of, has changed."""
    old = m.check(f"find {FOLDERS[chain]} -name 'initrd.img-*' -exec sha256sum {{}} +")
    r = virtfn(m, "apply", "--yes", timeout=600)
    tap.ok("apply: a reboot is needed", r.status == 4, said(r))
    tap.has("tried first, both", r.out, "The new kernel command line and the new initramfs are tried")
    tap.has("the trial has an initramfs", images(m, chain), "virtfn-trial.img")
    tap.equal("the default's is as it was", m.check(
        f"find {FOLDERS[chain]} -name 'initrd.img-*' -exec sha256sum {{}} +"), old)
    tap.lacks("and so is /etc", m.check("cat /etc/modprobe.d/*.conf"), "lab_new")
    tap.has("status says what is to come", status(m), "tries: .*lab.tried=1 and a new initramfs")


def broken(m, chain):
    before = snapshot(m)
    m.check("touch /etc/lab-broken")
    applied(m, chain)
    m.serial_mark()
    m.reboot(timeout=400)
    tap.has("its initramfs does not boot", m.serial_new(), "Kernel panic - not syncing")
    tap.lacks("the machine came back by itself", m.boot.cmdline, r"lab\.tried|virtfn\.trial")
    r = apply.wait_for(m, "trial boot failed")
    tap.ok("status tells the story", r.status == 0, said(r))
    m.check("rm /etc/lab-broken")
    now = snapshot(m)
    tap.ok("all is as it was, to the byte", now == before, difference(before, now))
    tap.lacks("and no image is left", images(m, chain), ".")


def good(m, chain):
    before = snapshot(m)
    applied(m, chain)
    m.reboot()
    tap.has("the trial boot has the line", m.boot.cmdline, r"lab\.tried=1")
    tap.has("and its initramfs the option", m.run("cat /run/lab-options").out, OPTION)
    r = apply.wait_for(m, "confirmed", seconds=600)
    tap.ok("it confirms itself", r.status == 0, said(r))
    tap.has("the option is in /etc", m.check("cat /etc/modprobe.d/*.conf"), OPTION)
    tap.lacks("no image of a trial is left", images(m, chain), ".")
    m.reboot()
    tap.has("the line is permanent", m.boot.cmdline, r"lab\.tried=1")
    tap.lacks("without the trial", m.boot.cmdline, r"virtfn\.trial=")
    tap.has("and so is the initramfs", m.run("cat /run/lab-options").out, OPTION)
    return before


def without_images(text):
    """An initramfs that is made again has other times in it."""
    return "\n".join(x for x in text.splitlines() if "initrd.img-" not in x)


def undone(m, before):
    r = virtfn(m, "history", "--json")
    done = [g for g in json.loads(r.out)["generations"] if g["state"] == "done"]
    r = virtfn(m, "undo", str(min(g["number"] for g in done)), "--yes", timeout=600)
    tap.ok("undo", r.status in (0, 4), said(r))
    before, now = without_images(before), without_images(snapshot(m))
    tap.ok("to the byte", now == before, difference(before, now))
    m.reboot()
    tap.lacks("and booted so", m.boot.cmdline, r"lab\.tried")
    tap.lacks("out of the old initramfs", m.run("cat /run/lab-options").out, OPTION)


def machine(chain):
    with tap.machine(chain) as m:
        apply.prepare(m)
        wish(m)
        broken(m, chain)
        if os.environ.get("LAB_LONG"):
            undone(m, good(m, chain))


def main():
    machine("grub")
    if os.environ.get("LAB_LONG"):
        machine("systemd-boot")
    tap.finish()


main()
