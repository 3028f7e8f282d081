"""virtfn doctor: on hosts, on a log next to grep, on captures one after the other."""
import functools
import glob
import os
import random
import re
import subprocess
import time

import kit

HERE = os.path.dirname(os.path.realpath(__file__))
LOG_SIZE = 100 * 1000 * 1000
# One line of 50 is one that virtfn knows; in a real log of a boot it is one of 20 to 1 000.
KNOWN = 50
OTHERS = (
    "usb {a}-{b}: new high-speed USB device number {b} using xhci_hcd",
    "pci 0000:{a:02x}:{b:02x}.0: BAR 0 [mem 0x{c:08x}-0x{c:08x} 64bit pref]",
    "audit: type=1400 audit({c}.{a}:{b}): apparmor=\"STATUS\" operation=\"profile_load\" pid={c}",
    "systemd[1]: Started session-{b}.scope - Session {b} of User somebody.",
    "e1000e 0000:00:1f.6 eth0: NIC Link is Up 1000 Mbps Full Duplex, Flow Control: Rx/Tx",
    "EXT4-fs (nvme0n1p{a}): mounted filesystem with ordered data mode. Quota mode: none.",
    "br{a}: port {b}(vnet{b}) entered forwarding state",
    "ACPI: \\_SB_.PC00.RP{a:02d}.PXSX: New power resource {c:x}",
    "thermal thermal_zone{a}: failed to read out thermal zone ({b})",
    "kauditd_printk_skb: {c} callbacks suppressed",
)

judge = functools.partial(kit.once, fine=(0, 3))


def on_host(virtfn: str, root: str, n: int) -> dict[str, object]:
    at = [] if root == "/" else ["--root", root]
    lspci = ["lspci", "-vv"] + ([] if root == "/" else ["-O", f"sysfs.path={root}/sys/bus/pci"])
    samples = kit.rounds({
        "virtfn doctor": (judge, [virtfn, *at, "doctor"]),
        "virtfn doctor --json": (judge, [virtfn, *at, "doctor", "--json"]),
        "virtfn list": (kit.once, [virtfn, *at, "list"]),
        "lspci -vv": (kit.once, lspci),
    }, n)
    return result(virtfn, samples, [("virtfn doctor", "virtfn list", "doctor / list"),
                                    ("virtfn doctor", "lspci -vv", "doctor / lspci -vv")])


def result(virtfn: str, samples: dict, ratios: list) -> dict[str, object]:
    return {"machine": kit.machine(virtfn),
            "ratios": {name: kit.ratio([x["wall"] for x in samples[a]],
                                       [x["wall"] for x in samples[b]])
                       for a, b, name in ratios},
            "ms": {k: {c: kit.spread([x[c] for x in v]) for c in ("wall", "cpu")}
                   for k, v in samples.items()}}


# --- a log ---

def diagnoses() -> tuple[list[str], list[str]]:
    """The longest fixed part of each pattern, and the examples."""
    parts, examples = [], []
    with open(f"{HERE}/../data/diagnoses.conf", encoding="utf-8") as f:
        for line in f:
            key, _, value = line.rstrip("\n").partition(" = ")
            if key == "match":
                pieces = re.split(r"%[dxws]|\{bdf\}", value.strip("^$"))
                parts.append(max((p.strip() for p in pieces), key=len))
            elif key == "example":
                examples.append(value)
    return parts, examples


def make_log(path: str, examples: list[str]) -> None:
    """The same bytes each time."""
    rnd, size, clock = random.Random(1), 0, 0.0
    with open(path, "w", encoding="utf-8") as f:
        # Another start of a kernel would end what was judged so far.
        known = [x for x in examples if not x.startswith("Linux version")]
        while size < LOG_SIZE:
            clock += rnd.random() / 100
            if rnd.randrange(KNOWN) == 0:
                text = rnd.choice(known)
            else:
                text = rnd.choice(OTHERS).format(a=rnd.randrange(1, 10), b=rnd.randrange(1, 32),
                                                 c=rnd.randrange(1 << 31))
            size += f.write(f"[{clock:12.6f}] {text}\n")


def on_log(virtfn: str, folder: str, n: int) -> dict[str, object]:
    log, patterns, out = f"{folder}/log", f"{folder}/patterns", f"{folder}/out"
    parts, examples = diagnoses()
    make_log(log, examples)
    with open(patterns, "w", encoding="utf-8") as f:
        f.write("\n".join(parts) + "\n")
    # Not to /dev/null: grep would stop at the first match. In C, where it is fastest.
    os.environ["LC_ALL"] = "C"
    to_file = functools.partial(judge, out=out)
    samples = kit.rounds({
        "virtfn doctor --log": (to_file, [virtfn, "doctor", "--log", log]),
        "grep -F -f": (to_file, ["grep", "-F", "-f", patterns, log]),
        "grep -c -i -F -f": (to_file, ["grep", "-c", "-i", "-F", "-f", patterns, log]),
        "grep -c -F -f": (to_file, ["grep", "-c", "-F", "-f", patterns, log]),
        "wc -l": (to_file, ["wc", "-l", log]),
    }, n)
    r = result(virtfn, samples, [("virtfn doctor --log", other, f"virtfn / {other}")
                                 for other in samples if other.startswith("grep")])
    megabytes = os.path.getsize(log) / 1e6
    r["MB_per_second"] = {k: round(megabytes * 1e3 / v["wall"]["median"]) for k, v in r["ms"].items()}
    r["patterns"] = len(parts)
    print(f"\na log of {megabytes:.0f} MB, {len(parts)} patterns: "
          + ", ".join(f"{k} {v} MB/s" for k, v in r["MB_per_second"].items()))
    return r


# --- captures ---

def make_captures(virtfn: str, folder: str) -> list[str]:
    """Of the machines in tests/hosts, and of this host."""
    hosts = ["/", *sorted(glob.glob(f"{HERE}/../tests/hosts/*/tree.tar.xz"))]
    files = [f"{folder}/{i}.tar.zst" for i in range(len(hosts))]
    for host, file in zip(hosts, files):
        at = [] if host == "/" else ["--root", host]
        subprocess.run([virtfn, *at, "capture", "-o", file], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return files


def on_captures(virtfn: str, folder: str, n: int) -> dict[str, object]:
    files = make_captures(virtfn, folder)
    samples: dict[str, list] = {"doctor --json": [], "doctor --json, this host": []}
    start = time.perf_counter()
    for i in range(n):
        samples["doctor --json"].append(
            judge([virtfn, "--root", files[i % len(files)], "doctor", "--json"]))
    rate = n / (time.perf_counter() - start)
    samples["doctor --json, this host"] = samples["doctor --json"][::len(files)]
    print(f"\ncaptures: doctor judges {rate:.0f} hosts per second, {n} in sequence")
    return {**result(virtfn, samples, []), "hosts_per_second": round(rate, 1)}
