#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Kills a program at each system call that changes something; then undo, and apply again.

crash.py KILL_AT --apply COMMAND --undo COMMAND [--tree DIR] [--prepare COMMAND]: the commands work
on the folder that {root} in them stands for. DIR is copied as the tree from before (else a small
one is made), and prepared. After each kill, undo must give that tree, and apply the finished one:
bytes, modes, owners, attributes. What virtfn keeps for itself is not compared. With --most N, only
N calls of each run are tried, spread over it, unless VIRTFN_CRASH_ALL is set; VIRTFN_CRASH_ALL=2/3
is the second third of all, for several at a time."""

import argparse
import os
import shlex
import shutil
import subprocess
import sys
import tempfile

OURS = {"var/lib/virtfn", "run/virtfn", "var/log/virtfn"}
MOMENTS = ("before", "after")
ENVIRONMENT = dict(os.environ, ASAN_OPTIONS="detect_leaks=0", LC_ALL="C",
                   PYTHONDONTWRITEBYTECODE="1")


def fill(root):
    """A small host with one of each thing that can be changed."""
    for folder in ("etc/default", "etc/modprobe.d", "usr/lib", "boot", "var/lib", "run"):
        os.makedirs(f"{root}/{folder}", 0o755)
    for name, text, mode in (
            ("etc/default/grub", '# mine\r\nLINE="quiet"\nlast', 0o640),
            ("etc/old.conf", "max_vfs=1\n", 0o600),
            ("usr/lib/real.conf", "real\n", 0o4755),
            ("etc/empty", "", 0o444)):
        with open(f"{root}/{name}", "w", newline="", encoding="ascii") as file:
            file.write(text)
        if os.geteuid() == 0 and name != "etc/empty":
            os.chown(f"{root}/{name}", 12, 34)
        os.chmod(f"{root}/{name}", mode)
        try:
            os.setxattr(f"{root}/{name}", "trusted.virtfn" if os.geteuid() == 0 else
                        "user.virtfn", b"\0\1kept")
        except OSError:
            pass
    os.symlink("../usr/lib/real.conf", f"{root}/etc/linked.conf")
    os.symlink("old place", f"{root}/etc/there")
    os.symlink("somewhere", f"{root}/etc/gone")


def look(path):
    """All that must be the same of one file."""
    st = os.lstat(path)
    if os.path.islink(path):
        content = os.readlink(path)
    elif os.path.isdir(path):
        content = None
    else:
        with open(path, "rb") as file:
            content = file.read()
    attributes = [(name, os.getxattr(path, name, follow_symlinks=False))
                  for name in sorted(os.listxattr(path, follow_symlinks=False))]
    return st.st_mode, st.st_uid, st.st_gid, content, attributes


def snapshot(root):
    tree = {}
    for folder, folders, files in os.walk(root):
        for name in folders + files:
            path = os.path.join(folder, name)
            short = os.path.relpath(path, root)
            if short in OURS:
                if name in folders:
                    folders.remove(name)
            else:
                tree[short] = look(path)
    return tree


class Test:
    def __init__(self, kill_at, commands, work):
        self.kill_at, self.commands, self.work = kill_at, commands, work
        self.fine = [int(x) for x in commands["fine"].split(",")]
        self.failed = 0

    def argv(self, root, what):
        words = [word.replace("{root}", root) for word in shlex.split(self.commands[what])]
        return [shutil.which(words[0]) or words[0], *words[1:]]

    def run(self, root, what):
        return subprocess.run(self.argv(root, what), env=ENVIRONMENT, text=True, check=False,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def fresh(self, name, source):
        root = f"{self.work}/{name}"
        shutil.rmtree(root, ignore_errors=True)
        subprocess.run(["cp", "-a", source, root], check=True)
        return root

    def say(self, where, text):
        self.failed += 1
        if self.failed < 10:
            print(f"FAILED: {where}: {text}")

    def compare(self, where, root, wanted):
        now = snapshot(root)
        for name in sorted(set(now) | set(wanted)):
            if now.get(name) != wanted.get(name):
                self.say(where, f"{name} is {now.get(name)}, not {wanted.get(name)}")

    def right(self, where, source, what, wanted):
        """what, on a copy of source, succeeds and leaves the wanted tree."""
        root = self.fresh("then", source)
        done = self.run(root, what)
        if done.returncode not in self.fine:
            self.say(where, f"{what}: status {done.returncode}: {done.stdout.strip()}")
        self.compare(f"{where}, then {what}", root, wanted)

    def killed(self, source, what, n, moment):
        """The tree after it, and what kill-at said."""
        root = self.fresh("killed", source)
        return root, subprocess.run([self.kill_at, str(n), moment, *self.argv(root, what)],
                                    env=ENVIRONMENT, check=False, capture_output=True, text=True)

    def calls(self, source, what):
        """Which calls are tried: all, or some from the first to the last."""
        _, done = self.killed(source, what, 1 << 40, "before")
        # The last line is kill-at's: how many calls, and the status.
        said = done.stdout.splitlines()[-1:] or [""]
        if done.returncode != 3 or int(said[0].split()[1]) not in self.fine:
            self.say(what, f"it fails by itself: {done.stdout} {done.stderr}")
            return []
        total, most = int(said[0].split()[0]), self.commands["most"]
        first, _, step = os.environ.get("VIRTFN_CRASH_ALL", "").partition("/")
        first, step = (int(first), int(step)) if step else (1, 1)
        if not most or most >= total or os.environ.get("VIRTFN_CRASH_ALL"):
            return range(first, total + 1, step)
        return sorted({1 + i * (total - 1) // (most - 1) for i in range(most)})

    def kill(self, source, what, before, after):
        """All moments of one run; returns how many."""
        moments = 0
        for n in self.calls(source, what):
            for moment in MOMENTS:
                where = f"{what} killed {moment} call {n}"
                root, done = self.killed(source, what, n, moment)
                # The same run, a call more or less: the programs in it may ask the clock.
                if done.returncode == 3:
                    continue
                if done.returncode != 0:
                    self.say(where, f"kill-at: status {done.returncode}")
                    break
                moments += 1
                print(f"{where} ({self.failed} failures so far)", file=sys.stderr)
                self.right(where, root, "undo", before)
                self.right(where, root, "apply", after)
        return moments


def options():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("kill_at")
    for name, needed in (("apply", True), ("undo", True), ("prepare", False), ("tree", False)):
        parser.add_argument(f"--{name}", required=needed)
    parser.add_argument("--least", type=int, default=100, help="fewer moments are a failure")
    parser.add_argument("--fine", default="0", help="statuses that are none of a failure")
    parser.add_argument("--most", type=int, default=0, help="how many calls are tried")
    return parser.parse_args()


def run_all(args, work):
    test = Test(os.path.realpath(args.kill_at), vars(args), work)
    original, finished = f"{work}/original", f"{work}/finished"
    if args.tree:
        test.fresh("original", args.tree)
    else:
        os.mkdir(original)
        fill(original)
    if args.prepare:
        subprocess.run(test.argv(original, "prepare"), check=True)
    before = snapshot(original)
    test.fresh("finished", original)
    done = test.run(finished, "apply")
    after = snapshot(finished)
    if done.returncode not in test.fine or before == after:
        print(f"FAILED: apply does not work at all: {done.stdout}")
        return 1
    test.right("not killed", finished, "undo", before)
    test.right("not killed", finished, "apply", after)
    moments = test.kill(original, "apply", before, after)
    moments += test.kill(finished, "undo", before, after)
    print(f"{moments} moments, {test.failed} failures")
    return 1 if test.failed or moments < (2 * args.most or args.least) else 0


def main():
    args = options()
    os.umask(0o022)
    place = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="virtfn-crash-", dir=place) as work:
        return run_all(args, work)


if __name__ == "__main__":
    sys.exit(main())
