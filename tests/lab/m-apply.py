#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""apply, trial and undo on machines that boot: GRUB and systemd-boot."""
import json
import sys

import tap

PF = "0000:01:00.0"
WANTED = r"intel_iommu=on"


def virtfn(m, *args, timeout=300):
    return m.run(["virtfn", *args], timeout=timeout)


def say(r):
    return f"status {r.status}\n{r.out}\n{r.err}"
