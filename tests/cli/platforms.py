#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Do doctor and list name driver, release and limits rightly for each GPU of data/gpus.conf on each
kernel? platforms.py VIRTFN DATA WORK: makes a host for each, and one of a real dump when DATA has
it. What is right stands here a second time, from devices.md 1.1, 1.2 and 2.1: a row of the table
without one here fails, and so does one that changes."""
import concurrent.futures
import json
import re
import subprocess
import sys
from pathlib import Path

BINARY, DATA, WORK = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
CONF = Path(__file__).resolve().parents[2] / "data" / "gpus.conf"
KERNELS = ("6.1.0", "6.8.12", "6.12.95", "6.16.3", "6.17.1", "6.18.2", "7.0.1")
RELEASES = ("intel-lts-v6.1", "2025.07.22", "2026.03.05.1", "2026.03.05.1", "2026.05.06",
            "2026.05.06", "2026.05.06")
# What makes VFs of it, a letter for each kernel above: d i915 of i915-sriov-dkms, x the kernel's
# own xe, f that xe when it is forced, l a later kernel's, - nothing. Then who holds it before
# anybody does anything, how many VFs there are (0: not known), the generation of GVT-g.
WAYS = """
hsw     ------- i915 0 0
bdw     ------- i915 0 4
skl     ------- i915 0 5
bxt     ------- i915 0 5
kbl     ------- i915 0 5
glk     ------- i915 0 0
cfl     ------- i915 0 5
cml     ------- i915 0 5
icl     ------- i915 0 0
jsl     ------- i915 0 0
tgl     dddddff i915 7 0
rkl     ------- i915 0 0
adl-s   dddddff i915 7 0
adl-p   dddddff i915 7 0
adl-n   dddddff i915 7 0
rpl-s   dddddff i915 7 0
rpl-u   dddddff i915 7 0
rpl-p   dddddff i915 7 0
mtl     ddddddd i915 7 0
arl     ddddddd i915 7 0
lnl     ------- xe 0 0
ptl     llllxxx xe 0 0
wcl     llllxxx xe 0 0
nvl-s   ------- - 0 0
dg1     ------- i915 0 0
dg2     ------- i915 0 0
ats-m   lllllff i915 31 0
pvc     ------- - 0 0
bmg     llllxxx xe 0 0
cri     llllllf - 0 0
"""
# Modules of i915-sriov-dkms that split it, too, where a newer release has xe.
DKMS_XE = {"tgl", "adl-s", "adl-p", "adl-n", "rpl-s", "rpl-u", "rpl-p", "ptl", "wcl", "ats-m",
           "bmg", "cri"}
CARDS = {"dg1", "dg2", "ats-m", "pvc", "bmg", "cri"}
failures = []


def fail(text):
    failures.append(text)
    print("FAILED:", text)


def read_conf():
    rows, row, key = {}, {}, ""
    for line in CONF.read_text(encoding="utf-8").splitlines():
        if m := re.fullmatch(r"\[(dkms )?(.+)\]", line):
            row = {}
            if not m[1]:
                rows[m[2]] = row
        elif m := re.fullmatch(r"([a-z0-9-]+) = (.*)", line):
            key = m[1]
            row[key] = m[2]
        elif line.startswith(" "):
            row[key] += " " + line.strip()
    return rows


def ids_of(row):
    """All of them; of a range, the first and the last."""
    for word in row["ids"].split():
        n = word.count("x")
        yield int(word.replace("x", "0"), 16)
        if n:
            yield int(word.replace("x", "f"), 16)


class Host:
    def __init__(self, name, kernel):
        self.root = WORK / name
        self.put("etc/os-release", 'ID=debian\nPRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\n')
        self.put("proc/sys/kernel/osrelease", kernel + "\n")
        self.put("proc/cmdline", "BOOT_IMAGE=/boot/vmlinuz ro quiet\n")
        self.put("proc/modules", "i915 4000000 10 - Live 0x0\nxe 2000000 0 - Live 0x0\n")
        self.put("sys/kernel/iommu_groups/0/type", "DMA\n")
        for module in ("i915", "xe"):
            self.put(f"sys/module/{module}/initstate", "live\n")

    def put(self, path, text):
        path = self.root / path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())

    def gpu(self, address, vendor, device, driver, total):
        folder = f"sys/bus/pci/devices/{address}"
        uevent = f"PCI_CLASS=30000\nPCI_ID={vendor:04X}:{device:04X}\n"
        self.put(f"{folder}/uevent", (f"DRIVER={driver}\n" if driver != "-" else "") + uevent)
        if total is not None:
            self.put(f"{folder}/sriov_totalvfs", f"{total}\n")
            self.put(f"{folder}/sriov_numvfs", "0\n")

    def run(self, *args):
        p = subprocess.run([BINARY, "--root", str(self.root), *args, "--json"], text=True,
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False,
                           timeout=60)
        try:
            return json.loads(p.stdout)
        except ValueError:
            fail(f"{args}: {p.returncode}: {p.stderr[:400]}")
            return {}

    def doctor(self, *args):
        found = {}

        def add(finding):
            found[finding["id"]] = finding
            for other in finding.get("follows", []):
                add(other)
        whole = self.run("doctor", *args, "-v")
        for part in ("findings", "unknown", "fine"):
            for finding in whole.get(part, []):
                add(finding)
        return found


def wants(what, finding, verdict, *words):
    if finding is None:
        fail(f"{what}: nothing said, not {verdict}")
        return
    text = " | ".join([finding["title"], *finding.get("fix", [])])
    if finding["verdict"] != verdict:
        fail(f"{what}: {finding['verdict']}, not {verdict}: {text}")
    for word in words:
        if word.startswith("!") == (word.lstrip("!") in text):
            fail(f"{what}: {word} is not so: {text}")


def total_of(way, driver, vfs, name):
    """What sriov_totalvfs says: the chip's number under i915, xe's word under xe."""
    if way == "-":
        return None
    if driver == "xe":
        return 7 if way == "x" else 0
    return vfs or (24 if name == "cri" else 7)


def check_driver(what, found, way, driver, names):
    """names: platform, id, release, its first kernel."""
    title, device, release, first = names
    finding = found.get("driver-sriov")
    if driver == "-" or way == "-":
        return
    if driver == "xe" and way == "x":
        wants(what, finding, "ok", "xe holds the GPU and makes VFs")
    elif driver == "xe":
        wants(what, finding, "blocks", "offers no VFs", f"install kernel {first} or later")
    elif way == "d":
        wants(what, finding, "blocks", "the kernel's own i915", f"release {release} of i915-sriov")
    elif way == "f":
        wants(what, finding, "blocks", f"xe.force_probe={device:04x}", "module_blacklist=i915")
    else:
        wants(what, finding, "blocks", f"install kernel {first} or later", f"!{title} cannot")


def check_one(name, row, nth, device):
    way, driver, vfs, _ = WANTED[name]
    way, kernel, release = way[nth], KERNELS[nth], RELEASES[nth]
    address = "0000:03:00.0" if name in CARDS else "0000:00:02.0"
    host = Host(f"{name}-{kernel}", kernel)
    host.gpu(address, 0x8086, device, driver, total_of(way, driver, vfs, name))
    found = host.doctor(address, "--mode", "sriov")
    what = f"{name} {device:04x} on {kernel}"
    title = row["name"]
    platform = found.get("gpu-platform")
    dkms = way == "d" or (name in DKMS_XE and nth >= 2)
    if way == "-":
        wants(what, platform, "blocks", f"{title} cannot be split by SR-IOV",
              "use GVT-g" if WANTED[name][3] else "give the whole GPU")
    elif way == "l" and not dkms:
        wants(what, platform, "warning", f"{title} can be split, but not on this kernel",
              f"install kernel {row['xe-sriov']} or later")
    else:
        wants(what, platform, "ok", f"{title}: split by",
              ("" if way in "xf" else "!") + "this kernel's xe",
              ("" if dkms or row["dkms"].startswith("i915") else "!") + "i915-sriov-dkms")
    check_driver(what, found, way, driver, (title, device, release, row["xe-sriov"]))
    if way == "d":
        check_mended(host, what, release, address)


def check_mended(host, what, release, address):
    """With that release in place it is split by it."""
    host.put("sys/module/i915/version", f"{release}-sriov\n")
    host.put("sys/module/i915/parameters/max_vfs", "7\n")
    host.put("sys/module/i915/parameters/enable_guc", "3\n")
    found = host.doctor(address)
    wants(what + " with dkms", found.get("driver-sriov"), "ok", "i915 of i915-sriov-dkms")
    wants(what + " with dkms", found.get("guc-param"), "ok")


def check_gvt(name, row, device):
    address = "0000:03:00.0" if name in CARDS else "0000:00:02.0"
    host = Host(f"{name}-gvt", "6.1.0")
    host.gpu(address, 0x8086, device, "i915", None)
    finding = host.doctor(address, "--mode", "gvt-g").get("gvt-generation")
    if WANTED[name][3]:
        wants(f"{name} by GVT-g", finding, "ok", f"GVT-g splits {row['name']}")
    elif finding or name not in CARDS:
        wants(f"{name} by GVT-g", finding, "blocks", f"GVT-g does not split {row['name']}")


def check_amd(name, row, device):
    host = Host(f"{name}-amd", "6.12.95")
    host.gpu("0000:03:00.0", 0x1002, device, "amdgpu", None)
    finding = host.doctor("0000:03:00.0", "--mode", "passthrough").get("gpu-reset-bug")
    if not finding or finding["verdict"] == "ok":
        fail(f"{name}: no word of the reset that it needs")
    else:
        wants(name, finding, finding["verdict"], "vendor-reset")


def check_unknown():
    """A chip that nobody has heard of: the kernel's word counts."""
    host = Host("unknown", "7.0.1")
    host.gpu("0000:00:02.0", 0x8086, 0xfefe, "xe", 12)
    found = host.doctor("00:02.0")
    wants("unknown", found.get("gpu-platform"), "unknown", "8086:fefe is not in our table")
    wants("unknown", found.get("driver-sriov"), "ok", "xe holds the GPU and makes VFs")


def check_list(rows):
    """All IDs at once: driver and number of VFs of each."""
    host, wanted = Host("list", "6.12.95"), {}
    for name, row in rows.items():
        for device in ids_of(row):
            n = len(wanted)
            address = f"0000:{1 + n // 32:02x}:{n % 32:02x}.0"
            vendor = int(row.get("vendor", "8086"), 16)
            way, driver, vfs, _ = WANTED.get(name, ("-" * 7, "amdgpu", 0, 0))
            total = total_of(way[2], driver, vfs, name)
            host.gpu(address, vendor, device, driver, total)
            wanted[address] = (f"{vendor:04x}:{device:04x}", driver, total)
    got = {d["address"]: d for d in host.run("list").get("devices", [])}
    for address, (device, driver, total) in wanted.items():
        d = got.get(address, {})
        if (d.get("id"), d.get("driver", "-"), d.get("vf_max")) != (device, driver, total):
            fail(f"list of {device}: {d}")
        if d.get("kind") != "display":
            fail(f"list of {device}: kind {d.get('kind')}")
    return len(wanted)


def check_dump():
    """A real Alder Lake-P laptop: its configuration space, as lspci -xxxx has it."""
    path = DATA / "lspci" / "adl-p-46a6-asus-vvv-xxxx.txt"
    if not path.exists():
        print(f"skipped: there is no {path}")
        return
    host = Host("dump", "6.12.95")
    for block in path.read_text(encoding="utf-8", errors="replace").split("\n\n"):
        lines = block.splitlines()
        m = re.match(r"([0-9a-f]{2}:[0-9a-f]{2}\.[0-7]) ", lines[0]) if lines else None
        if not m:
            continue
        data = bytes.fromhex("".join(ln.split(": ", 1)[1] for ln in lines
                                     if re.match(r"[0-9a-f]{2,3}: ([0-9a-f]{2} ?){16}$", ln)))
        if len(data) < 64:
            continue
        folder = f"sys/bus/pci/devices/0000:{m[1]}"
        vendor, device = (int.from_bytes(data[i:i + 2], "little") for i in (0, 2))
        driver = re.search(r"Kernel driver in use: (\S+)", block)
        host.put(f"{folder}/config", data)
        host.put(f"{folder}/uevent", (f"DRIVER={driver[1]}\n" if driver else "") +
                 f"PCI_CLASS={data[11]:X}{data[10]:02X}{data[9]:02X}\n"
                 f"PCI_ID={vendor:04X}:{device:04X}\n")
    host.put("sys/bus/pci/devices/0000:00:02.0/sriov_totalvfs", "7\n")
    host.put("sys/bus/pci/devices/0000:00:02.0/sriov_numvfs", "0\n")
    found = host.doctor("00:02.0")
    wants("dump", found.get("gpu-platform"), "ok", "Alder Lake-P: split by i915-sriov-dkms")
    wants("dump", found.get("sriov-capability"), "ok")
    wants("dump", found.get("driver-sriov"), "blocks", "2026.03.05.1")
    for d in host.run("list").get("devices", []):
        if d["address"] == "0000:00:02.0" and (d.get("vf_hw_max"), d.get("flr")) != (7, True):
            fail(f"dump: list says {d}")


ROWS = read_conf()
INTEL = {name: row for name, row in ROWS.items() if "vendor" not in row}
WANTED = {}
for one in WAYS.split("\n"):
    if one:
        word = one.split()
        WANTED[word[0]] = (word[1], word[2], int(word[3]), int(word[4]))
if set(WANTED) != set(INTEL):
    fail(f"rows here and there differ: {sorted(set(WANTED) ^ set(INTEL))}")
jobs = []
for key, value in ROWS.items():
    first_id = next(ids_of(value))
    if key in WANTED:
        if int(value.get("max-vfs", 0)) != WANTED[key][2] and key not in ("pvc",):
            fail(f"{key}: max-vfs")
        jobs += [(check_one, key, value, i, first_id) for i in range(len(KERNELS))]
        jobs.append((check_gvt, key, value, first_id))
    else:
        jobs.append((check_amd, key, value, first_id))
with concurrent.futures.ThreadPoolExecutor(4) as pool:
    for job in [pool.submit(*j) for j in jobs]:
        job.result()
n_ids = check_list(ROWS)
check_unknown()
check_dump()
print(f"{len(jobs)} hosts, {n_ids} IDs, {len(failures)} failures")
sys.exit(1 if failures else 0)
