"""Lab hosts that are restored instead of booted.

The state of a booted host is kept as two files: its RAM, which restored hosts map privately
(so that any number of them share it and nothing is read ahead), and the rest of the machine.
"""
import contextlib
import fcntl
import os
import shlex
import shutil
import sys
import time
from typing import Iterator

from . import host, machine
from .kit import Kit, LabError

MAKE_SECONDS = 600


def why_not(options: machine.Options) -> str:
    """Why this host cannot be restored; empty when it can."""
    return "QEMU cannot keep the state of an NVMe controller" if options.nvme_vfs else ""


def ensure(kit: Kit, options: machine.Options, work: str, console: bool) -> str:
    """The folder of the snapshot, made now when it is missing."""
    folder = f"{kit.cache}/machines/{options.key(kit)}"
    if os.path.exists(f"{folder}/state"):
        return folder
    if not kit.writable():
        raise LabError(f"no snapshot of this host yet and {kit.cache} is not writable")
    os.makedirs(os.path.dirname(folder), exist_ok=True)
    with alone(f"{folder}.lock"):
        if not os.path.exists(f"{folder}/state"):
            make(kit, options, folder, work, console)
    return folder


@contextlib.contextmanager
def alone(path: str) -> Iterator[None]:
    """Holds a lock: somebody else may be making the same snapshot or disk."""
    end = time.monotonic() + MAKE_SECONDS
    with open(path, "w", encoding="ascii") as lock:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > end:
                    raise LabError(f"another program of the lab holds {path}") from None
                time.sleep(0.1)
        yield


def forget_old(folder: str) -> None:
    """Snapshots of an older kit are of no use; hosts that run from them keep their open files."""
    parent, name = os.path.split(folder)
    for other in os.listdir(parent):
        if other.split("-")[0] != name.split("-")[0]:
            path = f"{parent}/{other}"
            if os.path.isdir(path):
                shutil.rmtree(path, ignore_errors=True)
            else:
                os.unlink(path)


def make(kit: Kit, options: machine.Options, folder: str, work: str, console: bool) -> None:
    try:
        make_once(kit, options, folder, work, console)
    except LabError as e:
        # QEMU that emulates loses an interrupt now and then (see machine.py): not every boot ends.
        first = str(e).splitlines()[0]
        if not first.startswith('no "ready"'):
            raise
        print(f"lab: {first}: once more", file=sys.stderr)
        make_once(kit, options, folder, work, console)


def make_once(kit: Kit, options: machine.Options, folder: str, work: str, console: bool) -> None:
    forget_old(folder)
    print("lab: making a snapshot of this lab host (once, 20 to 60 s)", file=sys.stderr)
    new = f"{folder}.new"
    shutil.rmtree(new, ignore_errors=True)
    os.mkdir(new)
    lab = host.Host(kit, options, work, time.monotonic() + MAKE_SECONDS, ram=f"{new}/ram", keep=True,
                    console=console)
    try:
        lab.until("ready", host.BOOT_SECONDS)
        lab.send("warm")
        if lab.until("warm", MAKE_SECONDS)[1] != "0":
            raise LabError("libvirtd does not start in the lab host" + lab.last_words())
        lab.hello()
        lab.qmp("stop")
        lab.qmp("migrate-set-capabilities",
                capabilities=[{"capability": "x-ignore-shared", "state": True}])
        lab.qmp("migrate-set-parameters", **{"max-bandwidth": 1 << 40})
        lab.qmp("migrate", uri="exec:cat > " + shlex.quote(f"{new}/state"))
        lab.migrated()
    finally:
        lab.kill()
    for name in ("ram", "state"):
        os.chmod(f"{new}/{name}", 0o444)
    os.rename(new, folder)


def restore(kit: Kit, options: machine.Options, folder: str, work: str, deadline: float, out: str,
            console: bool) -> host.Host:
    lab = host.Host(kit, options, work, deadline, out, ram=f"{folder}/ram", console=console)
    try:
        lab.hello()
        lab.qmp("migrate-set-capabilities",
                capabilities=[{"capability": "x-ignore-shared", "state": True}])
        lab.qmp("migrate-incoming", uri="exec:cat " + shlex.quote(f"{folder}/state"))
        lab.migrated()
        lab.qmp("cont")
    except BaseException:
        lab.kill()
        raise
    return lab
