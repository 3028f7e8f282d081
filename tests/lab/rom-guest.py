#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""rom-guest.py ROM accept: QEMU takes ROM as a network card's romfile, by QMP.
rom-guest.py ROM TEXT...: a guest with OVMF and that card says one of the texts on its serial
line; prints which one. Uses the lab's QEMU, without acceleration."""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading

sys.path.insert(0, os.path.join(os.path.dirname(os.path.realpath(__file__)), "..", "..", "lab"))
from vlab.kit import Kit  # noqa: E402

OVMF = "/usr/share/OVMF/OVMF_%s_4M.fd"
SECONDS = 150


def machine(rom: str) -> list[str]:
    return ["-accel", "tcg", "-cpu", "max", "-M", "q35", "-m", "256", "-nodefaults", "-display", "none",
            "-no-reboot", "-netdev", "user,id=n", "-device", f"e1000e,netdev=n,romfile={rom}"]


def accept(kit: Kit, rom: str) -> int:
    asked = "".join(json.dumps({"execute": c}) + "\n" for c in ("qmp_capabilities", "query-pci", "quit"))
    p = subprocess.run(kit.qemu() + machine(rom) + ["-S", "-qmp", "stdio"], env=kit.environment(),
                       input=asked.encode(), stdout=subprocess.PIPE, timeout=SECONDS, check=False)
    print(p.stdout.decode(errors="replace")[-300:])
    return 0 if p.returncode == 0 and b'"return": [' in p.stdout else 1


def boot(kit: Kit, rom: str, texts: list[str]) -> int:
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(OVMF % "VARS", f"{folder}/vars")
        argv = kit.qemu() + machine(rom) + [
            "-serial", "stdio",
            "-drive", f"if=pflash,format=raw,readonly=on,file={OVMF % 'CODE'}",
            "-drive", f"if=pflash,format=raw,file={folder}/vars"]
        p = subprocess.Popen(argv, env=kit.environment(), stdin=subprocess.DEVNULL,
                             stdout=subprocess.PIPE)
        over = threading.Timer(SECONDS, p.kill)
        over.start()
        seen, said = b"", None
        while not said and (more := os.read(p.stdout.fileno(), 4096)):
            seen += more
            said = next((t for t in texts if t.encode() in seen), None)
        over.cancel()
        p.kill()
        p.wait()
    print(said or "none of them; its last words: " + repr(seen[-300:]))
    return 0 if said else 1


def main() -> int:
    if len(sys.argv) < 3:
        print(__doc__, file=sys.stderr)
        return 2
    kit = Kit()
    if sys.argv[2:] == ["accept"]:
        return accept(kit, sys.argv[1])
    return boot(kit, sys.argv[1], sys.argv[2:])


if __name__ == "__main__":
    sys.exit(main())
