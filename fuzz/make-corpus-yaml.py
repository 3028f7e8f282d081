#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes the seeds of host-yaml: the examples, each kind of mistake, and what is hostile."""

from pathlib import Path

HERE = Path(__file__).resolve().parent

SEEDS = {
    "every-key": b"version: 1\ndevices:\n  - device: 0000:01:00.0\n    mode: sriov\n    count: 3\n"
                 b"    driver: host\n    persist: link\n    defaults: {mac: auto, vlan: 7, qos: 1,"
                 b" proto: 802.1ad, spoofchk: on, trust: off, max-tx-rate: 9, min-tx-rate: 1,"
                 b" link-state: auto}\n    vfs:\n      - {vf: 1, mac: 52:54:00:aa:00:01}\n"
                 b"  - {match: {class: display, vendor: 8086, id: 46a6, index: 0}, mode: gvt-g,"
                 b" type: best}\niommu: pt\nhuge_pages: {size: 1G, count: 8, node: 0}\n"
                 b"isolation: {cpus: '2-7,10'}\nhooks: {suspend: no, libvirt: yes}\n"
                 b"kernel: {arguments: [a=1, 'b=\"c d\"'], remove: quiet}\n"
                 b"modules: {load: [vfio-pci], options: [{module: i915, options: a=1 b}],"
                 b" blacklist: x}\npackages: [swtpm]\n",
    "mistakes": b"devises: 1\niommu: onn\niommu:\nkernel: []\nhuge_pages: {size: 3}\n"
                b"devices:\n  - count: 99999\n    vfs: {vf: 1}\n  - [a]\n",
    "same-mac": b"devices:\n  - device: a\n    count: 9\n    defaults: {mac: 52:54:00:00:00:01}\n"
                b"    vfs: [{vf: 0, mac: 52:54:00:00:00:02}, {vf: 0}]\n",
    "many-vfs": b"devices: {device: a, count: 65535, defaults: {mac: 52:54:00:ff:ff:ff}}\n",
    "laughs": b"a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n",
    "merge": b"a: &a {x: 1}\n<<: *a\n",
    "deep": b"a: " + b"[" * 40,
    "tags": b"a: !!python/object x\n",
    "two": b"a: 1\n---\nb: 2\n...\n",
    "block": b"kernel:\n  arguments:\n    - |\n      a\n    - >-\n      b\n",
    "open": b"a: \"x\n",
    "crlf": b"iommu: on\r\npackages:\r\n  - a\r\n",
    "bom": b"\xef\xbb\xbfiommu: on\n",
    "utf16": "iommu: on\n".encode("utf-16"),
    "escapes": b"packages: [\"\\x00\", \"\\u2028\", \"\\e[1m\"]\n",
    "rubbish": bytes(range(256)),
    "empty": b"",
}


def main():
    folder = HERE / "corpus/host-yaml"
    folder.mkdir(exist_ok=True)
    for name, data in SEEDS.items():
        (folder / name).write_bytes(data)
    for path in sorted((HERE / "../data/examples").glob("*.yaml")):
        (folder / path.stem).write_bytes(path.read_bytes())


if __name__ == "__main__":
    main()
