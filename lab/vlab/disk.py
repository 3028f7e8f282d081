"""A Debian machine on a disk that boots by itself: for tests that reboot and cut the power.

    with Machine("grub") as m:
        m.start()                           # until its agent says hello
        r = m.run(["update-grub"])          # r.status, r.out, r.err
        m.reboot()                          # until the next hello; m.boot.cmdline
        m.kill()                            # power cut
        m.start()

All of it works on a disk and UEFI variables of its own, which last as long as the object, or
as the file given as overlay. See lab/README.md.
"""
import base64
import dataclasses
import os
import secrets
import shlex
import shutil
import subprocess
import time
from typing import Callable

from . import debian, debroot, host, machine, snapshot
from .kit import Kit, LabError
from .work import Work

BOOT_SECONDS = 300
SHARE = "/run/lab/share"
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


class Rebooted(LabError):
    """The machine started again before the command's end."""


@dataclasses.dataclass(frozen=True)
class Boot:
    """One start of the machine's system."""
    id: str
    cmdline: str
    uptime: float    # of the guest when its agent started
    seconds: float   # on our clock, since QEMU started or the last hello


@dataclasses.dataclass
class Job:
    """A command in the machine. status is None while it runs."""
    nonce: str
    boots: int
    out: bytearray = dataclasses.field(default_factory=bytearray)
    err: bytearray = dataclasses.field(default_factory=bytearray)
    status: int | None = None


@dataclasses.dataclass(frozen=True)
class Result:
    status: int
    out: str
    err: str


class Sink:
    """What host.Stream writes to."""

    def __init__(self, data: bytearray) -> None:
        self.data = data

    def write(self, data: bytes) -> None:
        self.data += data

    def flush(self) -> None:
        pass


@dataclasses.dataclass(frozen=True)
class Files:
    """What QEMU boots from."""
    disk: str
    variables: str
    code: str
    extra: tuple[str, ...] = ()


class Guest(host.Host):
    """One run of QEMU."""

    def __init__(self, kit: Kit, options: machine.Options, work: str, files: Files, ram: str = "",
                 keep: bool = False, console: bool = False) -> None:
        self.files = files
        self.boots: list[Boot] = []
        self.status: dict[str, int] = {}
        self.begin = time.monotonic()
        super().__init__(kit, options, work, float("inf"), ram=ram, keep=keep, console=console)

    def arguments(self, kit: Kit, options: machine.Options, out: str, fds: dict[str, int], ram: str,
                  keep: bool) -> list[str]:
        return qemu_args(kit, options, self.work, self.files, fds, ram, keep)

    def take_lines(self, data: bytes) -> None:
        super().take_lines(data)
        for line in self.lines:
            word, *rest = line.split(" ")
            if word == "hello" and len(rest) == 3:
                self.hello_from(*rest)
            elif word == "exit" and len(rest) == 2:
                self.status[rest[0]] = int(rest[1])
        self.lines.clear()

    def hello_from(self, boot_id: str, uptime: str, cmdline: str) -> None:
        if self.boots and self.boots[-1].id == boot_id:
            return    # only the agent started again
        now = time.monotonic()
        line = base64.b64decode(cmdline).decode(errors="replace").strip()
        self.boots.append(Boot(boot_id, line, float(uptime), now - self.begin))
        self.begin = now

    def wait(self, done: Callable[[], bool], seconds: float, what: str) -> None:
        end = time.monotonic() + seconds
        while not done():
            if self.process.poll() is not None:
                raise LabError(f"the machine stopped while waiting for {what}" + self.last_words())
            if time.monotonic() > end:
                raise host.LabTimeout(f"no {what} within {seconds:g} s" + self.last_words())
            self.step()


def quoted(path: str) -> str:
    return path.replace(",", ",,")


def qemu_args(kit: Kit, o: machine.Options, work: str, files: Files, fds: dict[str, int], ram: str,
              keep: bool) -> list[str]:
    args = kit.qemu() + machine.accel_args(o) + machine.memory_args(o, ram, keep)
    # What the board need not have is neither looked for by the firmware nor by the kernel.
    board = "q35,kernel-irqchip=split,memory-backend=ram,sata=off,i8042=off"
    args += ["-M", board, "-smp", "1", "-display", "none", "-nodefaults", "-no-user-config", "-rtc", "base=utc",
             "-drive", f"if=pflash,unit=0,format=raw,readonly=on,file={quoted(files.code)}",
             "-drive", f"if=pflash,unit=1,format=raw,file={quoted(files.variables)}",
             "-chardev", f"file,id=console,append=on,path={quoted(work)}/console.log",
             "-serial", "chardev:console"]
    if o.iommu:
        intremap = "on" if o.intremap else "off"
        args += ["-device", f"intel-iommu,intremap={intremap},caching-mode=on"]
    args += ["-drive", f"if=none,id=disk,format=qcow2,discard=unmap,file={quoted(files.disk)}",
             "-device", "virtio-blk-pci,drive=disk,addr=1a.0,bootindex=1",
             "-device", "virtio-serial-pci,addr=1b.0"]
    args += machine.share_args("share", f"{work}/out", "1c.0", False)
    for name, fd in fds.items():
        args += ["-chardev", f"socket,id={name},fd={fd}"]
        if name == "qmp":
            args += ["-mon", "chardev=qmp,mode=control"]
        else:
            args += ["-device", f"virtserialport,chardev={name},name=lab.{name}"]
    if ram and not keep:
        args += ["-incoming", "defer"]
    return args + list(files.extra) + machine.device_args(o, "")


def make_overlay(kit: Kit, path: str, backing: str, form: str) -> None:
    """A disk that only holds what differs from another; backing is relative to its folder."""
    tree = kit.tree
    argv = [f"{tree}/usr/lib64/ld-linux-x86-64.so.2", "--library-path",
            f"{tree}/usr/lib/x86_64-linux-gnu", f"{tree}/usr/bin/qemu-img", "create", "-q",
            "-f", "qcow2", "-F", form, "-b", backing, path]
    done = subprocess.run(argv, env=kit.environment(), stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode:
        raise LabError(f"cannot make {path}: {done.stdout.strip()}")


class Machine:
    """A machine of one boot chain. overlay: a file that keeps its disk (made when missing; its
    UEFI variables are beside it, .vars); without it both are gone with the object."""

    def __init__(self, chain: str, *, overlay: str = "", memory: int = 1024, nics: int = 1,
                 iommu: bool = True, watchdog: bool = False, console: bool = False,
                 kit: Kit | None = None, disk: str = "", variables: str = "", code: str = "",
                 extra: list[str] | None = None) -> None:
        if kit is None:
            kit = Kit()
            kit.check()
        self.kit, self.chain, self.console = kit, chain, console
        self.options = machine.Options(nics=nics, memory=memory, iommu=iommu, accel=kit.accel())
        more = ["-device", "i6300esb,addr=1e.0", "-action", "watchdog=reset"] if watchdog else []
        more += extra or []
        self.image = None if disk else debian.ensure(kit, chain, console)
        self.guest: Guest | None = None
        self.work = Work(kit)
        self.marked = 0
        overlay = os.path.abspath(overlay) if overlay else f"{self.work.path}/disk.qcow2"
        self.files = Files(disk or overlay, variables or f"{overlay.removesuffix('.qcow2')}.vars",
                           code or self.image.code, tuple(more))

    def __enter__(self) -> "Machine":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.kill()
        self.work.remove()

    # --- power ---

    def start(self, *, restore: bool = False, timeout: float = BOOT_SECONDS) -> Boot:
        """Power on, until the agent's hello. restore: a machine that was never started continues
        from a snapshot taken after the boot instead."""
        if self.guest:
            raise LabError("the machine runs already")
        fresh = not os.path.exists(self.files.disk)
        if restore and fresh:
            return self.restore(timeout)
        if fresh:
            make_overlay(self.kit, self.files.disk, self.image.disk, "qcow2")
            shutil.copyfile(self.image.vars, self.files.variables)
        self.power_on()
        return self.wait_boot(timeout, after=0)

    def power_on(self) -> None:
        """Power on without waiting for anything."""
        self.guest = Guest(self.kit, self.options, self.work.path, self.files, console=self.console)

    def kill(self) -> None:
        """A power cut: what the guest has not written to its disk is lost. Nothing when off."""
        if self.guest:
            self.guest.kill()
            self.guest = None

    def power_off(self, timeout: float = 120) -> None:
        """An orderly shutdown, until QEMU has ended."""
        guest = self.running()
        self.begin("systemctl poweroff")
        end = time.monotonic() + timeout
        while guest.process.poll() is None:
            if time.monotonic() > end:
                raise host.LabTimeout(f"not off within {timeout:g} s" + guest.last_words())
            guest.step()
        self.kill()

    def reboot(self, timeout: float = BOOT_SECONDS) -> Boot:
        """An orderly reboot, until the next hello."""
        boots = len(self.running().boots)
        self.begin("systemctl reboot")
        return self.wait_boot(timeout, after=boots)

    def reset(self, timeout: float = BOOT_SECONDS) -> Boot:
        """The reset button, until the next hello."""
        guest = self.running()
        boots = len(guest.boots)
        if not guest.greeted:
            guest.hello()
        guest.qmp("system_reset")
        return self.wait_boot(timeout, after=boots)

    def wait_boot(self, timeout: float = BOOT_SECONDS, after: int | None = None) -> Boot:
        """The next boot (or the first one after `after` boots of this power-on)."""
        guest = self.running()
        count = len(guest.boots) if after is None else after
        guest.wait(lambda: len(guest.boots) > count, timeout, "hello of the machine's agent")
        return self.boot

    def wait_settled(self, timeout: float = 180) -> str:
        """Until systemd has started everything: "running" or "degraded"."""
        return self.run("systemctl is-system-running --wait", timeout).out.strip()

    # --- what it is doing ---

    def running(self) -> Guest:
        if not self.guest:
            raise LabError("the machine is off")
        return self.guest

    @property
    def boot(self) -> Boot:
        """The last boot of this power-on."""
        if not self.running().boots:
            raise LabError("the machine has not booted yet")
        return self.running().boots[-1]

    @property
    def boots(self) -> list[Boot]:
        """All boots since the power was switched on."""
        return list(self.running().boots)

    def serial(self) -> str:
        """What came over the serial line since the object was made."""
        try:
            with open(f"{self.work.path}/console.log", "rb") as f:
                return f.read().decode(errors="replace")
        except FileNotFoundError:
            return ""

    def serial_mark(self) -> None:
        """serial_new() is what came since now."""
        self.marked = len(self.serial())

    def serial_new(self) -> str:
        return self.serial()[self.marked:]

    # --- commands ---

    def begin(self, command: str | list[str], env: dict[str, str] | None = None) -> Job:
        """Starts a command (a list of words, or text for sh) and comes back at once. One at a
        time: the next one waits for its end."""
        guest = self.running()
        text = command if isinstance(command, str) else "exec " + shlex.join(command)
        words = {"PATH": PATH} | (env or {})
        text = "".join(f"export {k}={shlex.quote(v)}\n" for k, v in words.items()) + text + "\n"
        job = Job(secrets.token_hex(8), len(guest.boots))
        mark = b"\x01" + job.nonce.encode() + b"\n"
        guest.streams = [host.Stream(Sink(job.out), mark), host.Stream(Sink(job.err), mark)]
        guest.sinks["out"], guest.sinks["err"] = guest.streams[0].feed, guest.streams[1].feed
        code = base64.b64encode(text.encode()).decode()
        guest.send(f"run {job.nonce} {int(time.time())} {code}")
        return job

    def pump(self, seconds: float, done: Callable[[], bool] = lambda: False) -> bool:
        """Lets the machine run, until done() or for this long; whether done() came true."""
        guest = self.running()
        end = time.monotonic() + seconds
        while not done():
            if time.monotonic() > end or guest.process.poll() is not None:
                return False
            guest.step()
        return True

    def finish(self, job: Job, timeout: float = 120) -> Result:
        """Waits for a command's end."""
        guest = self.running()
        guest.wait(lambda: job.nonce in guest.status or len(guest.boots) > job.boots, timeout,
                   "end of the command")
        if job.nonce not in guest.status:
            raise Rebooted("the machine rebooted before the command's end")
        job.status = guest.status.pop(job.nonce)
        self.pump(10, lambda: all(s.ended for s in guest.streams))
        return Result(job.status, job.out.decode(errors="replace"), job.err.decode(errors="replace"))

    def run(self, command: str | list[str], timeout: float = 120,
            env: dict[str, str] | None = None) -> Result:
        return self.finish(self.begin(command, env), timeout)

    def check(self, command: str | list[str], timeout: float = 120) -> str:
        """The output of a command that must succeed."""
        r = self.run(command, timeout)
        if r.status:
            raise LabError(f"{command} ended with {r.status}: {r.out}{r.err}")
        return r.out

    # --- files ---

    def put(self, source: str, target: str, timeout: float = 120) -> None:
        """Copies a file or folder into the machine, to exactly this path; it belongs to root."""
        name = secrets.token_hex(8)
        inside = f"{self.work.path}/out/{name}"
        if os.path.isdir(source):
            shutil.copytree(source, inside, symlinks=True)
        else:
            shutil.copy(source, inside)
        target = shlex.quote(target)
        self.check(f"set -e\n{MOUNT}\nmkdir -p \"$(dirname {target})\"\n"
                   f"cp -rT --preserve=mode,links {SHARE}/{name} {target}.new\n"
                   f"if [ -d {target}.new ]; then mkdir -p {target}; cp -aT {target}.new {target};"
                   f" rm -rf {target}.new; else mv -fT {target}.new {target}; fi\n"
                   f"rm -rf {SHARE}/{name}; umount {SHARE}", timeout)

    def get(self, source: str, target: str, timeout: float = 120) -> None:
        """Copies a file or folder out of the machine, to exactly this path."""
        name = secrets.token_hex(8)
        self.check(f"set -e\n{MOUNT}\ncp -rT --preserve=mode,links {shlex.quote(source)} {SHARE}/{name}\n"
                   f"umount {SHARE}", timeout)
        shutil.move(f"{self.work.path}/out/{name}", target)

    # --- snapshots ---

    def restore(self, timeout: float) -> Boot:
        folder = self.snapshot()
        make_overlay(self.kit, self.files.disk, f"{folder}/disk.qcow2", "qcow2")
        shutil.copyfile(f"{folder}/vars.fd", self.files.variables)
        begin = time.monotonic()
        guest = Guest(self.kit, self.options, self.work.path, self.files, ram=f"{folder}/ram",
                      console=self.console)
        self.guest = guest
        guest.deadline = begin + timeout
        guest.hello()
        guest.qmp("migrate-set-capabilities",
                  capabilities=[{"capability": "x-ignore-shared", "state": True}])
        guest.qmp("migrate-incoming", uri="exec:cat " + shlex.quote(f"{folder}/state"))
        guest.migrated()
        guest.qmp("cont")
        guest.deadline = float("inf")
        with open(f"{folder}/hello", encoding="utf-8") as f:
            boot_id, uptime, cmdline = f.read().split("\n", 2)
        guest.boots.append(Boot(boot_id, cmdline.strip(), float(uptime), time.monotonic() - begin))
        guest.begin = time.monotonic()
        return self.boot

    def snapshot(self) -> str:
        """The folder of the snapshot, made now when it is missing."""
        sources = debroot.text_of(__file__) + debroot.text_of(machine.__file__)
        era = debroot.digest(sources, self.kit.stamp(), os.path.basename(self.image.folder))
        key = debroot.digest(str(self.options), str(self.files.extra))
        prefix = f"{self.chain}-booted-"
        folder = f"{self.image.home}/{prefix}{era}.{key}"
        if os.path.exists(f"{folder}/state"):
            return folder
        if not self.kit.writable():
            raise LabError(f"no snapshot of this machine yet and {self.kit.cache} is not writable")
        with snapshot.alone(f"{self.image.home}/{self.chain}.booted.lock"):
            for name in os.listdir(self.image.home):    # of no use any more
                if name.startswith(prefix) and not name.startswith(prefix + era):
                    debian.remove(f"{self.image.home}/{name}")
            if not os.path.exists(f"{folder}/state"):
                self.make_snapshot(folder)
        return folder

    def make_snapshot(self, folder: str) -> None:
        debian.say(f"making a snapshot of the booted machine \"{self.chain}\" (once, about a minute)")
        new = f"{self.image.home}/{self.chain}-booted-new"
        shutil.rmtree(new, ignore_errors=True)
        os.makedirs(new)
        files = dataclasses.replace(self.files, disk=f"{new}/disk.qcow2", variables=f"{new}/vars.fd")
        image = f"../{os.path.basename(self.image.folder)}/disk.qcow2"
        make_overlay(self.kit, files.disk, image, "qcow2")
        shutil.copyfile(self.image.vars, files.variables)
        ours, self.files = self.files, files
        try:
            guest = Guest(self.kit, self.options, self.work.path, files, ram=f"{new}/ram", keep=True,
                          console=self.console)
            self.guest = guest
            boot = self.wait_boot(after=0)
            self.wait_settled()
            self.check("sync")
            guest.hello()
            guest.qmp("stop")
            guest.qmp("migrate-set-capabilities",
                      capabilities=[{"capability": "x-ignore-shared", "state": True}])
            guest.qmp("migrate-set-parameters", **{"max-bandwidth": 1 << 40})
            guest.qmp("migrate", uri="exec:cat > " + shlex.quote(f"{new}/state"))
            guest.migrated()
        finally:
            self.kill()
            self.files = ours
        with open(f"{new}/hello", "w", encoding="utf-8") as f:
            f.write(f"{boot.id}\n{boot.uptime}\n{boot.cmdline}\n")
        for name in ("ram", "state", "disk.qcow2", "vars.fd"):
            os.chmod(f"{new}/{name}", 0o444)
        os.rename(new, folder)


MOUNT = (f"mkdir -p {SHARE}; mountpoint -q {SHARE} || "
         f"mount -t 9p -o trans=virtio,version=9p2000.L,msize=512000,cache=none share {SHARE}")
