#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""run.py VIRTFN [CHAIN...]: plan, apply, apply again, undo on a tree of each boot chain.

The plan names the argument and changes nothing; after apply it stands in what is booted; a second
apply changes no byte and no time; after undo the tree is as it was, and so it is after an apply
whose program fails."""
import glob
import json
import os
import shutil
import stat
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.realpath(__file__))
sys.path.insert(0, HERE)
from chains import CHAINS  # noqa: E402
from tree import Tree  # noqa: E402

ARGUMENT = "intel_iommu=on"
OURS = ("var/lib/virtfn", "run/virtfn", "var/log/virtfn")


def snapshot(path: str, times: bool = False) -> dict:
    """What a tree is, without what virtfn keeps for itself."""
    found = {}
    for folder, folders, files in os.walk(path):
        rel = os.path.relpath(folder, path)
        if rel.startswith(OURS):
            folders[:] = []
            continue
        for name in folders + files:
            full = os.path.join(folder, name)
            st = os.lstat(full)
            key = os.path.normpath(os.path.join(rel, name))
            if key in ("var", "var/lib", "var/log", "run") or key.startswith(OURS):
                continue
            data = b""
            if stat.S_ISREG(st.st_mode):
                with open(full, "rb") as f:
                    data = f.read()
            elif stat.S_ISLNK(st.st_mode):
                data = os.readlink(full).encode()
            found[key] = (st.st_mode, st.st_uid, st.st_gid, data, st.st_mtime_ns if times else 0)
    return found


class Chain:
    def __init__(self, binary: str, name: str, work: str):
        self.binary, self.name = binary, name
        self.tree = Tree(os.path.join(work, name))
        make, self.artefact = CHAINS[name]
        make(self.tree)
        self.log = self.tree.path + ".log"
        self.failed = 0

    def check(self, what: str, good: bool, more: str = "") -> None:
        if not good:
            self.failed += 1
        print(f"{'ok' if good else 'not ok'} - {self.name}: {what}"
              + ("" if good else "".join(f"\n# {x}" for x in more.splitlines()[:40])), flush=True)

    def virtfn(self, *args: str) -> subprocess.CompletedProcess:
        return subprocess.run([self.binary, "--root", self.tree.path, *args], text=True,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, timeout=60, check=False)

    def apply(self, via: str = "tools.py") -> subprocess.CompletedProcess:
        return self.virtfn("apply", "-d", "01:00.0", "--yes", "--via", os.path.join(HERE, via))

    def commands(self) -> list:
        if not os.path.exists(self.log):
            return []
        with open(self.log, encoding="utf-8") as f:
            return [json.loads(x) for x in f]

    def holds(self) -> bool:
        """Each artefact of the chain has the argument."""
        paths = glob.glob(self.tree.at(self.artefact))
        text = [open(p, encoding="utf-8", errors="replace").read() for p in paths]
        return bool(text) and all(ARGUMENT in t for t in text)

    def run(self) -> int:
        before = snapshot(self.tree.path)
        p = self.virtfn("plan", "-d", "01:00.0", "--exit-code")
        self.check("plan", p.returncode == 5 and ARGUMENT in p.stdout, p.stdout + p.stderr)
        self.check("plan changes nothing", snapshot(self.tree.path) == before)
        if self.artefact:
            p = self.apply("fail.py")
            if p.returncode != 1:
                # A chain of plain files runs no program that could fail.
                self.check("files alone", not self.commands() and self.holds())
                p = self.virtfn("undo", "--yes", "--via", os.path.join(HERE, "tools.py"))
            self.check("a program that fails: all as before", snapshot(self.tree.path) == before,
                       self.difference(before))
        p = self.apply()
        self.check("apply", p.returncode in (0, 4), p.stdout + p.stderr)
        self.check("in what is booted", not self.artefact or self.holds(), p.stdout + p.stderr)
        after, n = snapshot(self.tree.path, times=True), len(self.commands())
        self.again(after, n)
        p = self.virtfn("undo", "--yes", "--via", os.path.join(HERE, "tools.py"))
        self.check("undo", p.returncode in (0, 4), p.stdout + p.stderr)
        self.check("to the byte", snapshot(self.tree.path) == before, self.difference(before))
        return self.failed

    def again(self, after: dict, n: int) -> None:
        p = self.apply()
        self.check("again", p.returncode in (0, 4) and "No changes" in p.stdout,
                   p.stdout + p.stderr)
        self.check("touches nothing", snapshot(self.tree.path, times=True) == after and
                   len(self.commands()) == n)

    def difference(self, before: dict) -> str:
        now = snapshot(self.tree.path)
        return "\n".join(f"{k}: {before.get(k)} -> {now.get(k)}"
                         for k in sorted(before.keys() | now.keys())
                         if before.get(k) != now.get(k))


def main() -> int:
    binary = os.path.realpath(sys.argv[1])
    names = sys.argv[2:] or list(CHAINS)
    if os.geteuid() != 0:
        print("needs root: apply changes files of root")
        return 77
    work = tempfile.mkdtemp(prefix="virtfn-chains-")
    try:
        failed = sum(Chain(binary, name, work).run() for name in names)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
