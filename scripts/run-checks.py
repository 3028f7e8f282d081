#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Builds and tests virtfn in every way that counts; scripts/check starts it.

One line per stage, full logs in build/check/. The last line is "N passed, N failed":
single tests over all stages; a stage that cannot start or does not end counts as one.
"""

import argparse
import ctypes
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

REPO = Path(__file__).resolve().parent.parent
OUT = REPO / "build/check"
TAIL = 25
SHOWN = 6  # failed tests of a stage whose output is shown
WIDTH = 160
FUZZ_BROKE = re.compile(r"does not hold|runtime error|ERROR:|SUMMARY:|^Base64:|^    #[0-9]+ .*\.[ch]:")
NINJA = re.compile(r"\[\d+/\d+\] (?!.*FAILED)")
MINUTE = 60
TOTAL = 84 * MINUTE  # for all stages, with the fuzzing that is usual; CI stops us after 90
LONG = 240 * MINUTE  # more, with --long
FUZZ_SECONDS = 60
FUZZ_SEED = 1  # the same way each time: what this check finds, the next one finds again
# What comes from strangers - downloads, captures, logs, firmware - gets all of it, the others a
# sixth: this host's own settings, and small tables that are found in what the first ones take apart.
STRANGE = ("acpi-dmar", "acpi-ivrs", "archive", "capture", "cmdline", "efi-image", "efi-pe",
           "efi-volume", "kconfig", "kmsg", "option-rom", "pci-config", "tiano")
GRACE = 15
PR_SET_CHILD_SUBREAPER = 36

PASSED = {"OK", "EXPECTEDFAIL"}
SKIPPED = {"SKIP"}
# Line numbers and little optimization: half of the time for what is built to be tested. What may be
# truncated gcc can tell only when it optimizes: the release stage has -O3 and its warnings.
SANITIZE = ["-Db_sanitize=address,undefined", "-Doptimization=1", "-Ddebug=true",
            "-Dc_args=-g1 -Wno-format-truncation"]
SANITIZER_ENV = {
    "ASAN_OPTIONS": "detect_leaks=1:strict_string_checks=1:detect_stack_use_after_return=1",
    "UBSAN_OPTIONS": "halt_on_error=1:print_stacktrace=1",
}
# Not what the compiler is about: rules and documents. The first stage tests them.
NOT_AGAIN = ["--no-suite", "rules", "--no-suite", "man"]
# What a killed program leaves is about neither compiler nor sanitizers, and takes hundreds of starts.
NO_CRASH = ["--no-suite", "crash"]


class Failed(Exception):
    """A step of a stage went wrong; the log says how."""


class Stage:
    """One line of output: its time limit, its log and its counts."""

    def __init__(self, name, limit):
        self.name, self.limit = name, limit
        self.log_path = OUT / f"{name}.log"
        self.start = time.monotonic()
        self.passed = self.failed = self.skipped = 0
        self.names = []    # of failed tests
        self.outputs = {}  # of failed tests, as far as they are known
        self.log = self.log_path.open("wb")

    def left(self):
        return max(1, self.limit - (time.monotonic() - self.start))

    def say(self, text):
        self.log.write(f"{text}\n".encode())
        self.log.flush()

    def run(self, argv, env=None):
        """Runs a program to its end or to the stage's limit; returns its exit status."""
        self.say("$ " + " ".join(map(str, argv)))
        child = subprocess.Popen([str(a) for a in argv], cwd=REPO, stdin=subprocess.DEVNULL,
                                 stdout=self.log, stderr=subprocess.STDOUT,
                                 env={**os.environ, **(env or {})}, start_new_session=True)
        try:
            return wait(child, self.left())
        except subprocess.TimeoutExpired:
            self.say(f"stopped: over the stage's limit of {self.limit:.0f} s")
            raise Failed("took too long") from None
        finally:
            stop(child)
            reap_strays()

    def need(self, argv, what, env=None):
        status = self.run(argv, env)
        if status:
            raise Failed(f"{what} failed with status {status}")

    def fail(self, name):
        self.failed += 1
        self.names.append(name)


def reap_orphans(child):
    """As a good init does; else a test sees zombies where nobody should be."""
    while True:
        try:
            ended = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        except ChildProcessError:
            return
        if not ended or ended.si_pid == child.pid:
            return
        os.waitpid(ended.si_pid, 0)


def wait(child, seconds):
    end = time.monotonic() + seconds
    while child.poll() is None:
        reap_orphans(child)
        if time.monotonic() > end:
            raise subprocess.TimeoutExpired(child.args, seconds)
        time.sleep(0.05)
    return child.returncode


def stop(child):
    """First nicely, so that meson ends its tests, then for good."""
    if child.poll() is None:
        os.killpg(child.pid, signal.SIGTERM)
        try:
            child.wait(GRACE)
        except subprocess.TimeoutExpired:
            pass
    if child.poll() is None:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def parents():
    """{process: its parent}"""
    found = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text(errors="replace").rpartition(")")[2].split()
            found[int(path.parent.name)] = int(fields[1])
        except (OSError, IndexError):
            continue
    return found


def descendants():
    """Whoever has us above: orphans come to us, because we said so at the start."""
    found, tree = {os.getpid()}, parents()
    grown = True
    while grown:
        more = {p for p, parent in tree.items() if parent in found}
        grown = not more <= found
        found |= more
    return found - {os.getpid()}


def reap_strays():
    """Ends what a stage left running."""
    for pid in descendants():
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
    try:
        while os.waitpid(-1, 0)[0]:
            pass
    except ChildProcessError:
        pass


def build(stage, folder, compiler, options, targets=()):
    if not (folder / "build.ninja").exists():
        shutil.rmtree(folder, ignore_errors=True)
        stage.need(["meson", "setup", folder, "-Dwerror=true", *options], "meson setup",
                   {"CC": compiler})
    stage.need(["meson", "compile", "-C", folder, "-j", str(stage.jobs), *targets], "the build")


def count_tests(stage, path):
    """Of meson's machine-readable log: one test per line."""
    if not path.exists():
        raise Failed("meson left no test log")
    for line in path.read_text(encoding="utf-8").splitlines():
        test = json.loads(line)
        if test["result"] in PASSED:
            stage.passed += 1
        elif test["result"] in SKIPPED:
            stage.skipped += 1
        else:
            name = f"{test['name']} ({test['result'].lower()})"
            stage.fail(name)
            stage.outputs[name] = test.get("stdout", "") + test.get("stderr", "")


def run_tests(stage, folder, options=()):
    log = folder / "meson-logs/testlog.json"
    log.unlink(missing_ok=True)
    status = stage.run(["meson", "test", "-C", folder, "--no-rebuild", "--print-errorlogs",
                        "--num-processes", str(stage.jobs), "--timeout-multiplier", "2",
                        "--logbase", "testlog", *options], SANITIZER_ENV)
    count_tests(stage, log)
    if status and not stage.failed:
        raise Failed(f"meson test ended with status {status}")


def stage_gcc(stage, _):
    build(stage, OUT / "gcc", "gcc", SANITIZE)
    run_tests(stage, OUT / "gcc", NO_CRASH)


def stage_clang(stage, _):
    build(stage, OUT / "clang", "clang", ["-Doptimization=0", "-Ddebug=true", "-Dc_args=-g1"])
    run_tests(stage, OUT / "clang", NOT_AGAIN + NO_CRASH)


def stage_release(stage, _):
    build(stage, OUT / "release", "gcc", ["-Dbuildtype=release"])
    run_tests(stage, OUT / "release", NOT_AGAIN)


def fuzzers():
    """Names of the formats that have one."""
    names = {p.stem.removeprefix("fuzz-") for p in (REPO / "fuzz").glob("fuzz-*.c")}
    return sorted(names - {"main"})


def fuzz_seconds(name, seconds):
    return seconds if name.startswith(STRANGE) else -(-seconds // 6)


def fuzz_argv(folder, name, args):
    seconds, seed = fuzz_seconds(name, args.fuzz_seconds), args.fuzz_seed
    work = OUT / "fuzz-work" / name
    work.mkdir(parents=True, exist_ok=True)
    seeds = REPO / "fuzz/corpus" / name
    return [folder / "fuzz" / f"libfuzzer-{name}", f"-max_total_time={seconds}", f"-seed={seed}",
            "-timeout=10", "-rss_limit_mb=2048", f"-artifact_prefix={work.parent}/{name}-", work,
            *([seeds] if seeds.is_dir() else [])]


def what_broke(log):
    """Of all that libFuzzer says."""
    lines = log.decode(errors="replace").splitlines()
    return "\n".join(line for line in lines if FUZZ_BROKE.search(line))


def fuzz_some(stage, argvs):
    """Runs fuzzers side by side, {name: argv}; what they say goes into the log one by one."""
    children, logs = {}, {}
    try:
        for name, argv in argvs.items():
            logs[name] = (OUT / f"fuzz-work/{name}.log").open("w+b")
            children[name] = subprocess.Popen(
                [str(a) for a in argv], cwd=REPO, stdin=subprocess.DEVNULL, stdout=logs[name],
                stderr=subprocess.STDOUT, env={**os.environ, **SANITIZER_ENV},
                start_new_session=True)
        for name, child in children.items():
            # Not wait(): it would reap the others, and with them what they returned.
            if child.wait(stage.left()):
                stage.fail(f"fuzz-{name}")
                logs[name].seek(0)
                stage.outputs[f"fuzz-{name}"] = what_broke(logs[name].read())
            else:
                stage.passed += 1
    except subprocess.TimeoutExpired:
        raise Failed("took too long") from None
    finally:
        for child in children.values():
            stop(child)
        for name, log in logs.items():
            stage.say("$ " + " ".join(map(str, argvs[name])))
            log.seek(0)
            stage.log.write(log.read())
            log.close()


def stage_fuzz(stage, args):
    folder, names = OUT / "fuzz", fuzzers()
    # Those that take as long as each other stand side by side.
    names.sort(key=lambda name: (-fuzz_seconds(name, args.fuzz_seconds), name))
    build(stage, folder, "clang", ["-Dfuzz=true"], [f"libfuzzer-{name}" for name in names])
    for first in range(0, len(names), stage.jobs):
        some = names[first:first + stage.jobs]
        fuzz_some(stage, {name: fuzz_argv(folder, name, args) for name in some})


def what_failed(path):
    """Of a lab test's output: the checks that failed with their reasons, else its end."""
    lines = path.read_text(errors="replace").splitlines() if path.exists() else []
    bad = [i for i, line in enumerate(lines) if line.startswith("not ok ")]
    shown = [line for i in bad for line in lines[i:i + 4] if not line.startswith("ok ")]
    return "\n".join(shown or lines)


def stage_lab(stage, args):
    stage.need(["lab/setup"], "lab/setup")
    env = {"LAB_LOGS": str(OUT / "lab"), "LAB_JOBS": str(stage.jobs + 1)}
    status = stage.run(["tests/lab/run", OUT / "release/src/virtfn"],
                       env | ({"LAB_LONG": "1"} if args.long else {}))
    lines = stage.log_path.read_text(errors="replace").rstrip().splitlines()
    match = re.fullmatch(r"(\d+) passed, (\d+) failed", lines[-1].strip()) if lines else None
    if not match:
        raise Failed(f"tests/lab/run ended with status {status} and without a count")
    stage.passed = int(match.group(1))
    stage.skipped = sum(bool(re.match(r"[\w-]+: skipped: ", line)) for line in lines)
    for line in lines[:-1]:
        test = re.fullmatch(r"([\w-]+): \d+ passed, ([1-9]\d*) failed, .*", line.strip())
        for _ in range(int(test.group(2)) if test else 0):
            stage.fail(f"lab {test.group(1)}")
        if test:
            stage.outputs[f"lab {test.group(1)}"] = what_failed(OUT / "lab" / f"{test.group(1)}.log")
    while stage.failed < int(match.group(2)):
        stage.fail("lab")
    if status and not stage.failed:
        raise Failed(f"tests/lab/run ended with status {status}")


def stage_setup(stage, _):
    stage.need(["scripts/setup", "--no-lab"], "scripts/setup")


def tree_state():
    """What git sees; None when it cannot look."""
    done = subprocess.run(["git", "status", "--porcelain"], cwd=REPO, capture_output=True,
                          text=True, check=False, timeout=60)
    return done.stdout if done.returncode == 0 else None


def stage_tree(stage, args):
    """Building and testing must leave nothing that git sees."""
    after = tree_state()
    stage.say(f"before:\n{args.tree}\nafter:\n{after}")
    if after != args.tree:
        raise Failed("git status changed")
    stage.passed = 1


def stages(args):
    """(name, minutes, function) of what is to be run."""
    if args.setup:
        yield "set-up", 15, stage_setup
    yield "gcc", 16, stage_gcc
    if args.quick:
        return
    yield "clang", 10, stage_clang
    yield "release", 10, stage_release
    if args.fuzz and fuzzers():
        seconds = sum(fuzz_seconds(name, args.fuzz_seconds) + 10 for name in fuzzers())
        yield "fuzz", 6 + seconds / args.jobs / MINUTE, stage_fuzz
    if args.lab and (REPO / "tests/lab/run").exists():
        yield "lab", 60 + args.long * LONG / MINUTE, stage_lab
    if os.environ.get("CI") and args.tree is not None:
        yield "tree", 1, stage_tree


def show_tail(text, count):
    """The last lines that say more than what ninja is compiling."""
    lines = [line for line in text.rstrip().splitlines() if not NINJA.match(line)]
    for line in lines[-count:]:
        print(f"    | {line[:WIDTH]}")


def show_failure(stage, reason):
    log = stage.log_path.relative_to(REPO)
    if reason:
        print(f"    {reason}; the end of {log}:")
        show_tail(stage.log_path.read_text(errors="replace"), TAIL)
        return
    for i, name in enumerate(sorted(set(stage.names))):
        print(f"    {name}")
        show_tail(stage.outputs.get(name, "") if i < SHOWN else "", TAIL // 2)
    print(f"    see {log}")
    if not stage.outputs:
        show_tail(stage.log_path.read_text(errors="replace"), TAIL)


def show(stage, reason):
    seconds = time.monotonic() - stage.start
    counts = [(stage.passed, "passed"), (stage.failed, "failed"), (stage.skipped, "skipped")]
    verdict = "FAILED" if stage.failed else "ok"
    words = ", ".join(f"{n} {word}" for n, word in counts if n)
    print(f"{verdict:<7}{seconds:5.0f} s   {words}".rstrip())
    if stage.failed:
        show_failure(stage, reason)


def run_stage(name, minutes, function, args):
    print(f"{name:<9}", end="", flush=True)
    stage = Stage(name, min(minutes * MINUTE, args.deadline - time.monotonic()))
    stage.jobs = args.jobs
    reason = None
    try:
        function(stage, args)
    except Failed as failure:
        reason = str(failure)
        stage.say(reason)
        stage.fail(name)
    stage.log.close()
    show(stage, reason)
    return stage


def interrupted(number, _):
    raise KeyboardInterrupt(number)


def read_arguments():
    parser = argparse.ArgumentParser(prog="scripts/check", description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true",
                        help="gcc with sanitizers and all rules only")
    parser.add_argument("--long", action="store_true",
                        help="the lab's long tests, too: hours")
    parser.add_argument("--no-setup", dest="setup", action="store_false",
                        help="take the system as it is")
    parser.add_argument("--no-lab", dest="lab", action="store_false", help="without the lab tests")
    parser.add_argument("--no-fuzz", dest="fuzz", action="store_false", help="without fuzzing")
    parser.add_argument("--fuzz-seconds", type=int, default=FUZZ_SECONDS, metavar="N",
                        help=f"for each fuzzer (default: {FUZZ_SECONDS})")
    parser.add_argument("--fuzz-seed", type=int, default=FUZZ_SEED, metavar="N",
                        help=f"where chance starts (default: {FUZZ_SEED}; 0: elsewhere each time)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, metavar="N",
                        help="how many at a time (default: as many as processors)")
    return parser.parse_args()


def run_all(args):
    passed = failed = 0
    for name, minutes, function in stages(args):
        stage = run_stage(name, minutes, function, args)
        passed += stage.passed
        failed += stage.failed
        if name == "set-up" and stage.failed:
            break
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


def main():
    sys.stdout.reconfigure(line_buffering=True, errors="replace")
    args = read_arguments()
    OUT.mkdir(parents=True, exist_ok=True)
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    signal.signal(signal.SIGTERM, interrupted)
    signal.signal(signal.SIGHUP, interrupted)
    more = max(0, args.fuzz_seconds - FUZZ_SECONDS) * len(fuzzers()) + args.long * LONG
    args.deadline = time.monotonic() + TOTAL + more
    args.tree = tree_state() if shutil.which("git") else None
    try:
        sys.exit(run_all(args))
    except KeyboardInterrupt:
        print("\ninterrupted")
        sys.exit(130)


if __name__ == "__main__":
    main()
