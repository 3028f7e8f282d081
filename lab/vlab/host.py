"""A running lab host: the QEMU process, its agent and its output."""
import base64
import ctypes
import json
import os
import re
import secrets
import selectors
import signal
import socket
import subprocess
import sys
import time
from typing import BinaryIO, Callable

from . import machine
from .kit import Kit, LabError

PORTS = ("ctl", "out", "err", "qmp")
PR_SET_PDEATHSIG = 1
BOOT_SECONDS = 240


class LabTimeout(Exception):
    """--timeout is over: exit status 124."""


def die_with(parent: int) -> None:
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


class Stream:
    """COMMAND's output up to the agent's end mark."""

    def __init__(self, target: BinaryIO, mark: bytes) -> None:
        self.target, self.mark, self.held, self.ended = target, mark, b"", False

    def feed(self, data: bytes) -> None:
        if self.ended:
            return
        data = self.held + data
        at = data.find(self.mark)
        if at >= 0:
            self.ended, self.held, data = True, b"", data[:at]
        else:
            keep = next((n for n in range(min(len(self.mark), len(data)), 0, -1)
                         if data.endswith(self.mark[:n])), 0)
            cut = len(data) - keep
            data, self.held = data[:cut], data[cut:]
        self.target.write(data)
        self.target.flush()


class Host:
    def __init__(self, kit: Kit, options: machine.Options, work: str, deadline: float,
                 out: str = "", ram: str = "", keep: bool = False, console: bool = False) -> None:
        self.work, self.deadline, self.console = work, deadline, console
        self.shown = 0
        self.lines: list[str] = []
        self.pending = b""
        self.sinks: dict[str, Callable[[bytes], None]] = {"ctl": self.take_lines}
        self.qmp_buffer, self.greeted = b"", False
        ours, theirs = {}, {}
        for name in PORTS:
            ours[name], theirs[name] = socket.socketpair()
        self.sockets: dict[str, socket.socket] = ours
        fds = {name: s.fileno() for name, s in theirs.items()}
        parent = os.getpid()
        args = self.arguments(kit, options, out or f"{work}/out", fds, ram, keep)
        with open(f"{work}/qemu.log", "wb") as log:
            self.process = subprocess.Popen(args, env=kit.environment(), stdin=subprocess.DEVNULL,
                                            stdout=log, stderr=log, pass_fds=list(fds.values()),
                                            preexec_fn=lambda: die_with(parent), cwd=work)
        for s in theirs.values():
            s.close()
        self.selector = selectors.DefaultSelector()
        for name in ("ctl", "out", "err"):
            self.selector.register(ours[name], selectors.EVENT_READ, name)

    def arguments(self, kit: Kit, options: machine.Options, out: str, fds: dict[str, int], ram: str,
                  keep: bool) -> list[str]:
        return machine.qemu_args(kit, options, self.work, out, fds, ram, keep)

    def take_lines(self, data: bytes) -> None:
        *lines, self.pending = (self.pending + data).split(b"\n")
        self.lines += [line.decode(errors="replace").strip() for line in lines]

    def step(self) -> None:
        """Moves what has arrived; complains when the time is over or the host is gone."""
        for key, _ in self.selector.select(0.2):
            try:
                data = key.fileobj.recv(65536)
            except ConnectionResetError:
                data = b""
            if not data:
                self.selector.unregister(key.fileobj)
            elif key.data in self.sinks:
                self.sinks[key.data](data)
        if self.console:
            self.show_console()
        if time.monotonic() > self.deadline:
            raise LabTimeout(self.last_words() + self.where())

    def show_console(self) -> None:
        try:
            with open(f"{self.work}/console.log", "rb") as f:
                f.seek(self.shown)
                data = f.read()
        except OSError:
            return
        self.shown += len(data)
        sys.stderr.buffer.write(data)
        sys.stderr.flush()

    def until(self, word: str, seconds: float) -> list[str]:
        """Waits for a line of the agent that starts with this word."""
        end = time.monotonic() + seconds
        while True:
            for line in self.lines:
                if line.split(" ")[0] == word:
                    self.lines.remove(line)
                    return line.split(" ")
            if self.process.poll() is not None:
                raise LabError("the lab host stopped" + self.last_words())
            if time.monotonic() > end:
                raise LabError(f"no \"{word}\" from the lab host" + self.last_words())
            self.step()

    def last_words(self) -> str:
        text = ""
        for name in ("qemu.log", "console.log"):
            try:
                with open(f"{self.work}/{name}", errors="replace") as f:
                    lines = [s.rstrip() for s in f if "TCG doesn't support" not in s]
            except OSError:
                continue
            if lines:
                text += f"\n--- end of {name}:\n" + "\n".join(lines[-20:])
        return text

    def send(self, line: str) -> None:
        self.sockets["ctl"].sendall(line.encode() + b"\n")

    def run(self, script: str, out: BinaryIO, err: BinaryIO) -> int:
        nonce = secrets.token_hex(8)
        mark = b"\x01" + nonce.encode() + b"\n"
        streams = [Stream(out, mark), Stream(err, mark)]
        self.sinks["out"], self.sinks["err"] = streams[0].feed, streams[1].feed
        code = base64.b64encode(script.encode()).decode()
        self.send(f"run {nonce} {int(time.time())} {code}")
        status = int(self.until("exit", float("inf"))[2])
        end = time.monotonic() + 10
        while not all(s.ended for s in streams) and time.monotonic() < end:
            self.step()
        return status

    # --- QEMU's own channel: only snapshots need it ---

    def qmp(self, command: str, **arguments: object) -> object:
        s = self.sockets["qmp"]
        s.settimeout(10)
        try:
            s.sendall(json.dumps({"execute": command, "arguments": arguments}).encode() + b"\n")
        except BrokenPipeError:
            raise LabError("QEMU is gone" + self.last_words()) from None
        while True:
            while b"\n" not in self.qmp_buffer:
                try:
                    data = s.recv(65536)
                except ConnectionResetError:
                    data = b""
                if not data:
                    raise LabError("QEMU is gone" + self.last_words())
                self.qmp_buffer += data
            line, self.qmp_buffer = self.qmp_buffer.split(b"\n", 1)
            answer = json.loads(line)
            if "return" in answer:
                return answer["return"]
            if "error" in answer:
                raise LabError(f"QEMU: {command}: {answer['error']['desc']}")

    def where(self) -> str:
        """Where the virtual CPUs are: tells a host that hangs from a command that waits."""
        text = "\n--- virtual CPUs:"
        try:
            if not self.greeted:
                self.hello()
            for _ in range(3):
                state = self.qmp("human-monitor-command", **{"command-line": "info registers -a"})
                text += "\n" + "; ".join(re.findall(r"RIP=\S+.*?HLT=\d", state))
                time.sleep(0.2)
        except (LabError, OSError):
            text += " QEMU does not answer"
        return text

    def hello(self) -> None:
        self.qmp("qmp_capabilities")
        self.greeted = True

    def migrated(self) -> None:
        """Waits until the machine's state has been written or read."""
        while True:
            info = self.qmp("query-migrate")
            status = info.get("status", "none")
            if status == "completed":
                return
            if status in ("failed", "cancelled") or self.process.poll() is not None:
                raise LabError(f"snapshot: {info.get('error-desc', status)}" + self.last_words())
            if time.monotonic() > self.deadline:
                raise LabTimeout()
            time.sleep(0.02)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        for s in self.sockets.values():
            s.close()
