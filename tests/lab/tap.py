# SPDX-License-Identifier: GPL-2.0-or-later
"""What every m-*.py uses: TAP like lib.sh's, and the lab's machines (see lab/README.md).

    import tap
    with tap.machine("grub") as m:      # says so and ends when it cannot be had here
        m.start()
        tap.equal("it runs", m.run("true").status, 0)
    tap.finish()
"""
import os
import re
import sys
import traceback

sys.dont_write_bytecode = True
HERE = os.path.dirname(os.path.realpath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "lab"))
from vlab import debian, disk, host    # noqa: E402
from vlab.kit import Kit, LabError     # noqa: E402

VIRTFN = os.environ.get("VIRTFN", "")    # of tests/lab/run: the program to be tested
count = 0
failed = 0


def ok(name: str, good: bool, *why: str) -> bool:
    global count, failed
    count += 1
    print(f"{'ok' if good else 'not ok'} {count} - {name}", flush=True)
    if not good:
        failed += 1
        for line in "\n".join(why).splitlines()[-60:]:
            print(f"# {line}", flush=True)
    return good


def equal(name: str, got: object, wanted: object) -> bool:
    return ok(name, got == wanted, f"got {got!r}", f"wanted {wanted!r}")


def has(name: str, text: str, pattern: str) -> bool:
    """The text matches the regular expression."""
    return ok(name, re.search(pattern, text, re.M) is not None, f"no '{pattern}' in:", text)


def lacks(name: str, text: str, pattern: str) -> bool:
    return ok(name, re.search(pattern, text, re.M) is None, f"'{pattern}' is in:", text)


def skip_all(reason: str) -> None:
    print(f"1..0 # SKIP {reason}", flush=True)
    sys.exit(0)


def machine(chain: str, **more: object) -> disk.Machine:
    kit = Kit()
    reason = debian.why_not(kit, chain)
    if reason:
        skip_all(reason)
    kit.check()
    return disk.Machine(chain, kit=kit, **more)


def finish() -> None:
    print(f"1..{count}", flush=True)
    sys.exit(1 if failed else 0)


def broke(kind: type, value: BaseException, trace: object) -> None:
    """A test that stops before its end has failed: no plan, and what happened."""
    if isinstance(value, (LabError, host.LabTimeout)):
        lines = [f"{kind.__name__}: {value}"]
    else:
        lines = traceback.format_exception(kind, value, trace)
    ok("to the end", False, *lines)


sys.excepthook = broke
