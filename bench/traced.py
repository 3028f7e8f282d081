"""What "virtfn list" opens and reads, found with strace, as a list for bare-read."""
import os
import re
import subprocess

CALLS = "openat,openat2,read,pread64,readlinkat,getdents64,close"
LINE = re.compile(r"^(?:\d+ +)?(\w+)\((.*)\) += (-?\d+)")
TEXT = r'"((?:[^"\\]|\\.)*)"'


class Walk:
    """Follows descriptors through one run of strace's lines."""

    def __init__(self, root: str) -> None:
        self.root = "" if root == "/" else os.path.realpath(root)
        self.paths: dict[int, str] = {}
        self.ops: list[list[str]] = []
        self.open: dict[int, list[str]] = {}
        self.began = False

    def full(self, at: str, path: str) -> str:
        if path.startswith("/") or at == "AT_FDCWD":
            return path
        base = self.paths.get(int(at), "")
        return f"{base}/{path}" if path else base

    def opened(self, args: str, fd: int) -> None:
        m = re.match(rf"(AT_FDCWD|\d+), {TEXT}, (.*)", args)
        if not m:
            return
        path = self.full(m[1], m[2])
        if not self.began:
            # The dynamic loader and the locale come before the root.
            self.began = "O_PATH" in m[3] and (os.path.realpath(m[2]) == (self.root or "/"))
            if self.began:
                self.paths[fd] = self.root
            return
        if fd >= 0:
            self.paths[fd] = path
        # A folder opened as a place only saves path names: the bare loop has full ones.
        if "O_PATH" in m[3] or "O_WRONLY" in m[3] or ".so" in path:
            return
        op = ["D" if "O_DIRECTORY" in m[3] else "F", path]
        self.ops.append(op)
        if fd >= 0:
            self.open[fd] = op

    def call(self, name: str, args: str, result: int) -> None:
        if name in ("openat", "openat2"):
            self.opened(args, result)
            return
        fd = int(args.split(",", 1)[0]) if args[:1].isdigit() else -1
        if name == "close":
            self.paths.pop(fd, None)
            self.open.pop(fd, None)
        elif name == "readlinkat" and self.began:
            m = re.match(rf"(AT_FDCWD|\d+), {TEXT}", args)
            if m:
                self.ops.append(["L", self.full(m[1], m[2])])
        elif name in ("read", "pread64") and fd in self.open and result > 0:
            # The read that says "end" is left out: the bare loop does not need it.
            tail = args.rsplit(", ", 2)
            size, off = (tail[1], tail[2]) if name == "pread64" else (tail[2], "-1")
            self.open[fd].append(f"{size}@{off}")


def record(argv: list[str], root: str, path: str) -> dict[str, int]:
    """Writes the list to path; says how many of each there are."""
    trace = f"{path}.strace"
    subprocess.run(["strace", "-f", "-s", "512", "-e", f"trace={CALLS}", "-o", trace, *argv],
                   check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    walk = Walk(root)
    with open(trace, encoding="latin-1") as f:
        for line in f:
            m = LINE.match(line)
            if m:
                walk.call(m[1], m[2], int(m[3]))
    os.remove(trace)
    if not walk.ops:
        raise SystemExit(f"bench: strace saw {argv[0]} open nothing")
    with open(path, "w", encoding="latin-1") as f:
        f.writelines("\t".join(op) + "\n" for op in walk.ops)
    kinds = [op[0] for op in walk.ops]
    return {"files": kinds.count("F"), "links": kinds.count("L"), "folders": kinds.count("D")}
