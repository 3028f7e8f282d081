#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes the seeds of package-meta, package-file and pacman-ignore: made packages, no real ones."""

import os
import sys

HERE = os.path.dirname(os.path.realpath(__file__))
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(HERE, "..", "tests", "chains"))
import packages  # noqa: E402

DEB = packages.deb()
SEEDS = {
    "package-meta": {
        "control": b"Package: a\nVersion: 1:2-3\nArchitecture: all\nDescription: x\n y\n",
        "pkginfo": b"# x\npkgname = a\npkgver = 1-1\narch = any\n",
        "deb": b"i915-sriov-dkms_2026.05.06_amd64.deb",
        "pacman": b"i915-sriov-dkms-2026.05.06-1-any.pkg.tar.zst",
        "dkms": b'PACKAGE_NAME="a"\nBUILD_EXCLUSIVE_KERNEL="^6\\.1[2-9]"\n',
        "rubbish": b"Package: -a\0\nVersion: ../\n\xff: \xfe\n",
    },
    "package-file": {
        "deb": DEB,
        "pacman": packages.pacman(),
        "sources": packages.sources(),
        "cut": DEB[:300],
        "empty-members": packages.ar({"debian-binary": b"", "control.tar.xz": b"", "data.tar": b""}),
        "size": DEB.replace(b"4         `", b"9999999999`", 1),
        "tar": packages.tar({".PKGINFO": b"pkgname = a\npkgver = 1-1\narch = any\n"}, ""),
    },
    "pacman-ignore": {
        "plain": b"# x\n[options]\nHoldPkg = pacman\n\n[core]\nInclude = /x\n",
        "there": b"[options]\nIgnorePkg = linux linux-headers\n",
        "pattern": b" [options]\r\n IgnorePkg=linux* [a-\r\n",
        "end": b"[options]",
        "none": b"[core]\nIgnorePkg = linux",
    },
}

for name, seeds in SEEDS.items():
    folder = os.path.join(HERE, "corpus", name)
    os.makedirs(folder, exist_ok=True)
    for seed, data in seeds.items():
        with open(os.path.join(folder, seed), "wb") as f:
            f.write(data)
