"""virtfn vm create, vm start and the hook: in the lab, and the hook on a made tree of this host."""
import json
import os
from collections.abc import Callable

import kit

HERE = os.path.dirname(os.path.realpath(__file__))
DEFINE, START, HOOK, TREE = ("vm create, lab host", "vm start, lab host", "hook, lab host",
                             "hook, a tree")
PARTS = {"define": DEFINE, "start": START, "hook": HOOK}
SECONDS = "1500"    # of lab/run's 1800
# Above, below, as what: of the samples of vm-lab.
RATIOS = {
    DEFINE: [("virtfn vm create", "virt-install and virsh define", "virtfn / virt-install and define"),
             ("virtfn vm create", "virsh define", "virtfn / virsh define")],
    START: [("virtfn vm start", "virsh start", "virtfn / virsh start"),
            ("virtfn vm start --no-wait", "virsh start", "virtfn --no-wait / virsh start"),
            ("virtfn vm start --no-wait, to its end", "virsh start, to its end",
             "virtfn --no-wait / virsh start, to their ends"),
            ("virtfn vm start, hook", "virsh start", "virtfn with the hook / virsh start")],
    HOOK: [("VF: prepare", "VF: bare, given", "hook prepare / bare operations, a VF"),
           ("VF: release", "VF: bare, taken back", "hook release / bare operations, a VF")],
}
LESS = "virtfn with the hook, less device work / virsh start"
# Issue 7, F: shares of what the other one takes.
TARGETS = [
    (DEFINE, "virtfn / virt-install and define", 1.0),
    (START, "virtfn / virsh start", 1.03),
    (START, LESS, 1.03),
]
# Without device work: prepare's is the longest of a guest's life.
MOST_MS = [(TREE, f"memory, CPUs: {phase}", 100.0) for phase in ("prepare", "release")]
XML = """<domain type='kvm'><name>b</name><metadata>
<v:needs xmlns:v='https://virtfn.org/needs/1'>{}</v:needs></metadata></domain>
"""


def least(above: list[float], below: list[float]) -> dict[str, float]:
    """Of the fastest run of each: a busy machine only ever makes a run longer."""
    return kit.spread([min(above) / min(below)])


def ratios(what: str, s: dict[str, list[float]]) -> dict[str, dict]:
    out = {}
    for above, below, name in RATIOS.get(what, ()):
        if above in s and below in s:
            out[name] = kit.ratio(s[above], s[below])
            out[f"{name} (fastest)"] = least(s[above], s[below])
    if what == START:
        made = [a - b for a, b in zip(s["virtfn vm start, hook, device work"],
                                      s["bare device work"])]
        out[LESS] = kit.ratio(made, s["virsh start"])
        out[f"{LESS} (fastest)"] = least(made, s["virsh start"])
    return out


def in_lab(virtfn: str, bare: str, n: int, lab: Callable[[list[str]], str]) -> dict[str, object]:
    """Each part in a lab host of its own."""
    out: dict[str, object] = {}
    for part, what in PARTS.items():
        raw = json.loads(lab([f"{HERE}/vm-lab", part, virtfn, bare, str(n), SECONDS]))
        samples = {k: [x / 1e6 for x in v] for k, v in raw["samples"].items()}
        host = kit.machine(virtfn)
        host.update({"lab kernel": raw["kernel"], "libvirt": raw["libvirt"],
                     "virt-install": kit.version(["virt-install", "--version"])})
        out[what] = {"machine": host, "ratios": ratios(what, samples),
                     "ms": {k: {"wall": kit.spread(v)} for k, v in samples.items()}}
    return out


# --- the hook on a tree ---

def put(path: str, text: str) -> None:
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="ascii") as f:
        f.write(text)


def make_tree(tree: str) -> None:
    """Huge pages, a governor and groups of processes: files, so that this host keeps its own."""
    pages = f"{tree}/sys/kernel/mm/hugepages/hugepages-2048kB"
    for name, text in (("nr", "100"), ("free", "100"), ("surplus", "0")):
        put(f"{pages}/{name}_hugepages", f"{text}\n")
    put(f"{pages}/resv_hugepages", "0\n")
    for p in range(8):
        policy = f"{tree}/sys/devices/system/cpu/cpufreq/policy{p}"
        put(f"{policy}/scaling_governor", "schedutil\n")
        put(f"{policy}/scaling_available_governors", "schedutil powersave userspace\n")
        put(f"{policy}/energy_performance_preference", "balance_power\n")
    for group in ("init.scope", "system.slice", "user.slice", "machine.slice"):
        put(f"{tree}/sys/fs/cgroup/{group}/cpuset.cpus", "0-7\n")
    put(f"{tree}/sys/devices/system/cpu/online", "0-7\n")
    for folder in ("dev/shm", "run/virtfn", "etc/libvirt", "var/lib"):
        os.makedirs(f"{tree}/{folder}")


def shared(tree: str, text: str) -> None:
    """Whether it did its work: a bench of a hook that does nothing is of no use."""
    with open(f"{tree}/sys/kernel/mm/hugepages/hugepages-2048kB/nr_hugepages",
              encoding="ascii") as f:
        got = f.read().strip()
    if got != text:
        raise SystemExit(f"bench: the tree has {got} huge pages, not {text}")


def on_tree(virtfn: str, folder: str, n: int) -> dict[str, object]:
    """Native and with this host's processor: what the program itself costs."""
    tree = f"{folder}/hook"
    make_tree(tree)
    owner = f"owner='{os.getuid()}' group='{os.getgid()}'"
    needs = "<v:hugepages page='2M' count='200'/><v:host cpus='0-3' governor='powersave'/>" \
            f"<v:shm path='/dev/shm/looking-glass' size='16M' {owner}/>"
    samples: dict[str, list] = {"virtfn --version": []}
    for kind, text in (("no needs", ""), ("memory, CPUs", needs)):
        put(f"{folder}/{kind}.xml", XML.format(text) if text else "<domain><name>b</name></domain>")
    for i in range(n + 1):
        for kind in ("no needs", "memory, CPUs"):
            for operation in ("prepare", "start", "started", "stopped", "release"):
                argv = [virtfn, "--root", tree, "hook", "qemu", "--", "b", operation]
                sample = kit.once(argv, stdin=f"{folder}/{kind}.xml")
                if kind != "no needs" and operation == "prepare":
                    shared(tree, "200")
                if i > 0:
                    samples.setdefault(f"{kind}: {operation}", []).append(sample)
            shared(tree, "100")
        sample = kit.once([virtfn, "--version"])
        if i > 0:
            samples["virtfn --version"].append(sample)
    return {"machine": kit.machine(virtfn), "ratios": {},
            "ms": {k: {c: kit.spread([x[c] for x in v]) for c in ("wall", "cpu")}
                   for k, v in samples.items()}}
