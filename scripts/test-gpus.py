#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Does gen-gpus.py refuse rows that are wrong, and take those of data/gpus.conf?"""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parent
GOOD = """[one]
name = One
ids = 46d1 3e9x 9bxx
xe-sriov = 6.18
dkms = i915
guc-i915 = i915/tgl_guc_70.bin
state = good
source = devices.md 1.1
"""
RELEASE = """[dkms 2026.05.06]
builds = 6.17 7.0
for = 6.17 7.0
modules = i915 xe
source = devices.md 2.1
"""


def generate(text):
    """What the script says, and the table it made or None."""
    with tempfile.TemporaryDirectory() as folder:
        data, out = Path(folder) / "gpus.conf", Path(folder) / "rows.h"
        data.write_text(text, encoding="utf-8")
        done = subprocess.run([SCRIPTS / "gen-gpus.py", data, out], capture_output=True,
                              text=True, check=False)
        return done.stderr, out.read_text(encoding="utf-8") if done.returncode == 0 else None


class Gpus(unittest.TestCase):
    def refused(self, text, words):
        said, made = generate(text)
        self.assertIsNone(made)
        self.assertIn(words, said)
        self.assertNotIn("Traceback", said)

    def test_good(self):
        said, made = generate(GOOD + RELEASE)
        self.assertEqual(said, "")
        self.assertIn("{ 0x46d1, 0xffff }, { 0x3e90, 0xfff0 }, { 0x9b00, 0xff00 }, { 0, 0 }", made)
        self.assertIn(".xe_sriov = { 6, 18 }", made)
        self.assertIn(".builds_last = { 7, 0 }", made)

    def test_ours(self):
        said, made = generate((SCRIPTS.parent / "data/gpus.conf").read_text(encoding="utf-8"))
        self.assertEqual(said, "")
        self.assertIn("n_gpu_dkms", made)

    def test_bad(self):
        for old, new, words in (
            ("46d1", "46g1", "not a device ID"),
            ("46d1", "4xd1", "not a device ID"),
            ("46d1", "9b12", "is also one of one"),
            ("6.18", "later", "not a kernel version"),
            ("state = good", "state = fine", "state is one of"),
            ("state = good", "state = bad", "a note says why"),
            ("state = good\n", "", "needed for Intel"),
            ("i915/tgl_guc_70.bin", "../tgl_guc_70.bin", "not a firmware file"),
            ("dkms = i915", "dkms = nouveau", "dkms is i915"),
            ("name = One", "name = One \\n", "not plain text"),
            ("name = One", "name", "neither [id] nor key"),
            ("name = One", "label = One", "no key label"),
            ("name = One\n", "", "name is missing"),
            ("name = One", "name = One\nname = Two", "is there twice"),
            ("source =", "max-vfs = 7\nsource =", "belong together"),
            ("for = 6.17 7.0", "for = 7.0 6.17", "behind the last"),
            ("for = 6.17 7.0", "for = 6.17", "two kernel versions"),
            ("[dkms 2026.05.06]", "[one]", "no key builds"),
        ):
            with self.subTest(new=new):
                self.refused((GOOD + RELEASE).replace(old, new, 1), words)
        self.refused("name = One\n", "neither [id]")
        self.refused(GOOD + GOOD, "one is there twice")


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    unittest.main()
