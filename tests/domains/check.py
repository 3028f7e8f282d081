#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Are the domains that virtfn makes those of domains.txt, and does libvirt take them?

check.py DOMAINS FILE [--write]. What differs is shown; --write keeps it. Then, where they are
installed: libvirt's schema (xmllint), its own virt-xml-validate, and its parser (the test
driver), which says more. Nothing that is known to harm may be in any of them.
"""

import difflib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import textwrap

NEW = "11003000"  # libvirt 11.3.0, which has all that is used
OLD = "9000000"   # Debian 12's: without what came later
SCHEMA = "/usr/share/libvirt/schemas/domain.rng"
HARM = {
    r"<hidden": "the hypervisor is hidden: Intel's driver for VFs stops with Code 43",
    r"<vendor_id": "for NVIDIA's drivers before 465 only",
    r"<evmcs|<avic": "turns posted interrupts off, or has no hardware",
    r"name='tsc'|name=\"tsc\"": "the guest has it by itself",
    r"invtsc|policy=\"optional\"": "does nothing",
    r"model=\"virtio\" ?/?><stats|<memballoon model=\"virtio": "VFIO pins all memory",
    r"hpet\" present=\"yes": "slow",
    r"<loader|<nvram|<domain-backup": "libvirt chooses the firmware",
    r"cirrus|qxl|type=\"pcie-to-pci": "obsolete",
    r"action=\"reset": "a watchdog that bites",
    r"i440fx|pc-q35-": "an old machine, or one version of it",
    r"0\.0\.0\.0": "listens to everybody",
    r"passwd=": "a secret in the domain",
}


def sections(text):
    """Name and text of each."""
    found = re.split(r"^== (.*)\n", text, flags=re.M)[1:]
    return dict(zip(found[::2], found[1::2]))


def blocks(xml):
    """The parts of a domain: its elements, those of <devices> one by one."""
    part = []
    for line in xml.replace("  <devices>\n", "").replace("  </devices>\n", "").splitlines(True):
        part.append(re.sub(r"<name>.*</name>", "<name>NAME</name>", line))
        indent = "    " if part[0].startswith("    ") else "  "
        single = len(part) == 1 and ("/>" in line or "</" in line or not line.startswith("  "))
        if single or line.startswith(indent + "</"):
            yield "".join(part)
            part = []
    yield "".join(part)


def fold(text):
    """Each part once, then which of them a domain has, in their order: to be kept and read."""
    known, count, lists = {}, {}, []
    for name, xml in sections(text).items():
        if xml.startswith("refused:"):
            lists.append(f"{name}\n    {xml.strip()}")
            continue
        used = []
        for block in filter(None, blocks(xml)):
            if block not in known:
                word = re.search(r"\w+", block).group()
                count[word] = count.get(word, 0) + 1
                known[block] = f"{word}#{count[word]}"
            used.append(known[block])
        lists.append(name + "\n" + textwrap.fill(" ".join(used), 96, initial_indent="    ",
                                                 subsequent_indent="    "))
    return "".join(f"[{n}]\n{b}" for b, n in known.items()) + "\n" + "\n".join(lists) + "\n"


def write(folder, domains):
    paths = []
    for name, xml in domains.items():
        if not xml.startswith("refused:"):
            path = os.path.join(folder, name + ".xml")
            with open(path, "w", encoding="utf-8") as f:
                f.write(xml)
            paths.append(path)
    return paths


def harmful(domains):
    bad = 0
    for name, xml in domains.items():
        for pattern, why in HARM.items():
            if re.search(pattern, xml):
                print(f"{name}: {pattern}: {why}")
                bad += 1
        none = '<model type="none"/>' in xml
        if none and "<hostdev" not in xml:
            print(f"{name}: no display at all")
            bad += 1
        if none and re.search(r"-vf$", name):
            print(f"{name}: a VF shows nothing before its driver runs")
            bad += 1
    return bad


def run(argv):
    r = subprocess.run(argv, capture_output=True, text=True, check=False)
    if r.returncode:
        print(f"{argv[0]}: {r.stdout[-1500:]}{r.stderr[-3000:]}")
    return r.returncode != 0


def validate(paths):
    """The installed libvirt's schema."""
    bad = 0
    if os.path.exists(SCHEMA) and shutil.which("xmllint"):
        bad += run(["xmllint", "--nonet", "--noout", "--relaxng", SCHEMA, *paths])
    else:
        print("# no schema of libvirt, or no xmllint: not validated")
    if shutil.which("virt-xml-validate"):
        for path in paths[::20]:
            bad += run(["virt-xml-validate", path, "domain"])
    return bad


def parse(paths):
    """Its parser, which says more: the test driver needs no daemon."""
    if not shutil.which("virsh"):
        print("# no virsh: not parsed")
        return 0
    script = "; ".join(f"define --validate {p}" for p in paths)
    return run(["virsh", "-q", "-c", "test:///default", script])


def as_test_driver(domains):
    """The test driver has its own type of domain, and no firmware to choose from."""
    changed = {}
    for name, xml in domains.items():
        xml = xml.replace('<domain type="kvm">', '<domain type="test">')
        xml = xml.replace(' firmware="efi"', "")
        changed[name] = re.sub(r" *<firmware>.*?</firmware>\n", "", xml, flags=re.S)
    return changed


def main():
    program, golden = sys.argv[1:3]
    new = subprocess.run([program, NEW], capture_output=True, text=True, check=True).stdout
    old = subprocess.run([program, OLD], capture_output=True, text=True, check=True).stdout
    if "--write" in sys.argv:
        with open(golden, "w", encoding="utf-8") as f:
            f.write(fold(new))
    with open(golden, encoding="utf-8") as f:
        kept = f.read()
    diff = list(difflib.unified_diff(kept.splitlines(), fold(new).splitlines(), "kept", "made", n=2,
                                     lineterm=""))
    print("\n".join(diff[:200]))
    bad = bool(diff) + harmful(sections(new)) + harmful(sections(old))
    with tempfile.TemporaryDirectory() as folder:
        bad += validate(write(folder, sections(old)))
    with tempfile.TemporaryDirectory() as folder:
        bad += parse(write(folder, as_test_driver(sections(old))))
    print(f"{len(sections(new))} combinations, {new.count('refused:')} of them refused")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
